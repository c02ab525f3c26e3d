"""What waits for an index is known, also after something else took it in or away."""

from __future__ import annotations

import json

from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.logs.index import BLOCK_ROWS
from aiobserver.store.duckdb.metrics.rollup import STEP_ROWS
from aiobserver.store.duckdb.write.deletion import delete_step
from aiobserver.store.duckdb.write.part import Index, LogIndexing, MetricRolling, TraceIndexing
from aiobserver.store.keeping import Selection
from tests.rows import NOW, log, point, span
from tests.store.duckdb.inserting import insert


def steps(index: Index[int] | Index[tuple[int, int]], cursor: Cursor) -> int:
    """How many it takes until nothing is due."""
    count = 0
    while index.is_due:
        assert count < 10
        index.took(index.step(cursor), index.rows)  # type: ignore[arg-type]
        count += 1
    return count


def test_spans_are_due_at_once_and_no_more_when_a_deletion_took_them_in(cursor: Cursor) -> None:
    insert(cursor, "otel_traces", [span(TraceId=f"{number:032x}", Timestamp=NOW + number) for number in range(3)])
    index = TraceIndexing(cursor)
    assert (index.rows, index.is_due, index.is_urgent) == (3, True, False)
    assert delete_step(cursor, Selection(to_ns=NOW + 1), "traces") == 1
    assert steps(index, cursor) == 1
    insert(cursor, "otel_traces", [span(TraceId="f" * 32)])
    index.rows += 1
    assert steps(index, cursor) == 1
    assert not TraceIndexing(cursor).is_due


def test_points_are_due_when_there_are_enough_and_no_more_when_they_were_deleted(cursor: Cursor) -> None:
    points = [point(Timestamp=NOW + number, AggregationTemporality=1) for number in range(STEP_ROWS)]
    insert(cursor, "otel_metrics", points[1:])
    assert not MetricRolling(cursor).is_due
    insert(cursor, "otel_metrics", points[:1])
    index = MetricRolling(cursor)
    assert index.is_due
    assert steps(index, cursor) == 1
    insert(cursor, "otel_metrics", points)
    index.rows += STEP_ROWS
    while delete_step(cursor, Selection(), "metrics"):
        pass
    assert steps(index, cursor) == 1
    assert not MetricRolling(cursor).is_due


def test_logs_are_due_by_whole_blocks(cursor: Cursor) -> None:
    rows = [log(Timestamp=NOW, Body=json.dumps("text"))] * BLOCK_ROWS
    index = LogIndexing()
    assert steps(index, cursor) == 1
    insert(cursor, "otel_logs", rows)
    index.rows += BLOCK_ROWS - 1
    assert not index.is_due
    index.rows += 1
    assert steps(index, cursor) == 1
    assert cursor.execute("SELECT Block FROM log_index").fetchall() == [(0,)]
    index.start_over()
    assert steps(index, cursor) == 1
