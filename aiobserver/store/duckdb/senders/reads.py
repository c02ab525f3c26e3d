"""Service names and the tools behind them: those that were recognised, and what stored records tell about others."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from aiobserver.model.columns import Signal
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql


def read_service_tools(cursor: Cursor) -> list[tuple[str, str]]:
    """(service name, id of a tool), each once."""
    return cursor.execute(sql("senders/service_tools")).fetchall()


def note_service_tools(cursor: Cursor, pairs: Iterable[tuple[str, str]]) -> None:
    """Stores further pairs, in the caller's transaction."""
    for service, tool in pairs:
        cursor.execute(sql("senders/note"), {"service": service, "tool": tool})


def read_received_services(cursor: Cursor) -> list[str]:
    """All services of which anything came; a small table knows."""
    return [service for (service,) in cursor.execute(sql("senders/received")).fetchall()]


def read_scopes(cursor: Cursor, spans: Collection[str], from_ns: int, to_ns: int) -> dict[str, str]:
    """Span id → scope, of spans that start between two times."""
    given = {"spans": list(spans), "from_ns": from_ns, "to_ns": to_ns}
    return dict(cursor.execute(sql("senders/scopes"), given).fetchall())


def read_senders(cursor: Cursor, services: Collection[str]) -> list[tuple[str, Signal, str, str]]:
    """(service, signal, scope, name of the event or metric) of all records of these services, each once."""
    return cursor.execute(sql("senders/senders"), {"services": list(services)}).fetchall()
