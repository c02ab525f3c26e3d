"""Deleting records in small steps, each a transaction of the writer; what is counted from them stays right.

Steps are repeated until nothing is left to delete, so one that failed is simply done again. The bytes stay in the file
until it is compacted (compaction.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from aiobserver.model.columns import Signal
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.duckdb.parts import PARTS
from aiobserver.store.duckdb.write.state import SeriesIndex
from aiobserver.store.keeping import Selection

STEP_ROWS = 20_480
"""Rows that are deleted at a time."""

_ALL_ROWS = 2**62


_SELECTED: Mapping[Signal, str] = {
    "traces": "traces/deletion_selected",
    "metrics": "metrics/deletion_selected",
    "logs": "logs/deletion_selected",
}
_DELETE: Mapping[Signal, str] = {
    "traces": "traces/deletion_delete",
    "metrics": "metrics/deletion_delete",
    "logs": "logs/deletion_delete",
}


def count_selected(cursor: Cursor, selection: Selection, signal: Signal) -> int:
    """Number of records of a signal that would be deleted."""
    return _select(cursor, selection, signal, _ALL_ROWS)


def delete_step(cursor: Cursor, selection: Selection, signal: Signal) -> int:
    """Delete some records in the caller's transaction; return their number, 0 when none are left."""
    parts = [part for part in PARTS if part.signal == signal]
    for part in parts:
        part.prepare(cursor)
    deleted = _select(cursor, selection, signal, STEP_ROWS)
    if deleted:
        for part in parts:
            part.before(cursor)
        cursor.execute(sql(_DELETE[signal]))
        for part in parts:
            part.after(cursor)
    return deleted


def forget_series(cursor: Cursor, known: SeriesIndex) -> int:
    """Forgets the series that have no points any more, in the caller's transaction; how many.

    `delta_state` keeps theirs: the next point of a running total must not count in full.
    """
    ((forgotten,),) = cursor.execute(sql("metrics/deletion_forget_series")).fetchall()
    cursor.execute(sql("ledger/fill_again"))
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
    cursor.execute(sql(_SELECTED[signal]), given)
    ((count,),) = cursor.execute(sql("write/deletion_count")).fetchall()
    return int(count)
