"""Cumulative series → increments, by declared rules.

State is kept per series and start time, so that an older run arriving late is neither lost nor counted twice. A point
not newer than the last one seen of its run is ignored; the first point of a run counts in full, and so does one below
the last (a reset). Zero increments are not stored.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from aiobserver.model.columns import METRIC_COLUMNS, TEMPORALITY_CUMULATIVE, TEMPORALITY_DELTA, Row
from aiobserver.model.series import series_id

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
"""What the column holds; as a double, of which the increase is made, it is one more."""

_Run = tuple[int, int]
"""(series id, start time in ns)"""


@dataclass(frozen=True, slots=True)
class _Last:
    """The newest point of a run."""

    time_ns: int
    value: float


class DeltaTracker:
    """Remembers the last point of each run; what is added counts only once committed.

    :param rules: service name → names of its metrics that also produce `<name>.delta`.
    """

    def __init__(self, rules: Callable[[str], frozenset[str]]) -> None:
        self._rules = rules
        self._committed: dict[_Run, _Last] = {}
        self._pending: dict[_Run, _Last] = {}

    def restore(self, states: Iterable[Row]) -> None:
        """Takes over rows (series, start ns, time ns, value) and forgets all else; of a run the newest row counts."""
        self._committed.clear()
        self._pending.clear()
        for series, start_ns, time_ns, value in states:
            last = self._committed.get((series, start_ns))
            if last is None or time_ns > last.time_ns:
                self._committed[series, start_ns] = _Last(time_ns, value)

    def add(self, points: Sequence[Row]) -> tuple[list[Row], list[Row]]:
        """(metric rows `<name>.delta`, changed state rows) out of metric rows."""
        rules: dict[str, frozenset[str]] = {}
        increments: list[Row] = []
        touched: dict[_Run, _Last] = {}
        for point in points:
            service = point[_SERVICE]
            if service not in rules:
                rules[service] = self._rules(service)
            if point[_METRIC] not in rules[service] or not _is_cumulative(point):
                continue
            run = (point[_SERIES], point[_START])
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
        """What was added is stored."""
        self._committed.update(self._pending)
        self._pending.clear()

    def rollback(self) -> None:
        """What was added since the last commit never happened."""
        self._pending.clear()

    def states(self) -> list[Row]:
        """All state, as rows (series, start ns, time ns, value)."""
        return _rows(self._committed)


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
