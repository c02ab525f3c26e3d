"""Reads of sessions: what a person did with a tool from start to end."""

from __future__ import annotations

from typing import Any

from aiobserver.model.columns import Row
from aiobserver.model.declared import EventInfo
from aiobserver.store.contract import T, Take
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import json_path, sql
from aiobserver.store.duckdb.file.streaming import rows_of
from aiobserver.store.duckdb.sessions.figures import Listed, SessionFigures
from aiobserver.store.sessions import RulesOf, Session, SessionFilter, SessionRules


def list_sessions(
    cursor: Cursor, wanted: SessionFilter, rules_of: RulesOf, limit: int, offset: int
) -> tuple[list[Session], int]:
    """(sessions, the last one first; how many there are)."""
    rules = _prepare_rules(cursor, rules_of)
    text, given = _page(cursor, wanted)
    given |= {
        "from_ns": wanted.from_ns,
        "to_ns": wanted.to_ns,
        "id": wanted.session_id,
        "service": wanted.service,
        "service_tools": list(wanted.service_tools),
        "tool": wanted.tool,
        "tool_services": [service for service, rule in rules.items() if rule.tool == wanted.tool and not rule.others],
        "declared": [service for service, rule in rules.items() if _declares_sessions(rule)],
    }
    rows = cursor.execute(text, given | {"limit": limit, "offset": offset}).fetchall()
    if not rows:
        first = cursor.execute(text, given | {"limit": 1, "offset": 0}).fetchall()
        return [], first[0][-1] if first else 0
    page = [_listed(row) for row in rows]
    SessionFigures(cursor, page, rules).add()
    return [listed.session for listed in page], rows[0][-1]


def get_session(cursor: Cursor, session_id: str, rules_of: RulesOf, take: Take[T]) -> tuple[Session, T] | None:
    """(session, what is made of its events); None if there is no such session.

    :param take: gets (role, failed?, column of a log record, …) of each event, in time order.
    """
    sessions, _ = list_sessions(cursor, SessionFilter(session_id=session_id), rules_of, 1, 0)
    if not sessions:
        return None
    given = {"id": session_id, "first_ns": sessions[0].start_ns, "last_ns": sessions[0].last_ns}
    return sessions[0], take(rows_of(cursor.execute(sql("sessions/events"), given)))


def _listed(row: Row) -> Listed:
    *fields, tool, calls, is_first_rounded, is_last_rounded, _ = row
    session = Session(*fields)
    session.tool = tool
    return Listed(session, calls > 0, is_first_rounded, is_last_rounded)


def _page(cursor: Cursor, wanted: SessionFilter) -> tuple[str, dict[str, Any]]:
    """(the query, parameters of its condition on the project)"""
    text = sql("sessions/page")
    if wanted.project is None:
        return text.replace("{in project}", ""), {}
    found = cursor.execute(sql("sessions/directories"), {"project": wanted.project}).fetchall()
    directories = [directory for (directory,) in found]
    return text.replace("{in project}", sql("sessions/in_project")), {"directories": directories}


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
