"""Reads of sessions: what a person did with a tool from start to end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aiobserver.model.columns import Row
from aiobserver.model.declared import EventInfo
from aiobserver.store.contract import T, Take
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import json_path, sql
from aiobserver.store.duckdb.file.streaming import rows_of
from aiobserver.store.ledger import Figures
from aiobserver.store.sessions import RulesOf, Session, SessionFilter, SessionRules

_COUNTS = ("input", "cache_read", "cache_write", "cache_write_1h", "output", "reasoning")


def list_sessions(
    cursor: Cursor, wanted: SessionFilter, rules_of: RulesOf, limit: int, offset: int
) -> tuple[list[Session], int]:
    """(sessions, the last one first; how many there are)."""
    rules = _prepare_rules(cursor, rules_of)
    given = {
        "from_ns": wanted.from_ns,
        "to_ns": wanted.to_ns,
        "id": wanted.session_id,
        "service": wanted.service,
        "declared": [service for service, rule in rules.items() if _declares_sessions(rule)],
    }
    rows = cursor.execute(sql("sessions/page"), given | {"limit": limit, "offset": offset}).fetchall()
    if not rows:
        first = cursor.execute(sql("sessions/page"), given | {"limit": 1, "offset": 0}).fetchall()
        return [], first[0][-1] if first else 0
    sessions = [_session(row) for row in rows]
    _add_failures(cursor, sessions)
    _add_figures(cursor, sessions)
    _add_facts(cursor, sessions)
    _add_projects(cursor, sessions)
    _add_usage(cursor, [session for session in sessions if session.figures is None], rules)
    return sessions, rows[0][-1]


def get_session(cursor: Cursor, session_id: str, rules_of: RulesOf, take: Take[T]) -> tuple[Session, T] | None:
    """(session, what is made of its events); None if there is no such session.

    :param take: gets (role, failed?, column of a log record, …) of each event, in time order.
    """
    sessions, _ = list_sessions(cursor, SessionFilter(session_id=session_id), rules_of, 1, 0)
    if not sessions:
        return None
    return sessions[0], take(rows_of(cursor.execute(sql("sessions/events"), {"id": session_id} | _times(sessions))))


def _session(row: Row) -> Session:
    *fields, tool, _ = row
    session = Session(*fields)
    session.tool = tool
    return session


def _prepare_rules(cursor: Cursor, rules_of: RulesOf) -> dict[str, SessionRules]:
    services = [service for (service,) in cursor.execute(sql("sessions/services")).fetchall()]
    rules = {service: rules_of(service) for service in services}
    found: dict[tuple[str, str], tuple[EventInfo, str]] = {}
    for service, rule in rules.items():
        for each in rule.all:
            for event in each.events:
                if event.role:
                    found.setdefault((service, event.name), (event, each.tool))
    events = [event for event, _ in found.values()]
    cursor.execute(
        sql("sessions/rules"),
        {
            "services": [service for service, _ in found],
            "events": [event.name for event in events],
            "roles": [event.role for event in events],
            "tools": [tool for _, tool in found.values()],
            "error_paths": [json_path(event.error_attribute) if event.error_attribute else "" for event in events],
        },
    )
    return rules


def _declares_sessions(rules: SessionRules) -> bool:
    return any(event.role in ("prompt", "request") for each in rules.all for event in each.events)


def _times(sessions: Sequence[Session]) -> dict[str, int]:
    """Range of times of all records of the sessions."""
    return {
        "first_ns": min(session.start_ns for session in sessions),
        "last_ns": max(session.last_ns for session in sessions),
    }


def _add_failures(cursor: Cursor, sessions: Sequence[Session]) -> None:
    by_id = {session.session_id: session for session in sessions}
    given = {"sessions": list(by_id)} | _times(sessions)
    for session_id, failures in cursor.execute(sql("sessions/failed"), given).fetchall():
        by_id[session_id].errors += failures


def _add_figures(cursor: Cursor, sessions: Sequence[Session]) -> None:
    by_id = {session.session_id: session for session in sessions}
    rows = cursor.execute(sql("sessions/ledger"), {"sessions": list(by_id)}).fetchall()
    for session_id, models, agents, sources, directory, branch, calls, *counts, cost, unpriced in rows:
        session = by_id[session_id]
        session.agents = agents or []
        session.sources = sorted({source for each in sources for source in each.split(",")})
        session.directory, session.branch = directory or "", branch or ""
        sums = dict(zip(_COUNTS, counts, strict=True))
        session.figures = Figures(calls=calls, cost=cost, unpriced=unpriced, **sums)
        session.cost = cost
        session.models = models or []


def _add_facts(cursor: Cursor, sessions: Sequence[Session]) -> None:
    by_id = {session.session_id: session for session in sessions}
    rows = cursor.execute(sql("sessions/facts"), {"sessions": list(by_id)}).fetchall()
    for session_id, title, version, parent, directory, branch in rows:
        session = by_id[session_id]
        session.title, session.version, session.parent = title, version, parent
        session.directory = session.directory or directory
        session.branch = session.branch or branch


def _add_projects(cursor: Cursor, sessions: Sequence[Session]) -> None:
    directories = sorted({session.directory for session in sessions if session.directory})
    if not directories:
        return
    roots = dict(cursor.execute(sql("sessions/projects"), {"directories": directories}).fetchall())
    for session in sessions:
        session.project = roots.get(session.directory, session.directory)


def _add_usage(cursor: Cursor, sessions: Sequence[Session], rules: dict[str, SessionRules]) -> None:
    """Usage by the metrics of tools that tell of no calls."""
    if not sessions:
        return
    tokens = {each.tokens_metric for rule in rules.values() for each in rule.all} - {None}
    costs = {each.cost_metric for rule in rules.values() for each in rule.all} - {None}
    by_id = {session.session_id: session for session in sessions}
    usage = cursor.execute(
        sql("sessions/usage"),
        {"sessions": list(by_id), "metrics": sorted(map(str, tokens | costs))} | _times(sessions),
    ).fetchall()
    _sum_up(by_id, usage, tokens)


def _sum_up(
    sessions: dict[str, Session], usage: Iterable[tuple[str, str, str, str, float]], tokens: set[str | None]
) -> None:
    for session_id, metric, kind, model, increase in usage:
        session = sessions[session_id]
        if metric in tokens:
            session.tokens[kind] = session.tokens.get(kind, 0) + increase
        else:
            session.cost = (session.cost or 0) + increase
        if model and model not in session.models:
            session.models = sorted([*session.models, model])
