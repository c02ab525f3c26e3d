"""Points of the metrics of one session as increases per export interval, whatever order they come in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite

from aiobserver.ledger.metering import Metered, MeterRule

_CUMULATIVE = 2
_DELTA = 1
_MOST = 1e18


@dataclass(frozen=True, slots=True)
class Series:
    """A series of a metric that counts tokens or cost."""

    rule: MeterRule
    kind: str
    """Value of the attribute `type`."""
    model: str
    metric_type: str
    temporality: int
    is_monotonic: bool

    @property
    def is_cumulative(self) -> bool:
        if self.metric_type == "summary":
            return True
        is_sum = self.metric_type == "sum"
        return self.temporality == _CUMULATIVE and self.metric_type != "gauge" and (self.is_monotonic or not is_sum)

    @property
    def is_delta(self) -> bool:
        return self.temporality == _DELTA and self.metric_type not in {"gauge", "summary"}


@dataclass(slots=True)
class Readings:
    """All points of one series: of a running total the highest of a moment, of increments their sum."""

    series: Series
    points: dict[tuple[int, int], float] = field(default_factory=dict)
    """(start, time) → value"""

    def add(self, start_ns: int, time_ns: int, value: float | None) -> None:
        """Take one more point; no number counts nothing."""
        if value is None or not isfinite(value):
            return
        moment = (start_ns or time_ns, time_ns) if self.series.is_delta else (start_ns, time_ns)
        if self.series.is_cumulative:
            self.points[moment] = max(value, self.points.get(moment, value))
        elif self.series.is_delta:
            self.points[moment] = self.points.get(moment, 0.0) + value

    def increases(self) -> Iterator[Metered]:
        """Increase of each interval. The first point of a run counts in full, and so does one below the last."""
        series = self.series
        run, before = -1, 0.0
        for (start_ns, time_ns), value in sorted(self.points.items()):
            increase = value
            if series.is_cumulative:
                is_new = start_ns != run or value < before
                increase = max(value, 0.0) if is_new else value - before
                run, before = start_ns, value
            amounts = series.rule.amounts(series.kind, min(increase, _MOST))
            if amounts and increase:
                yield Metered(series.model, start_ns, time_ns, amounts)
