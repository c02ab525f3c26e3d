"""Series are computed per full series and then summed: never a wrong and never a negative number."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiobserver.model.columns import Row
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.metrics.series import read_series
from aiobserver.store.duckdb.write.lookup import series_lookup
from aiobserver.store.duckdb.write.state import SeriesIndex
from aiobserver.store.metrics import Series, SeriesQuery
from tests.chance import by_chance
from tests.rows import NOW, SECOND, point
from tests.store.duckdb.inserting import insert

MINUTE = 60 * SECOND
BASE = NOW // MINUTE * MINUTE


def store(cursor: Cursor, rows: list[Row]) -> None:
    series = SeriesIndex(series_lookup(cursor).rows)
    insert(cursor, "otel_metrics", rows)
    insert(cursor, "metric_series", series.add(rows))


def read(cursor: Cursor, width_s: int = 0, start: int = 0, end: int = 100 * MINUTE, **more: Any) -> list[Series]:
    return read_series(cursor, SeriesQuery("metric", BASE + start, BASE + end, width_s, **more))


def totals(series: list[Series]) -> dict[tuple[str, ...], float]:
    return {tuple(filter(None, one.labels)): sum(one.points.values()) for one in series}


Point = tuple[int, int, int, int]
"""(series, run, minute, value)"""

points = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 1), st.integers(0, 12), st.integers(0, 20)),
    max_size=25,
    unique_by=lambda item: item[:3],
)


def row(item: Point) -> Row:
    series, run, minute, value = item
    return point(
        Attributes=json.dumps({"type": "ab"[series % 2], "session": series}),
        StartTimestamp=run + 1,
        Timestamp=BASE + minute * MINUTE,
        Value=float(value),
    )


def model(items: list[Point], first: int, last: int) -> dict[str, float]:
    """Type → increase from minute `first` to before `last`."""
    runs: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for series, run, minute, value in items:
        runs[series, run].append((minute, value))
    result: dict[str, float] = defaultdict(float)
    for (series, _), values in runs.items():
        before: int | None = None
        for minute, value in sorted(values):
            increase = value if before is None or value < before else value - before
            before = value
            if first <= minute < last:
                result["ab"[series % 2]] += increase
    return result


@given(items=points, data=st.data())
@by_chance(120)
def test_increases_follow_the_reference_model(cursor: Cursor, items: list[Point], data: st.DataObject) -> None:
    for table in ("otel_metrics", "metric_series"):
        cursor.execute(f"DELETE FROM {table}")
    repeated = data.draw(st.lists(st.sampled_from(items), max_size=3)) if items else []
    store(cursor, [row(item) for item in data.draw(st.permutations(items + repeated))])
    first, last = sorted(data.draw(st.tuples(st.integers(0, 13), st.integers(0, 13))))
    whole = read(cursor, 0, first * MINUTE, last * MINUTE)
    buckets = read(cursor, 60, first * MINUTE, last * MINUTE)
    found = {one.labels.type: sum(one.points.values()) for one in whole}
    assert {kind: total for kind, total in found.items() if total} == {
        kind: total for kind, total in model(items, first, last).items() if total
    }
    assert {one.labels.type: sum(one.points.values()) for one in buckets} == found
    assert all(value >= 0 for one in buckets for value in one.points.values())


def test_interleaved_sessions_are_no_resets(cursor: Cursor) -> None:
    values = [("a", 1, 100), ("b", 2, 5), ("a", 3, 110), ("b", 4, 9)]
    store(
        cursor,
        [
            point(Attributes=f'{{"session":"{name}"}}', Timestamp=BASE + minute * MINUTE, Value=float(value))
            for name, minute, value in values
        ],
    )
    assert totals(read(cursor)) == {("svc",): 119.0}


def test_delta_sums_are_summed_and_split_by_a_breakdown(cursor: Cursor) -> None:
    store(
        cursor,
        [
            point(AggregationTemporality=1, Attributes=f'{{"type":"input","model":"{model}"}}', Value=value)
            for model, value in (("m1", 1.5), ("m1", 2.0), ("m2", 4.0))
        ],
    )
    assert totals(read(cursor)) == {("svc", "input"): 7.5}
    assert totals(read(cursor, breakdown="model")) == {("svc", "input", "m1"): 3.5, ("svc", "input", "m2"): 4.0}


def test_gauges_are_averaged_and_have_no_invented_zeros(cursor: Cursor) -> None:
    gauge = {"MetricType": "gauge", "AggregationTemporality": 0, "IsMonotonic": False}
    store(
        cursor,
        [
            point(Timestamp=BASE + minute * MINUTE, Value=value, **gauge)
            for minute, value in ((1, 2.0), (1, 4.0), (9, 7.0))
        ],
    )
    (series,) = read(cursor, 60)
    assert (series.points, series.is_increase) == ({BASE + MINUTE: 3.0, BASE + 9 * MINUTE: 7.0}, False)


def test_sums_that_go_down_are_no_resets(cursor: Cursor) -> None:
    store(
        cursor,
        [
            point(IsMonotonic=False, Attributes=f'{{"s":{series}}}', Timestamp=BASE + minute * MINUTE, Value=value)
            for series, minute, value in ((1, 1, 9.0), (1, 2, 4.0), (2, 1, 3.0))
        ],
    )
    assert totals(read(cursor)) == {("svc",): 7.0}


def histogram(minute: int, counts: list[int], **more: Any) -> Row:
    detail = json.dumps({"bucketCounts": counts, "explicitBounds": [10, 20, 40]})
    fields = {
        "MetricType": "histogram",
        "IsMonotonic": False,
        "Value": None,
        "Timestamp": BASE + minute * MINUTE,
        "Detail": detail,
        "Count": sum(counts),
        "Sum": float(10 * sum(counts)),
    }
    return point(**(fields | more))


STATISTICS = {"sum": 100.0, "count": 10.0, "avg": 10.0, "p50": 15.0, "p90": 32.0, "p99": 39.2}


@pytest.mark.parametrize(("stat", "value"), STATISTICS.items(), ids=STATISTICS.keys())
@pytest.mark.parametrize("temporality", [1, 2], ids=["delta", "cumulative"])
def test_statistics_of_histograms(cursor: Cursor, stat: str, value: float, temporality: int) -> None:
    earlier, later = [7, 7, 0, 0], [2, 6, 2, 0] if temporality == 1 else [9, 13, 2, 0]
    # of the range: 2 up to 10, 6 up to 20, 2 up to 40
    store(
        cursor,
        [
            histogram(minute, counts, AggregationTemporality=temporality)
            for minute, counts in ((1, earlier), (5, later))
        ],
    )
    found = read(cursor, 0, 3 * MINUTE, stat=stat)
    expected = 30.0 if stat == "p90" else 39.0 if stat == "p99" else value
    assert [sum(one.points.values()) for one in found] == [pytest.approx(expected)]


@pytest.mark.parametrize(
    ("stat", "value", "bounds"),
    [("p50", 15.0, {}), ("p99", 40.0, {0: "more"})],
    ids=["within the bounds", "beyond the last one"],
)
def test_a_percentile_beyond_the_last_bound_is_only_a_limit(
    cursor: Cursor, stat: str, value: float, bounds: dict[int, str]
) -> None:
    store(cursor, [histogram(1, [0, 6, 2, 2])])
    (found,) = read(cursor, stat=stat)
    assert found.points == {0: pytest.approx(value, abs=4)}
    assert found.bounds == bounds


def test_a_percentile_before_the_first_bound_is_only_a_limit(cursor: Cursor) -> None:
    store(cursor, [histogram(1, [5, 1], Detail='{"bucketCounts":[5,1],"explicitBounds":[-3.5]}')])
    (found,) = read(cursor, stat="p50")
    assert (found.points, found.bounds) == ({0: -3.5}, {0: "less"})


def test_a_histogram_without_bounds_has_no_percentile(cursor: Cursor) -> None:
    store(cursor, [histogram(1, [3], Detail='{"bucketCounts":[3]}')])
    assert read(cursor, stat="p50") == []
    assert [one.points for one in read(cursor, stat="count")] == [{0: 3.0}]


def test_only_increases_and_levels_add_up(cursor: Cursor) -> None:
    store(
        cursor,
        [
            point(Attributes='{"type":"increase"}'),
            point(Attributes='{"type":"level"}', IsMonotonic=False),
            point(Attributes='{"type":"gauge"}', MetricType="gauge", AggregationTemporality=0),
            histogram(1, [1, 1, 1, 0], Attributes='{"type":"histogram"}'),
        ],
    )
    assert {one.labels.type: one.adds_up for one in read(cursor)} == {
        "increase": True,
        "level": True,
        "gauge": False,
        "histogram": True,
    }
    assert not any(one.adds_up for one in read(cursor, stat="avg") if one.labels.type != "level")
    assert not any(one.adds_up for one in read(cursor, stat="p50") if one.labels.type == "histogram")


def test_parts_that_no_label_shows_are_left_out(cursor: Cursor) -> None:
    store(
        cursor,
        [
            point(
                ServiceName=service,
                ResourceAttributes=f'{{"service.name":"{service}"}}',
                Attributes=f'{{"kind":"{kind}"}}',
                Value=value,
            )
            for service in ("svc", "other")
            for kind, value in (("all", 10.0), ("some", 4.0))
        ],
    )
    query = SeriesQuery("metric", BASE, BASE + 100 * MINUTE, 0)
    found = read_series(cursor, query, lambda service: [("kind", "some")] if service == "svc" else [])
    assert totals(found) == {("svc",): 10.0, ("other",): 14.0}


def test_what_is_no_number_is_left_out(cursor: Cursor) -> None:
    store(
        cursor,
        [point(Timestamp=BASE + n, Value=value) for n, value in enumerate((1.0, float("nan"), float("inf"), None))],
    )
    assert totals(read(cursor)) == {("svc",): 1.0}
