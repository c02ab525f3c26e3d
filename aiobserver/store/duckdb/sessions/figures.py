"""Figures of sessions: by their calls in the ledger, where it has none by the events and metrics of the tool."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiobserver.model.times import END_OF_TIME_NS
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.duckdb.sessions.calls import calls_by_session
from aiobserver.store.sessions import Session, SessionRules

_NS = 10**9


@dataclass(slots=True)
class Listed:
    """A session of a page, and what is known of it."""

    session: Session
    has_calls: bool
    """True if its requests and errors are those of the ledger, which has calls of it."""
    is_first_rounded: bool
    is_last_rounded: bool
    """True if the moment is known to the second only."""
    moments: list[int] = field(default_factory=list)
    """Moments at which something of it began or ended."""

    def narrow(self) -> None:
        """Take over exact moments within the seconds that are known."""
        session = self.session
        if self.is_first_rounded:
            session.start_ns = max(session.start_ns, min(self.moments, default=0))
        if self.is_last_rounded:
            session.last_ns = min(session.last_ns, max(self.moments, default=END_OF_TIME_NS))


class SessionFigures:
    """Completes the sessions of a page."""

    def __init__(self, cursor: Cursor, page: Sequence[Listed], rules: Mapping[str, SessionRules]) -> None:
        self._cursor = cursor
        self._page = page
        self._rules = rules
        self._by_id = {listed.session.session_id: listed for listed in page}
        self._times = {
            "first_ns": min(listed.session.start_ns for listed in page),
            "last_ns": max(listed.session.last_ns for listed in page),
        }

    def add(self) -> None:
        """Add all that is known."""
        self._add_calls()
        self._add_failures()
        self._add_facts()
        self._add_projects()
        self._add_usage()
        self._add_moments()
        for listed in self._page:
            listed.narrow()

    def _rows(self, query: str, sessions: Iterable[str], **given: Any) -> list[Any]:
        """Rows that a query finds of some sessions, all records of which lie between two times."""
        return self._cursor.execute(sql(query), {"sessions": list(sessions), **self._times, **given}).fetchall()

    def _add_calls(self) -> None:
        for session_id, calls in calls_by_session(self._rows("sessions/ledger", self._by_id)).items():
            listed = self._by_id[session_id]
            session = listed.session
            session.models, session.agents = sorted(calls.models - {""}), sorted(calls.agents - {""})
            session.sources = sorted(calls.sources)
            session.directory, session.branch = calls.directory[1], calls.branch[1]
            listed.moments += calls.moments
            listed.has_calls = calls.outcomes["ok"] > 0 or (listed.has_calls and not calls.outcomes["metered"])
            if listed.has_calls:
                session.requests, session.errors = calls.outcomes["ok"], calls.errors
            if calls.counts:
                session.figures = calls.figures()
                session.cost = session.figures.cost

    def _add_moments(self) -> None:
        """Moments of prompts and uses of tools, where the ledger alone tells when a session began or ended."""
        wanted = [listed for listed in self._page if listed.is_first_rounded or listed.is_last_rounded]
        if wanted:
            early_s = max(listed.session.start_ns for listed in wanted) // _NS
            late_s = min(listed.session.last_ns for listed in wanted) // _NS
            given = {"early_ns": min((early_s + 1) * _NS, END_OF_TIME_NS) - 1, "late_ns": late_s * _NS}
            sessions = [listed.session.session_id for listed in wanted]
            for session_id, first_ns, last_ns in self._rows("sessions/moments", sessions, **given):
                self._by_id[session_id].moments += (first_ns, last_ns)

    def _add_failures(self) -> None:
        """Failures by the tool's events."""
        wanted = [session_id for session_id, listed in self._by_id.items() if not listed.has_calls]
        for session_id, failures in self._rows("sessions/failed", wanted) if wanted else ():
            self._by_id[session_id].session.errors += failures

    def _add_facts(self) -> None:
        rows = self._cursor.execute(sql("sessions/facts"), {"sessions": list(self._by_id)}).fetchall()
        for session_id, title, version, parent, directory, branch, prompt in rows:
            session = self._by_id[session_id].session
            session.title, session.version, session.parent, session.prompt = title, version, parent, prompt
            session.directory = session.directory or directory
            session.branch = session.branch or branch

    def _add_projects(self) -> None:
        sessions = [listed.session for listed in self._page]
        directories = sorted({session.directory for session in sessions if session.directory})
        if not directories:
            return
        roots = dict(self._cursor.execute(sql("sessions/projects"), {"directories": directories}).fetchall())
        for session in sessions:
            session.project = roots.get(session.directory, session.directory)

    def _add_usage(self) -> None:
        """Usage by the metrics of tools that tell of no calls."""
        wanted = [session_id for session_id, listed in self._by_id.items() if listed.session.figures is None]
        if not wanted:
            return
        tokens = {each.tokens_metric for rule in self._rules.values() for each in rule.all} - {None}
        costs = {each.cost_metric for rule in self._rules.values() for each in rule.all} - {None}
        usage = self._rows("sessions/usage", wanted, metrics=sorted(map(str, tokens | costs)))
        for session_id, metric, kind, model, increase in usage:
            _use(self._by_id[session_id].session, kind if metric in tokens else None, model, increase)


def _use(session: Session, token_type: str | None, model: str, increase: float) -> None:
    """Add tokens of a type, or cost without one."""
    if token_type is None:
        session.cost = (session.cost or 0) + increase
    else:
        session.tokens[token_type] = session.tokens.get(token_type, 0) + increase
    if model and model not in session.models:
        session.models = sorted([*session.models, model])
