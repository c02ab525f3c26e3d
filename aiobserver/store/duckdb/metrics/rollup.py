"""The table `metric_rollup`: what points add up to in ten minutes, so that long ranges are not summed point by point.

Rules: docs/decisions/0022. It knows the points up to some row; reads add those that are newer.
"""

from __future__ import annotations

from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql

WIDTH_S = 600
WIDTH_NS = WIDTH_S * 10**9
STEP_ROWS = 20_480
"""Points that are rolled up at a time: about 0.1 s."""


def next_point(cursor: Cursor) -> int:
    """The number of the next point: above all stored ones, and those that were rolled up before some were deleted."""
    _, end = rolled_rows(cursor)
    return end


def rolled_rows(cursor: Cursor) -> tuple[int, int]:
    """(the first point that is not rolled up, the row after the last one)"""
    ((first,),) = cursor.execute(sql("metrics/rollup_state")).fetchall()
    ((end,),) = cursor.execute(sql("metrics/rollup_end"), {"first": first}).fetchall()
    return first, end


def roll_up(cursor: Cursor, rows: int = STEP_ROWS) -> int:
    """Rolls up the next points, in the caller's transaction; how many."""
    first, last = rolled_rows(cursor)
    end = min(last, first + rows)
    if end > first:
        cursor.execute(sql("metrics/rollup_new"), {"first": first, "end": end})
        _store(cursor)
        cursor.execute(sql("metrics/rollup_forget_state"))
        cursor.execute(sql("metrics/rollup_store_state"), {"end": end})
    return max(0, end - first)


def note_touched(cursor: Cursor) -> None:
    """Notes which buckets the points in the temporary table `selected` are in, before they are deleted."""
    end, _ = rolled_rows(cursor)
    cursor.execute(sql("metrics/rollup_touched"), {"width_ns": WIDTH_NS, "end": end})


def refresh_touched(cursor: Cursor) -> None:
    """Rolls up the noted buckets anew, in the caller's transaction."""
    end, _ = rolled_rows(cursor)
    cursor.execute(sql("metrics/rollup_left"), {"width_ns": WIDTH_NS, "end": end})
    cursor.execute(sql("metrics/rollup_forget"))
    _store(cursor)


def covered(from_ns: int, to_ns: int) -> tuple[int, int]:
    """The whole buckets of a range: (start of the first one, end of the last one), the same if there are none."""
    first = -(-from_ns // WIDTH_NS) * WIDTH_NS
    return first, max(first, to_ns // WIDTH_NS * WIDTH_NS)


def _store(cursor: Cursor) -> None:
    cursor.execute(sql("metrics/rollup_store"), {"width_ns": WIDTH_NS})
