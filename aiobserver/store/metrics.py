"""Questions about metrics, and their answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

METRIC_TYPES = ("gauge", "sum", "histogram", "exponential_histogram", "summary")
STATISTICS = ("sum", "count", "avg", "p50", "p90", "p95", "p99")


@dataclass(frozen=True, slots=True)
class PointFilter:
    """Points to list; None means all. Times in nanoseconds."""

    from_ns: int
    to_ns: int
    service: str | None = None
    name: str | None = None
    type: str | None = None


class Labels(NamedTuple):
    """Labels that distinguish the series of an answer; an empty text: not there."""

    service: str
    type: str
    part: str
    """Value of the breakdown attribute."""


@dataclass(frozen=True, slots=True)
class SeriesQuery:
    """A metric and the form of its answer. Times in nanoseconds; width 0: one bucket for the whole range."""

    name: str
    from_ns: int
    to_ns: int
    width_s: int
    service: str | None = None
    breakdown: str | None = None
    stat: str | None = None
    left_out: tuple[int, ...] = ()
    """Ids of series that do not count."""


AttributeValue = tuple[str, str]
"""(attribute, value)"""
PartsOf = Callable[[str], Iterable[AttributeValue]]
"""Service → marks of the series whose value another series of the metric already contains. Called in a thread of the
store, once a service: it must be quick and have no side effects."""

Points = dict[int, float]
"""bucket start in ns → value"""
Bound = Literal["more", "less"]
"""The true value is more, or less, than the given one: it lies beyond the last, or before the first, finite bound."""


@dataclass(frozen=True, slots=True)
class Series:
    """One series of the answer; in one that counts increases a missing bucket means 0."""

    labels: Labels
    points: Points
    is_increase: bool = False
    adds_up: bool = False
    """True for increases and levels, whose values may be added to those of other series; not for means, percentiles."""
    bounds: Mapping[int, Bound] = field(default_factory=dict)
    """Bucket start in ns → kind, of the percentiles that the histogram knows only a bound of."""
