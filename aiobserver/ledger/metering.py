"""Comparison of what metrics count with the calls that are known.

Metrics tell sums, not calls. A session of which only metrics are sent has these sums in the ledger, one row per model
and export; calls that come later take their place.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import Literal

from aiobserver.ledger.matching import NEAR_NS

TokenType = Literal["input", "cache_read", "cache_write", "output", "reasoning"]
Unit = Literal["input", "cache_read", "cache_write", "output", "reasoning", "cost"]
TYPES: tuple[TokenType, ...] = ("input", "cache_read", "cache_write", "output", "reasoning")
UNITS: tuple[Unit, ...] = (*TYPES, "cost")

_LEAST_USD = 1e-9

AROUND_NS = 900 * 10**9
"""An event so near to an export of metrics says that events are exported, too."""


@dataclass(frozen=True, slots=True)
class MeterRule:
    """The meaning of a tool's metric of tokens or cost."""

    tool: str
    counts: Literal["tokens", "cost"]
    types: Mapping[str, TokenType] = field(default_factory=dict)
    """Value of the metric's type → type of the ledger."""
    containers: Mapping[str, str] = field(default_factory=dict)
    """Value of the metric's type → the value that contains it."""

    def amounts(self, kind: str, increase: float) -> dict[Unit, float]:
        """An increase in disjoint form: what is part of another type is taken out of that."""
        if self.counts == "cost":
            return {"cost": increase}
        unit = self.types.get(kind)
        if unit is None:
            return {}
        amounts: dict[Unit, float] = {unit: increase}
        container = self.types.get(self.containers.get(kind, ""))
        if unit == "reasoning" and container is None:
            amounts["output"] = increase
        elif unit != "reasoning" and container is not None:
            amounts[container] = -increase
        return amounts


@dataclass(frozen=True, slots=True)
class Metered:
    """Increase of a metric in one export interval."""

    model: str
    start_ns: int
    end_ns: int
    amounts: Mapping[Unit, float]


@dataclass(frozen=True, slots=True)
class Counted:
    """A call that is known."""

    model: str
    end_ns: int
    amounts: Mapping[Unit, float]
    is_sent: bool
    """True if an event or a span told its tokens: then those are exported at that time, too."""


@dataclass(frozen=True, slots=True)
class MeteredRow:
    """Amounts that metrics counted in an export interval and no call is known of."""

    model: str
    start_ns: int
    end_ns: int
    amounts: Mapping[Unit, float]


@dataclass(frozen=True, slots=True)
class Compared:
    """Differences between the metrics of a session and its calls, by model and export interval."""

    metered: list[MeteredRow]
    """Calls unknown: these amounts are in no call, and count."""
    surplus: list[MeteredRow]
    """Counted by metrics at a time when events are sent, as calls that the user cut short are: in no sum, a gap."""


def compared(increases: Sequence[Metered], calls: Sequence[Counted]) -> Compared:
    """The difference of a session's metrics and calls. Calls that ended while no metric counted are left out."""
    by_model: dict[str, list[Metered]] = defaultdict(list)
    for increase in increases:
        by_model[increase.model].append(increase)
    covered = _covered(calls, increases)
    rows = [
        row
        for model, own in sorted(by_model.items())
        for row in _rows(model, own, [call for call in covered if call.model == model])
    ]
    sent = sorted(call.end_ns for call in calls if call.is_sent)
    surplus = [row for row in rows if _has_between(sent, row.start_ns - AROUND_NS, row.end_ns + AROUND_NS)]
    return Compared([row for row in rows if row not in surplus], surplus)


def _covered(calls: Iterable[Counted], increases: Iterable[Metered]) -> list[Counted]:
    """The calls that ended while metrics counted, in order of time."""
    spans: list[list[int]] = []
    for start, end in sorted((each.start_ns - NEAR_NS, each.end_ns + NEAR_NS) for each in increases):
        if spans and start <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], end)
        else:
            spans.append([start, end])
    starts = [start for start, _ in spans]
    ordered = sorted(calls, key=lambda call: call.end_ns)
    return [
        call
        for call in ordered
        if (place := bisect_right(starts, call.end_ns) - 1) >= 0 and call.end_ns <= spans[place][1]
    ]


def _has_between(ordered: Sequence[int], first: int, last: int) -> bool:
    place = bisect_left(ordered, first)
    return place < len(ordered) and ordered[place] <= last


def _rows(model: str, increases: Iterable[Metered], calls: Sequence[Counted]) -> list[MeteredRow]:
    """Rows of a model: what its metrics have beyond its calls, in the intervals that lack most.

    :param calls: in order of time.
    """
    parts: dict[int, dict[Unit, list[float]]] = defaultdict(lambda: defaultdict(list))
    for increase in increases:
        for unit, amount in increase.amounts.items():
            parts[increase.end_ns][unit].append(amount)
    by_end = {end: {unit: fsum(each[unit]) for unit in UNITS} for end, each in parts.items()}
    left = _beyond(by_end.values(), calls)
    if not _matters({unit: max(0.0, amount) for unit, amount in left.items()}):
        return []
    ends = [call.end_ns for call in calls]
    rows = []
    before = 0
    for end, amounts in sorted(by_end.items()):
        own = calls[bisect_right(ends, before) : bisect_right(ends, end)]
        lacking = {}
        for unit in UNITS:
            wanted = fsum([amounts[unit], *(-call.amounts.get(unit, 0) for call in own)])
            lacking[unit] = max(0.0, min(wanted, left[unit]))
            left[unit] -= lacking[unit]
        if _matters(lacking):
            rows.append(MeteredRow(model, before or end, end, lacking))
        before = end
    return rows


def _beyond(metered: Iterable[Mapping[Unit, float]], calls: Sequence[Counted]) -> dict[Unit, float]:
    intervals = list(metered)
    return {
        unit: fsum([*(each[unit] for each in intervals), *(-call.amounts.get(unit, 0) for call in calls)])
        for unit in UNITS
    }


def _matters(amounts: Mapping[Unit, float]) -> bool:
    return amounts["cost"] > _LEAST_USD or any(round(amounts[unit]) for unit in TYPES)
