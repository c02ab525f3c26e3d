"""Deleting records in small steps, each a transaction of the writer; what is counted from them stays right.

Steps are repeated until nothing is left to delete, so one that failed is simply done again. The bytes stay in the file
until it is compacted (compaction.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from aiobserver.model import Signal
from aiobserver.storage.database import Cursor
from aiobserver.storage.memory import SeriesIndex
from aiobserver.storage.queries import sql
from aiobserver.storage.trace_index import index_rows, refresh_touched, unindexed_rows

STEP_ROWS = 20_480
"""Rows that are deleted at a time."""

_ALL_ROWS = 2**62
_END_NS = 2**64 - 1
SIGNALS: tuple[Signal, ...] = ("traces", "metrics", "logs")


@dataclass(frozen=True, slots=True)
class Selection:
    """Records by their own time (from ≤ t < to), service and session, and by when they came; None: any."""

    from_ns: int = 0
    to_ns: int = _END_NS
    service: str | None = None
    session: str | None = None
    received_before: int = _END_NS


def count_selected(cursor: Cursor, selection: Selection, signal: Signal) -> int:
    """How many records of a signal would be deleted."""
    return _select(cursor, selection, signal, _ALL_ROWS)


def delete_step(cursor: Cursor, selection: Selection, signal: Signal) -> int:
    """Deletes some records in the caller's transaction; how many, 0 when none are left."""
    if signal == "traces":
        _index_all(cursor)
    deleted = _select(cursor, selection, signal, STEP_ROWS)
    if deleted:
        if signal == "traces":
            cursor.execute(sql("deletion_touched"))
        cursor.execute(sql(f"deletion_delete_{signal}"))
        if signal == "traces":
            refresh_touched(cursor)
    return deleted


def forget_series(cursor: Cursor, known: SeriesIndex) -> int:
    """Forgets the series that have no points any more, in the caller's transaction; how many.

    `delta_state` keeps theirs: the next point of a running total must not count in full.
    """
    forgotten = [number for (number,) in cursor.execute(sql("deletion_forget_series")).fetchall()]
    known.forget(forgotten)
    return len(forgotten)


def _select(cursor: Cursor, selection: Selection, signal: Signal, rows: int) -> int:
    given: Mapping[str, Any] = {**asdict(selection), "rows": rows}
    cursor.execute(sql(f"deletion_selected_{signal}"), given)
    ((count,),) = cursor.execute(sql("deletion_count")).fetchall()
    return int(count)


def _index_all(cursor: Cursor) -> None:
    """Numbers of span rows must never be given twice: the index remembers how far they went."""
    left = unindexed_rows(cursor)
    while left:
        left = index_rows(cursor)
