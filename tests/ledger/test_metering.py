"""Metrics fill in what no call is known of, and nothing twice."""

from __future__ import annotations

import pytest

from aiobserver.ledger.metering import Counted, Metered, MeterRule, compared
from tests.rows import NOW, SECOND

MINUTE = 60 * SECOND


def increase(minute: int, tokens: float, model: str = "m") -> Metered:
    end = NOW + minute * MINUTE
    return Metered(model, end - MINUTE, end, {"input": tokens, "cost": tokens / 1000})


def call(minute: float, tokens: float, *, is_sent: bool = False, model: str = "m") -> Counted:
    return Counted(model, NOW + int(minute * MINUTE), {"input": tokens, "cost": tokens / 1000}, is_sent)


def found(increases: list[Metered], calls: list[Counted]) -> list[tuple[int, float]]:
    """(minute, tokens) of each row."""
    rows = compared(increases, calls).metered
    return [((row.end_ns - NOW) // MINUTE, row.amounts["input"]) for row in rows]


def test_metrics_alone_count_as_they_are() -> None:
    assert found([increase(1, 10), increase(2, 5)], []) == [(1, 10), (2, 5)]


def test_a_known_call_takes_the_place_of_its_interval() -> None:
    assert found([increase(1, 10), increase(2, 5)], [call(0.5, 10)]) == [(2, 5)]
    assert found([increase(1, 10), increase(2, 5)], [call(0.5, 10), call(1.9, 5)]) == []


def test_a_call_at_the_border_of_two_intervals_is_no_difference() -> None:
    assert found([increase(1, 10), increase(2, 5)], [call(1.01, 10), call(1.5, 5)]) == []


def test_part_of_an_interval_is_left() -> None:
    assert found([increase(1, 10)], [call(0.5, 4)]) == [(1, 6)]


def test_calls_while_no_metric_counted_take_nothing_away() -> None:
    assert found([increase(1, 10)], [call(-30, 10), call(90, 7)]) == [(1, 10)]


def test_models_are_kept_apart() -> None:
    assert found([increase(1, 10), increase(1, 7, "n")], [call(0.5, 10)]) == [(1, 7)]


def test_where_events_are_sent_more_in_metrics_is_a_gap_and_no_sum() -> None:
    result = compared([increase(1, 10)], [call(0.5, 4, is_sent=True)])
    assert result.metered == []
    assert [row.amounts["input"] for row in result.surplus] == [6]


def test_events_of_another_time_say_nothing() -> None:
    result = compared([increase(1, 10), increase(60, 8)], [call(59.5, 8, is_sent=True)])
    assert [row.amounts["input"] for row in result.metered] == [10]
    assert result.surplus == []


def test_the_order_is_of_no_matter() -> None:
    increases, calls = [increase(1, 10), increase(2, 5), increase(3, 8, "n")], [call(0.5, 4), call(1.5, 5)]
    assert compared(increases[::-1], calls[::-1]) == compared(increases, calls)


RULE = MeterRule(
    "tool",
    "tokens",
    {"input": "input", "cache": "cache_read", "output": "output", "thought": "reasoning", "reasoning": "reasoning"},
    {"cache": "input", "reasoning": "output"},
)


@pytest.mark.parametrize(
    ("kind", "amounts"),
    [
        ("input", {"input": 9}),
        ("cache", {"cache_read": 9, "input": -9}),
        ("thought", {"reasoning": 9, "output": 9}),
        ("reasoning", {"reasoning": 9}),
        ("total", {}),
    ],
)
def test_types_become_disjoint(kind: str, amounts: dict[str, float]) -> None:
    assert RULE.amounts(kind, 9) == amounts
