"""The ledger of what was stored before there was one: read some at a time, each step one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiobserver.model.columns import Row, Signal
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.ledger import FillState

_RECORDS: Mapping[Signal, str] = {"logs": "ledger/fill_logs", "traces": "ledger/fill_traces"}


def read_state(cursor: Cursor) -> list[FillState]:
    """Records that are still to be read, by signal."""
    return [FillState(*row) for row in cursor.execute(sql("ledger/fill_state")).fetchall()]


def read_records(cursor: Cursor, signal: Signal, first: int, end: int) -> list[tuple[int, Row]]:
    """(number, row of the model) of the logs or spans number `first` to `end` - 1."""
    rows = cursor.execute(sql(_RECORDS[signal]), {"first": first, "end": end}).fetchall()
    return [(number, tuple(row)) for number, *row in rows]


def read_sessions(cursor: Cursor, first: int, end: int) -> Sequence[str]:
    """Sessions of the series in the rows `first` to `end` - 1."""
    found = cursor.execute(sql("ledger/fill_sessions"), {"first": first, "end": end}).fetchall()
    return [session for (session,) in found]


def advance(cursor: Cursor, signal: Signal, number: int) -> None:
    """Note, in the caller's transaction, that all before this number is read."""
    cursor.execute(sql("ledger/fill_advance"), {"signal": signal, "next": number})
