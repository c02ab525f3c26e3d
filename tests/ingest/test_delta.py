"""Cumulative series become increments, whatever the order and however often the server restarts."""

from __future__ import annotations

import math
from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from aiobserver.ingest.delta import DeltaTracker
from aiobserver.model.columns import Row
from tests.rows import NOW, field, point


def tracker(runs: int = 1_000) -> DeltaTracker:
    return DeltaTracker(lambda service: frozenset({"metric"}) if service == "svc" else frozenset(), runs)


class Stored:
    """What a transaction does around the tracker, with a table of states."""

    def __init__(self) -> None:
        self.states: list[Row] = []

    def add(self, deltas: DeltaTracker, rows: list[Row], *, commit: bool = True) -> list[Row]:
        deltas.recall(self._newest(deltas.unknown(rows)))
        increments, states = deltas.add(rows)
        if not commit:
            deltas.rollback()
            return []
        deltas.commit()
        self.states += states
        return increments

    def _newest(self, runs: list[Row]) -> list[Row]:
        newest = {(series, start): (time, value) for series, start, time, value in sorted(self.states)}
        return [(*run, *newest[run]) for run in newest if run in runs]


def values(rows: list[Row]) -> list[float]:
    return [field(row, "Value") for row in rows]


def test_the_first_point_counts_in_full_and_later_ones_by_their_difference() -> None:
    rows, _ = tracker().add(
        [point(Timestamp=1, Value=5.0), point(Timestamp=2, Value=7.5), point(Timestamp=3, Value=7.5)]
    )
    assert values(rows) == [5.0, 2.5]


def test_an_increment_is_a_monotonic_delta_sum_with_the_attributes_of_its_series() -> None:
    rows, _ = tracker().add([point(Attributes='{"type":"input"}', ValueInt=3, Value=3.0, StartTimestamp=7)])
    names = (
        "MetricName",
        "MetricType",
        "AggregationTemporality",
        "IsMonotonic",
        "Attributes",
        "ValueInt",
        "StartTimestamp",
    )
    assert [field(rows[0], name) for name in names] == ["metric.delta", "sum", 1, True, '{"type":"input"}', 3, 7]


def test_a_value_below_the_last_is_a_reset_and_counts_in_full() -> None:
    rows, _ = tracker().add([point(Timestamp=1, Value=5.0), point(Timestamp=2, Value=2.0)])
    assert values(rows) == [5.0, 2.0]


def test_an_older_run_that_arrives_late_is_neither_lost_nor_doubled() -> None:
    new_run, old_run = {"StartTimestamp": 50}, {"StartTimestamp": 1}
    deltas = tracker()
    rows, _ = deltas.add([point(Timestamp=60, Value=4.0, **new_run), point(Timestamp=10, Value=9.0, **old_run)])
    again, _ = deltas.add([point(Timestamp=70, Value=6.0, **new_run), point(Timestamp=10, Value=9.0, **old_run)])
    assert (values(rows), values(again)) == ([4.0, 9.0], [2.0])


def test_the_sum_of_a_histogram_is_what_increases() -> None:
    histogram = {"MetricType": "histogram", "IsMonotonic": False, "Value": None}
    rows, _ = tracker().add([point(Timestamp=1, Sum=10.0, **histogram), point(Timestamp=2, Sum=25.0, **histogram)])
    assert values(rows) == [10.0, 15.0]


def test_other_services_other_metrics_gauges_and_deltas_have_no_increments() -> None:
    rows, states = tracker().add(
        [
            point(ServiceName="other"),
            point(MetricName="other"),
            point(IsMonotonic=False),
            point(AggregationTemporality=1),
            point(MetricType="gauge", AggregationTemporality=0, IsMonotonic=False),
            point(Value=None),
            point(Value=float("nan")),
        ]
    )
    assert (rows, states) == ([], [])


def test_what_was_rolled_back_counts_again() -> None:
    deltas = tracker()
    deltas.add([point(Timestamp=1, Value=5.0)])
    deltas.rollback()
    rows, _ = deltas.add([point(Timestamp=1, Value=5.0)])
    assert values(rows) == [5.0]


runs = st.lists(
    st.tuples(
        st.integers(0, 2),  # series
        st.integers(0, 2),  # start
        st.integers(1, 8),  # time
        st.integers(0, 9),  # value
    ),
    max_size=30,
)


def model(points: list[tuple[int, int, int, int]]) -> dict[int, int]:
    """Increase per series: the rules of the specification, as plainly as possible."""
    last: dict[tuple[int, int], tuple[int, int]] = {}
    total: dict[int, int] = defaultdict(int)
    for series, start, time, value in points:
        before = last.get((series, start))
        if before is not None and time <= before[0]:
            continue
        total[series] += value - before[1] if before is not None and value >= before[1] else value
        last[series, start] = (time, value)
    return {series: increase for series, increase in total.items() if increase}


