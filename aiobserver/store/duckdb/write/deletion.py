"""Deleting records in small steps, each a transaction of the writer; what is counted from them stays right.

Steps are repeated until nothing is left to delete, so one that failed is simply done again. The bytes stay in the file
until it is compacted (compaction.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiobserver.model.columns import Signal
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.duckdb.logs.index import forget_blocks
from aiobserver.store.duckdb.metrics import rollup as metric_rollup
from aiobserver.store.duckdb.traces.index import index_rows, refresh_touched, unindexed_rows
from aiobserver.store.duckdb.write.state import SeriesIndex
from aiobserver.store.keeping import Selection

STEP_ROWS = 20_480
"""Rows that are deleted at a time."""

_ALL_ROWS = 2**62


@dataclass(frozen=True, slots=True)
class _Queries:
    """The query files of one signal."""

    selected: str
    sessions: str
    delete: str
    recount: str


_QUERIES: Mapping[Signal, _Queries] = {
    "traces": _Queries(
        "traces/deletion_selected", "traces/deletion_sessions", "traces/deletion_delete", "traces/deletion_recount"
    ),
    "metrics": _Queries(
        "metrics/deletion_selected", "metrics/deletion_sessions", "metrics/deletion_delete", "metrics/deletion_recount"
    ),
    "logs": _Queries(
        "logs/deletion_selected", "logs/deletion_sessions", "logs/deletion_delete", "logs/deletion_recount"
    ),
}


def count_selected(cursor: Cursor, selection: Selection, signal: Signal) -> int:
    """How many records of a signal would be deleted."""
    return _select(cursor, selection, signal, _ALL_ROWS)


def delete_step(cursor: Cursor, selection: Selection, signal: Signal) -> int:
    """Deletes some records in the caller's transaction; how many, 0 when none are left."""
    queries = _QUERIES[signal]
    if signal == "traces":
        _index_all(cursor)
    deleted = _select(cursor, selection, signal, STEP_ROWS)
    if deleted:
        cursor.execute(sql(queries.sessions))
        if signal == "traces":
            cursor.execute(sql("traces/deletion_touched"))
        if signal == "logs":
            forget_blocks(cursor)
        if signal == "metrics":
            metric_rollup.note_touched(cursor)
        cursor.execute(sql(queries.delete))
        cursor.execute(sql("sessions/deletion_forget"), {"signal": signal})
        cursor.execute(sql(queries.recount))
        if signal == "traces":
            refresh_touched(cursor)
        if signal == "metrics":
            metric_rollup.refresh_touched(cursor)
    return deleted


def forget_series(cursor: Cursor, known: SeriesIndex) -> int:
    """Forgets the series that have no points any more, in the caller's transaction; how many.

    `delta_state` keeps theirs: the next point of a running total must not count in full.
    """
    ((forgotten,),) = cursor.execute(sql("metrics/deletion_forget_series")).fetchall()
    known.forget()
    return int(forgotten)


def _select(cursor: Cursor, selection: Selection, signal: Signal, rows: int) -> int:
    given = {
        "from_ns": selection.from_ns,
        "to_ns": selection.to_ns,
        "service": selection.service,
        "session": selection.session,
        "received_before": selection.received_before,
        "rows": rows,
    }
    cursor.execute(sql(_QUERIES[signal].selected), given)
    ((count,),) = cursor.execute(sql("write/deletion_count")).fetchall()
    return int(count)


def _index_all(cursor: Cursor) -> None:
    """Numbers of span rows must never be given twice: the index remembers how far they went."""
    left = unindexed_rows(cursor)
    while left:
        left = index_rows(cursor)
