"""The table `trace_index`: one row per (virtual) trace, summarising its spans up to a row of `otel_traces`.

Rules: docs/decisions/0005 and 0011. Rows are only ever appended, so what is new has a row number the index does
not know yet. The traces of new rows are recomputed as a whole in temporary tables, one SQL file a step: by maintenance
from time to time, to be stored, and by each read for the rows that are not indexed yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from aiobserver.store.duckdb.file.database import Cursor, one_state
from aiobserver.store.duckdb.file.sql_files import sql

STEP_ROWS = 20_480
"""Span rows that are taken into the index at a time: about 0.1 s."""


def next_span(cursor: Cursor) -> int:
    """The number of the next span row: above all stored ones, and those the index counted before some were deleted."""
    _, end = _state(cursor)
    return end


def unindexed_rows(cursor: Cursor) -> int:
    """Count the span rows that are not indexed yet."""
    first, end = _state(cursor)
    return end - first


def index_rows(cursor: Cursor, rows: int = STEP_ROWS) -> int:
    """Index the next rows, in the caller's transaction. Return how many are left."""
    first, last = _state(cursor)
    end = min(last, first + rows)
    _compute(cursor, first, end)
    for step in ("traces/index_forget", "traces/index_store", "traces/index_forget_state"):
        cursor.execute(sql(step))
    cursor.execute(sql("traces/index_store_state"), {"end": end})
    return last - end


@contextmanager
def live_traces(cursor: Cursor) -> Iterator[None]:
    """One state of the database, and in it the temporary view `live`: all (virtual) traces as they are now.

    That is the index, and for traces with spans it does not know what they are with these.
    """
    with one_state(cursor):
        first, end = _state(cursor)
        if first == end:
            cursor.execute(sql("traces/live_indexed"))
        else:
            _compute(cursor, first, end)
            cursor.execute(sql("traces/live"))
        yield


def refresh_touched(cursor: Cursor) -> None:
    """Recompute the index rows of the traces in the temporary table `touched`, in the caller's transaction.

    Needed after some of their spans were deleted; a trace without spans is removed.
    """
    known, _ = _state(cursor)
    _compute_touched(cursor, known, known)
    cursor.execute(sql("traces/index_forget"))
    cursor.execute(sql("traces/index_store"))


def compute_members(cursor: Cursor, first: int, end: int) -> None:
    """Create, for the traces in the table `touched`, `span`, `root` and `ancestor` (each span's root)."""
    cursor.execute(sql("traces/index_spans"), {"first": first, "end": end})
    for step in ("traces/index_judged", "traces/index_traces", "traces/index_roots", "traces/index_ancestors"):
        cursor.execute(sql(step))
    _resolve_roots(cursor)


def _resolve_roots(cursor: Cursor) -> None:
    """Move each span's `ancestor` up to its `root`; once a step resolves no further span, the others have none."""
    before = -1
    resolved, members = _resolved(cursor)
    while before < resolved < members:
        cursor.execute(sql("traces/index_ancestors_doubled"))
        before = resolved
        resolved, _ = _resolved(cursor)


def _state(cursor: Cursor) -> tuple[int, int]:
    """(first span row that the index does not know, row after the last one)"""
    ((first,),) = cursor.execute(sql("traces/index_state")).fetchall()
    ((end,),) = cursor.execute(sql("traces/index_end"), {"first": first}).fetchall()
    return first, end


def _compute(cursor: Cursor, first: int, end: int) -> None:
    cursor.execute(sql("traces/index_touched"), {"first": first, "end": end})
    _compute_touched(cursor, first, end)


def _compute_touched(cursor: Cursor, first: int, end: int) -> None:
    """Create `fresh` from the spans before row `end` of the traces in `touched`; those before `first` are indexed."""
    ((first,),) = cursor.execute(sql("traces/index_first_row"), {"first": first}).fetchall()
    compute_members(cursor, first, end)
    cursor.execute(sql("traces/index_fresh"))


def _resolved(cursor: Cursor) -> tuple[int, int]:
    ((resolved, members),) = cursor.execute(sql("traces/index_resolved")).fetchall()
    return resolved, members
