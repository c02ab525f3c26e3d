"""Cumulative series → increments, by declared rules.

State is kept per series and start time, so that an older run arriving late is neither lost nor counted twice. A point
not newer than the last one seen of its run is ignored; the first point of a run counts in full, and so does one below
the last (a reset). Zero increments are not stored.

The state of a run that was idle for long is forgotten and read back from its table when the run goes on (decision 26).
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from aiobserver.model.columns import METRIC_COLUMNS, TEMPORALITY_CUMULATIVE, TEMPORALITY_DELTA, Row
from aiobserver.model.series import series_id
from aiobserver.system.recent import Recent

_COLUMN = {name: index for index, name in enumerate(METRIC_COLUMNS)}
_METRIC = _COLUMN["MetricName"]
_SERVICE = _COLUMN["ServiceName"]
_TEMPORALITY = _COLUMN["AggregationTemporality"]
_MONOTONIC = _COLUMN["IsMonotonic"]
_TYPE = _COLUMN["MetricType"]
_VALUE = _COLUMN["Value"]
_SUM = _COLUMN["Sum"]
_TIME = _COLUMN["Timestamp"]
_START = _COLUMN["StartTimestamp"]
_SERIES = _COLUMN["SeriesId"]

_LARGEST_INTEGER = 2**63 - 1
"""Largest value of the column; as a double, of which the increase is made, it is one more."""

_RUNS_KEPT = 16_384
"""About 6 MB; twice as many at most."""

_Run = tuple[int, int]
"""(series id, start time in ns)"""


@dataclass(frozen=True, slots=True)
class _Last:
    """The newest point of a run."""

    time_ns: int
    value: float


class DeltaTracker:
    """Remembers the last point of the runs that went on lately; what is added counts only once committed."""

    def __init__(self, rules: Callable[[str], frozenset[str]], runs: int = _RUNS_KEPT) -> None:
        """
        :param rules: service name → names of its metrics that also produce `<name>.delta`.
        :param runs: how many are remembered.
        """
        self._rules = rules
        self._committed: Recent[_Run, _Last] = Recent(runs)
        self._pending: dict[_Run, _Last] = {}

    def forget(self) -> None:
        """Forgets all state: what the table has counts."""
        self._committed.clear()
        self._pending.clear()

    def unknown(self, points: Sequence[Row]) -> list[Row]:
        """The runs (series, start ns) of metric rows that are not remembered; `recall` comes before `add`."""
        return list(self._committed.lacking(run for run, _ in self._counted(points)))

    def recall(self, states: Iterable[Row]) -> None:
        """Takes over the newest rows (series, start ns, time ns, value) of unknown runs; the other runs are new."""
        self._committed.update(
            {(series, start_ns): _Last(time_ns, value) for series, start_ns, time_ns, value in states}
        )

    def add(self, points: Sequence[Row]) -> tuple[list[Row], list[Row]]:
        """(metric rows `<name>.delta`, changed state rows) out of metric rows."""
        increments: list[Row] = []
        touched: dict[_Run, _Last] = {}
        for run, point in self._counted(points):
            value = _value(point)
            last = self._pending.get(run) or self._committed.get(run)
            if value is None or (last is not None and point[_TIME] <= last.time_ns):
                continue
            touched[run] = self._pending[run] = _Last(point[_TIME], value)
            increase = value - last.value if last is not None and value >= last.value else value
            if 0 < increase < math.inf:
                increments.append(_increment(point, increase, last.time_ns if last is not None else point[_START]))
        return increments, _rows(touched)

    def commit(self) -> None:
        """Keep the added changes: they are stored."""
        self._committed.update(self._pending)
        self.rollback()

    def rollback(self) -> None:
        """Discard uncommitted changes."""
        self._pending.clear()
        self._committed.trim()

    def _counted(self, points: Sequence[Row]) -> Iterator[tuple[_Run, Row]]:
        """The points that produce increments, with their runs."""
        rules: dict[str, frozenset[str]] = {}
        for point in points:
            service = point[_SERVICE]
            if service not in rules:
                rules[service] = self._rules(service)
            if point[_METRIC] in rules[service] and _is_cumulative(point):
                yield (point[_SERIES], point[_START]), point


def _rows(states: dict[_Run, _Last]) -> list[Row]:
    return [(series, start_ns, last.time_ns, last.value) for (series, start_ns), last in states.items()]


def _is_cumulative(point: Row) -> bool:
    counts_up = point[_MONOTONIC] or point[_TYPE] == "histogram"
    return bool(counts_up and point[_TEMPORALITY] == TEMPORALITY_CUMULATIVE)


def _value(point: Row) -> float | None:
    value = point[_SUM] if point[_TYPE] == "histogram" else point[_VALUE]
    return value if value is not None and math.isfinite(value) else None


def _increment(point: Row, increase: float, since_ns: int) -> Row:
    fields = dict(zip(METRIC_COLUMNS, point, strict=True))
    name = f"{fields['MetricName']}.delta"
    fields.update(
        MetricName=name,
        MetricType="sum",
        StartTimestamp=since_ns,
        Value=increase,
        ValueInt=min(int(increase), _LARGEST_INTEGER) if fields["ValueInt"] is not None else None,
        AggregationTemporality=TEMPORALITY_DELTA,
        IsMonotonic=True,
        Count=None,
        Sum=None,
        Min=None,
        Max=None,
        Detail=None,
        SeriesId=series_id(
            name,
            "sum",
            TEMPORALITY_DELTA,
            True,
            fields["ResourceAttributes"],
            (fields["ScopeName"], fields["ScopeVersion"], _scope_attributes(fields["Extras"])),
            fields["Attributes"],
        ),
    )
    return tuple(fields.values())


def _scope_attributes(extras: str | None) -> str | None:
    attributes = json.loads(extras).get("scopeAttributes") if extras else None
    return json.dumps(attributes) if attributes else None
