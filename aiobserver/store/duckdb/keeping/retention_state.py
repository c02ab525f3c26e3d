"""Retention's view of the database, and its notes in it."""

from __future__ import annotations

from collections.abc import Mapping

from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.keeping import Ages, Announced


def read_state(cursor: Cursor) -> dict[str, Announced]:
    """Notes by kind."""
    return {kind: Announced(at, rules) for kind, at, rules in cursor.execute(sql("keeping/retention_read")).fetchall()}


def write_state(cursor: Cursor, state: Mapping[str, Announced]) -> None:
    """Replaces all of it, in the caller's transaction."""
    cursor.execute(sql("keeping/retention_clear"))
    for kind, (at, rules) in state.items():
        cursor.execute(sql("keeping/retention_write"), {"kind": kind, "at": at, "rules": rules})


def read_ages(cursor: Cursor) -> list[Ages]:
    """One for each signal that has records."""
    return [Ages(*row) for row in cursor.execute(sql("keeping/retention_ages")).fetchall() if row[3]]


def read_arrival_of(cursor: Cursor, share: float) -> int:
    """Time by which a share (0…1) of all records had arrived; ns since 1970."""
    ((at,),) = cursor.execute(sql("keeping/retention_oldest"), {"share": share}).fetchall()
    return int(at or 0)
