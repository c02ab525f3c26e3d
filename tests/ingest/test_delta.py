"""Cumulative series become increments, whatever the order and however often the server restarts."""

from __future__ import annotations

import math
from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from aiobserver.ingest.delta import DeltaTracker
from aiobserver.model.columns import Row
from tests.rows import NOW, field, point


def tracker() -> DeltaTracker:
    return DeltaTracker(lambda service: frozenset({"metric"}) if service == "svc" else frozenset())


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


@given(points=runs, cuts=st.lists(st.sampled_from(["commit", "restart", "rollback", "nothing"]), max_size=30))
def test_increments_follow_the_reference_model_through_restarts_and_rollbacks(
    points: list[tuple[int, int, int, int]], cuts: list[str]
) -> None:
    deltas = tracker()
    stored: list[Row] = []
    states: list[Row] = []
    for index, (series, start, time, value) in enumerate(points):
        row = point(Attributes=f'{{"s":{series}}}', StartTimestamp=start, Timestamp=NOW + time, Value=float(value))
        event = cuts[index] if index < len(cuts) else "commit"
        if event == "rollback":
            deltas.add([row])
            deltas.rollback()
        rows, changed = deltas.add([row])
        deltas.commit()
        stored += rows
        states += changed
        if event == "restart":
            deltas = tracker()
            deltas.restore(states)
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


def test_of_several_states_of_a_run_the_newest_counts() -> None:
    deltas = tracker()
    _, early = deltas.add([point(Timestamp=1, Value=2.0)])
    _, late = deltas.add([point(Timestamp=2, Value=5.0)])
    restored = tracker()
    restored.restore([*late, *early])
    rows, _ = restored.add([point(Timestamp=3, Value=6.0)])
    assert values(rows) == [1.0]
    restored.commit()
    assert [(time_ns, value) for _, _, time_ns, value in restored.states()] == [(3, 6.0)]


def test_increments_keep_series_apart_by_the_attributes_of_their_scope() -> None:
    deltas = tracker()
    rows, _ = deltas.add([point(SeriesId=1, Extras='{"scopeAttributes":{"a":1}}'), point(SeriesId=2, Extras="{}")])
    assert len({field(row, "SeriesId") for row in rows}) == 2