def series_point(series: int, start: int, time: int, value: int) -> Row:
    return point(
        Attributes=f'{{"s":{series}}}', SeriesId=series, StartTimestamp=start, Timestamp=NOW + time, Value=float(value)
    )


@given(
    points=runs,
    cuts=st.lists(st.sampled_from(["commit", "restart", "rollback", "nothing"]), max_size=30),
    kept=st.sampled_from([0, 1, 3, 1_000]),
)
def test_increments_follow_the_reference_model_through_restarts_and_rollbacks(
    points: list[tuple[int, int, int, int]], cuts: list[str], kept: int
) -> None:
    deltas, table = tracker(kept), Stored()
    stored: list[Row] = []
    for index, values in enumerate(points):
        row = series_point(*values)
        event = cuts[index] if index < len(cuts) else "commit"
        if event == "rollback":
            table.add(deltas, [row], commit=False)
        stored += table.add(deltas, [row])
        if event == "restart":
            deltas = tracker(kept)
    totals: dict[int, float] = defaultdict(float)
    for row in stored:
        assert field(row, "Value") > 0
        totals[int(field(row, "Attributes")[5])] += field(row, "Value")
    assert totals == model(points)


LARGEST = 2**63 - 1
hostile_values = st.sampled_from(
    [0, -0.0, 1, -1, LARGEST, -(2**63), 1e308, -1e308, 5e-324, math.nan, math.inf, -math.inf]
)


@given(items=st.lists(st.tuples(st.integers(1, 6), hostile_values), max_size=12))
def test_increments_of_unusual_numbers_are_positive_and_can_be_stored(items: list[tuple[int, float]]) -> None:
    deltas = tracker()
    for time, value in items:
        integer = value if isinstance(value, int) else None
        rows, states = deltas.add([point(Timestamp=NOW + time, Value=float(value), ValueInt=integer)])
        for row in rows:
            assert 0 < field(row, "Value") < math.inf
            assert field(row, "ValueInt") is None or 0 <= field(row, "ValueInt") <= LARGEST
        for *_, last in states:
            assert math.isfinite(last)


def test_a_decrease_to_below_zero_adds_nothing() -> None:
    rows, _ = tracker().add([point(Timestamp=1, Value=5.0), point(Timestamp=2, Value=-3.0)])
    assert values(rows) == [5.0]


@given(order=st.permutations(range(1, 7)), repeated=st.lists(st.integers(1, 6), max_size=6))
def test_the_last_value_of_a_run_is_the_sum_of_its_increments_in_any_order(
    order: list[int], repeated: list[int]
) -> None:
    deltas = tracker()
    total = 0.0
    for time in [*order, *repeated]:
        rows, _ = deltas.add([point(Timestamp=NOW + time, Value=float(time * time))])
        deltas.commit()
        total += sum(values(rows))
    assert total == 36


@given(
    transactions=st.lists(
        st.tuples(
            st.lists(st.tuples(*(st.integers(0, 5) for _ in range(4))), max_size=6),
            st.sampled_from(["commit", "restart", "rollback"]),
        ),
        max_size=12,
    ),
    kept=st.integers(0, 4),
)
def test_a_tracker_that_forgets_gives_the_increments_of_one_that_does_not(
    transactions: list[tuple[list[tuple[int, int, int, int]], str]], kept: int
) -> None:
    forgetful, faithful = tracker(kept), tracker(1_000_000)
    tables = Stored(), Stored()
    for values, event in transactions:
        rows = [series_point(*each) for each in values]
        given, expected = (
            table.add(deltas, rows, commit=event != "rollback")
            for table, deltas in zip(tables, (forgetful, faithful), strict=True)
        )
        assert given == expected
        if event == "restart":
            forgetful.forget()
    assert tables[0].states == tables[1].states


def test_what_is_remembered_is_bounded_and_a_run_that_goes_on_is_not_asked_for() -> None:
    deltas, table = tracker(10), Stored()
    for start in range(1, 100):
        table.add(deltas, [series_point(1, 0, start, start), series_point(1, start, start, 1)])
        assert deltas.unknown([series_point(1, 0, start, start)]) == []
    assert deltas.unknown([series_point(1, 1, 1, 1)]) == [(1, 1)]
    deltas.forget()
    assert deltas.unknown([series_point(1, 0, 99, 99)]) == [(1, 0)]


def test_a_run_goes_on_from_the_state_that_is_recalled() -> None:
    deltas = tracker()
    row = point(Timestamp=3, StartTimestamp=1, Value=6.0)
    ((series, start),) = deltas.unknown([row])
    deltas.recall([(series, start, 2, 5.0)])
    rows, _ = deltas.add([row])
    assert values(rows) == [1.0]


def test_increments_keep_series_apart_by_the_attributes_of_their_scope() -> None:
    deltas = tracker()
    rows, _ = deltas.add([point(SeriesId=1, Extras='{"scopeAttributes":{"a":1}}'), point(SeriesId=2, Extras="{}")])
    assert len({field(row, "SeriesId") for row in rows}) == 2
