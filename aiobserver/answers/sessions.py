"""Sessions as the API answers them: by the rules that the tools' plugins declare, totals without parts."""

from __future__ import annotations

from dataclasses import replace

from aiobserver.hooks.host import Plugins
from aiobserver.hooks.tools import ToolEntry
from aiobserver.store.contract import SessionReads, T, Take
from aiobserver.store.sessions import Session, SessionFilter, SessionRules


class SessionAnswers:
    """Reads sessions by the declared roles of events and metrics."""

    def __init__(self, sessions: SessionReads, plugins: Plugins) -> None:
        self._sessions = sessions
        self._plugins = plugins

    async def page(self, wanted: SessionFilter, limit: int, offset: int) -> tuple[list[Session], int]:
        """(sessions, most recent first; number of sessions that pass the filter)."""
        tools = [entry.tool for entry in self._plugins.entries]
        known = replace(wanted, service_tools=tuple(tool.id for tool in tools if tool.usual_service == wanted.service))
        return await self._sessions.page(known, self._rules_of, limit, offset)

    async def get(self, session: str, take: Take[T]) -> tuple[Session, T] | None:
        """(session, outcome of `take` for its events: role, failed?, column of a log record, …); None: no such one."""
        return await self._sessions.get(session, self._rules_of, take)

    def tool_of(self, session: Session) -> ToolEntry | None:
        """The tool whose session it is; None: unknown."""
        tools = self._plugins.tools
        return tools.with_id(session.tool) if session.tool else tools.sole(session.service_name)

    def service_of(self, session: Session) -> str:
        """The service whose records tell of it; of a session without a record one that the tool owns."""
        entry = self.tool_of(session)
        return session.service_name or (entry.tool.usual_service if entry else "")

    def total_tokens(self, session: Session) -> float:
        """Tokens of all types, each once."""
        if session.figures is not None:
            return session.figures.tokens
        entry = self.tool_of(session)
        return sum(count for kind, count in session.tokens.items() if entry is None or not _is_part(entry, kind))

    def _rules_of(self, service: str) -> SessionRules:
        rules = [_rules(entry) for entry in self._plugins.tools.of(service)]
        return replace(rules[0], others=tuple(rules[1:])) if rules else SessionRules()


def _rules(entry: ToolEntry) -> SessionRules:
    return SessionRules(
        events=tuple(event for event in entry.events if event.role),
        tokens_metric=_metric_with_role(entry, "tokens"),
        cost_metric=_metric_with_role(entry, "cost"),
        tool=entry.tool.id,
    )


def _metric_with_role(entry: ToolEntry, role: str) -> str | None:
    return next((metric.name for metric in entry.metrics if metric.role == role), None)


def _is_part(entry: ToolEntry, kind: str) -> bool:
    """True if another token type of the tool contains this one, or it does not count."""
    return any(
        value.value == kind and (value.part_of is not None or not value.counted)
        for metric in entry.metrics
        if metric.role == "tokens"
        for breakdown in metric.breakdowns
        for value in breakdown.values
    )
