"""`/api/sessions`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import falcon.asgi

from aiobserver.api.http.media import AnswerRoom, EncodedList, Fragment, answer, answer_with_lists, encode, encode_list
from aiobserver.api.http.params import page, query, time_range
from aiobserver.api.http.shapes import log_json
from aiobserver.api.services import Services
from aiobserver.errors import NotFound
from aiobserver.hooks.host import Plugins, ToolEntry
from aiobserver.model.columns import Row
from aiobserver.model.times import rfc3339
from aiobserver.store.duckdb.file.reader import Reader
from aiobserver.store.duckdb.sessions.reads import Session, SessionFilter, SessionRules, get_session, list_sessions

_LISTS = {"prompt": "prompts", "request": "requests", "answer": "answers", "tool_call": "toolCalls"}


def routes(services: Services) -> Iterable[tuple[str, object, str | None]]:
    """(path, resource, suffix)"""
    sessions = SessionsResource(services.reader, services.plugins)
    return (("/api/sessions", sessions, None), ("/api/sessions/{session_id:path}", sessions, "one"))


def _by_role(events: Iterable[Row]) -> dict[str, EncodedList]:
    """The lists of a session's events."""
    lists: dict[str, list[Fragment]] = {name: [] for name in (*_LISTS.values(), "errors")}
    room = AnswerRoom()
    for role, failed, *row in events:
        text = encode(log_json(tuple(row)))
        room.take(len(text))
        shape = Fragment(text)
        if role in _LISTS:
            lists[_LISTS[role]].append(shape)
        if failed:
            lists["errors"].append(shape)
    return {name: encode_list(shapes) for name, shapes in lists.items()}


class SessionsResource:
    """Lists and shows sessions."""

    def __init__(self, reader: Reader, plugins: Plugins) -> None:
        self._reader = reader
        self._plugins = plugins

    async def on_get(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        params = query(req)
        span = time_range(params)
        limit, offset = page(params)
        wanted = SessionFilter(span.from_ns, span.to_ns, params.get("service") or None)
        found, total = await self._reader.run(list_sessions, wanted, self._rules_of, limit, offset)
        sessions = [self._shape(session) for session in found]
        answer(resp, {"sessions": sessions, "total": total, "hasMore": offset + len(sessions) < total})

    async def on_get_one(self, _req: falcon.asgi.Request, resp: falcon.asgi.Response, session_id: str) -> None:
        found = await self._reader.run(get_session, session_id, self._rules_of, _by_role)
        if found is None:
            raise NotFound(f"no session {session_id[:100]!r}")
        session, lists = found
        answer_with_lists(resp, self._shape(session), lists)

    def _rules_of(self, service: str) -> SessionRules:
        entry = self._plugins.entry_of(service)
        if entry is None:
            return SessionRules()
        return SessionRules(
            events=tuple(event for event in entry.events if event.role),
            tokens_metric=_metric_with_role(entry, "tokens"),
            cost_metric=_metric_with_role(entry, "cost"),
        )

    def _shape(self, session: Session) -> dict[str, Any]:
        entry = self._plugins.entry_of(session.service_name)
        return {
            "sessionId": session.session_id,
            **({"toolId": entry.tool.id} if entry else {}),
            "serviceName": session.service_name,
            "startTime": rfc3339(session.start_ns),
            "lastTime": rfc3339(session.last_ns),
            "promptCount": session.prompts,
            "requestCount": session.requests,
            "errorCount": session.errors,
            "toolCallCount": session.tool_calls,
            "tokens": session.tokens,
            "totalTokens": sum(
                count for kind, count in session.tokens.items() if entry is None or not _is_part(entry, kind)
            ),
            **({"cost": session.cost} if session.cost is not None else {}),
            "models": session.models,
        }


def _metric_with_role(entry: ToolEntry, role: str) -> str | None:
    return next((metric.name for metric in entry.metrics if metric.role == role), None)


def _is_part(entry: ToolEntry, kind: str) -> bool:
    """Whether another type of the tool's tokens already contains this type."""
    return any(
        value.value == kind and value.part_of is not None
        for metric in entry.metrics
        if metric.role == "tokens"
        for breakdown in metric.breakdowns
        for value in breakdown.values
    )
