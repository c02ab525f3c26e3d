"""The rollup of metrics: series are the same with it, without it and with some of it, whatever comes late or goes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiobserver.model.columns import Row
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.metrics.rollup import WIDTH_NS, WIDTH_S, covered, next_point, roll_up, rolled_rows
from aiobserver.store.duckdb.metrics.series import read_series
from aiobserver.store.duckdb.write.deletion import delete_step
from aiobserver.store.duckdb.write.lookup import series_lookup
from aiobserver.store.duckdb.write.state import SeriesIndex
from aiobserver.store.keeping import Selection
from aiobserver.store.metrics import Series, SeriesQuery
from tests.chance import by_chance
from tests.rows import NOW, SECOND, point
from tests.store.duckdb.inserting import insert

MINUTE = 60 * SECOND
BASE = NOW // (6 * WIDTH_NS) * (6 * WIDTH_NS)
KINDS: dict[str, dict[str, Any]] = {
    "delta": {"AggregationTemporality": 1},
    "cumulative": {},
    "delta histogram": {"AggregationTemporality": 1, "MetricType": "histogram"},
    "cumulative histogram": {"MetricType": "histogram"},
    "summary": {"AggregationTemporality": 0, "IsMonotonic": False, "MetricType": "summary"},
    "gauge": {"AggregationTemporality": 0, "IsMonotonic": False, "MetricType": "gauge"},
}


def made(kind: str, series: int, run: int, minute: int, value: float) -> Row:
    numbers = {"Value": value}
    if "histogram" in kind or kind == "summary":
        numbers = {"Value": None, "Sum": value, "Count": abs(int(value)) // 2}  # type: ignore[dict-item]
    return point(
        MetricName=kind.split(maxsplit=1)[0],
        ServiceName=f"svc-{series % 2}",
        Attributes=json.dumps({"type": "ab"[series % 2], "session": series}),
        StartTimestamp=BASE + 10 * run * MINUTE,
        Timestamp=BASE + minute * MINUTE,
        **KINDS[kind] | numbers,
    )


def store(cursor: Cursor, rows: Sequence[Row]) -> None:
    series = SeriesIndex(series_lookup(cursor).rows)
    insert(cursor, "otel_metrics", rows)
    insert(cursor, "metric_series", series.add(rows))


def forget(cursor: Cursor, *tables: str) -> None:
    for table in tables:
        cursor.execute(f"DELETE FROM {table}")


def read(
    cursor: Cursor, name: str, width_s: int, start_ns: int = BASE, end_ns: int = BASE + 100 * MINUTE, **more: Any
) -> list[Series]:
    series = read_series(cursor, SeriesQuery(name, start_ns, end_ns, width_s, **more))
    return sorted(series, key=lambda one: one.labels)


_POINTS = st.lists(
    st.tuples(
        st.sampled_from(tuple(KINDS)), st.integers(0, 2), st.integers(0, 1), st.integers(0, 45), st.integers(-3, 20)
    ).map(lambda given: made(*given)),
    min_size=1,
    max_size=30,
)
_ROLL = st.tuples(st.just("roll"), st.integers(1, 40))
_DELETE = st.tuples(st.just("delete"), st.integers(0, 45), st.integers(1, 20))
_STEPS = st.lists(st.one_of(_POINTS, _POINTS.map(lambda rows: sorted(rows, key=str)), _ROLL, _DELETE), max_size=9)


@by_chance(50)
@given(
    steps=_STEPS,
    field=st.sampled_from((None, "count", "avg")),
    start=st.integers(0, 30 * 60),
    length=st.integers(1, 60 * 60),
    service=st.sampled_from((None, "svc-1")),
)
def test_series_are_those_of_the_points(
    cursor: Cursor, steps: list[Any], field: str | None, start: int, length: int, service: str | None
) -> None:
    forget(cursor, "otel_metrics", "metric_series", "metric_rollup", "metric_rollup_state")
    for step in steps:
        if step[0] == "roll":
            roll_up(cursor, step[1])
        elif step[0] == "delete":
            first = BASE + step[1] * MINUTE
            while delete_step(cursor, Selection(from_ns=first, to_ns=first + step[2] * MINUTE), "metrics"):
                pass
        else:
            store(cursor, step)

    def everything() -> list[list[Series]]:
        between = (BASE + start * SECOND, BASE + (start + length) * SECOND)
        return [
            read(cursor, name, width, *between, stat=field, service=service)
            for name in ("delta", "cumulative", "summary", "gauge")
            for width in (0, WIDTH_S, 3 * WIDTH_S)
        ]

    by_rollup = everything()
    forget(cursor, "metric_rollup", "metric_rollup_state")
    assert by_rollup == everything()


@pytest.mark.parametrize("kind", ["delta", "cumulative", "delta histogram", "cumulative histogram", "summary"])
@pytest.mark.parametrize("stat", ["sum", "count"])
def test_what_is_rolled_up_is_not_read_point_by_point(cursor: Cursor, kind: str, stat: str) -> None:
    store(cursor, [made(kind, series, 0, minute, 2 * minute) for minute in range(1, 50) for series in range(3)])
    before = read(cursor, kind.split(maxsplit=1)[0], 3 * WIDTH_S, stat=stat)
    assert sum(sum(one.points.values()) for one in before) > 50
    assert roll_up(cursor) == 3 * 49
    assert roll_up(cursor) == 0
    cursor.execute("UPDATE otel_metrics SET Value = 1000 * Value, Sum = 1000 * Sum, Count = 1000 * Count")
    assert read(cursor, kind.split(maxsplit=1)[0], 3 * WIDTH_S, stat=stat) == before
    assert read(cursor, kind.split(maxsplit=1)[0], 60, stat=stat) != before


def test_newer_points_and_those_at_the_ends_of_the_range_are_added(cursor: Cursor) -> None:
    rows = [made("cumulative", 0, 0, minute, 10 * minute) for minute in range(60)]
    store(cursor, rows[:50])
    roll_up(cursor)
    store(cursor, rows[50:])
    ((_, points),) = [(one.labels, one.points) for one in read(cursor, "cumulative", WIDTH_S)]
    assert points == {BASE + bucket * WIDTH_NS: 100 - 10 * (bucket == 0) for bucket in range(6)}
    (one,) = read(cursor, "cumulative", 0, BASE + 5 * MINUTE, BASE + 57 * MINUTE)
    assert sum(one.points.values()) == 560 - 40


def test_a_point_that_comes_late_is_counted_where_it_belongs(cursor: Cursor) -> None:
    store(cursor, [made("cumulative", 0, 0, minute, value) for minute, value in ((1, 10), (5, 3))])
    roll_up(cursor)
    assert [sum(one.points.values()) for one in read(cursor, "cumulative", WIDTH_S)] == [13]
    store(cursor, [made("cumulative", 0, 0, 3, 2)])
    for _ in range(2):
        assert [sum(one.points.values()) for one in read(cursor, "cumulative", WIDTH_S)] == [13]
        roll_up(cursor)
    store(cursor, [made("cumulative", 0, 0, 4, 20)])
    assert [sum(one.points.values()) for one in read(cursor, "cumulative", WIDTH_S)] == [10 + 2 + 18 + 3]


def test_a_negative_total_adds_nothing_and_of_points_of_one_time_the_greatest_counts(cursor: Cursor) -> None:
    values = ((1, 10), (2, -4), (3, -1), (4, 6), (4, 8))
    store(cursor, [made("cumulative", 0, 0, minute, value) for minute, value in values])
    store(cursor, [made("cumulative", 1, 0, 1, 1)])
    for rows in (1, 4, 6):
        forget(cursor, "metric_rollup", "metric_rollup_state")
        roll_up(cursor, rows)
        found = [sum(one.points.values()) for one in read(cursor, "cumulative", WIDTH_S)]
        assert found == [10 + 3 + 9, 1]


def test_nothing_is_left_of_what_was_deleted_and_numbers_go_on(cursor: Cursor) -> None:
    store(cursor, [made("delta", series, 0, minute, 1) for series in range(2) for minute in range(30)])
    roll_up(cursor)
    while delete_step(cursor, Selection(service="svc-1"), "metrics"):
        pass
    assert cursor.execute("SELECT DISTINCT ServiceName FROM metric_rollup").fetchall() == [("svc-0",)]
    assert next_point(cursor) == 60
    assert rolled_rows(cursor) == (60, 60)
    assert roll_up(cursor) == 0
    store(cursor, [made("delta", 1, 0, 2, 7)])
    assert [sum(one.points.values()) for one in read(cursor, "delta", WIDTH_S)] == [30, 7]


def test_only_whole_buckets_are_covered() -> None:
    assert covered(0, 2**64) == (0, 2**64 // WIDTH_NS * WIDTH_NS)
    assert covered(1, WIDTH_NS - 1) == (WIDTH_NS, WIDTH_NS)
    assert covered(1, 2 * WIDTH_NS) == (WIDTH_NS, 2 * WIDTH_NS)
