"""Row tuples out of decoded fields: what protobuf and JSON have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from aiobserver.model.columns import NO_RECORDED_VALUE, SPAN_KINDS, STATUS_CODES, TEMPORALITY_UNSPECIFIED, Row
from aiobserver.model.series import series_id
from aiobserver.model.times import parse_rfc3339
from aiobserver.otlp.attributes import Attributes
from aiobserver.otlp.envelope import Resource, Scope

TRACE_ID_DIGITS = 32
SPAN_ID_DIGITS = 16
NO_SPAN_ID = "0" * SPAN_ID_DIGITS
INVALID_TRACE_ID = "span with an invalid trace id (16 bytes, not all zero)"
INVALID_SPAN_ID = "span with an invalid span id (8 bytes, not all zero)"
_LAST_TIME = 2**64 - 1
_CACHED_SERIES = 20_000

SPAN_KIND_NAMES = dict(enumerate(SPAN_KINDS))
STATUS_NAMES = dict(enumerate(STATUS_CODES))

SeriesCache = dict[tuple[Any, ...], int]


_MOST_REASONS = 20
"""Number of reasons reported in full: a reason may contain the value that was sent."""


@dataclass(slots=True)
class _Reason:
    where: str
    count: int = 0


@dataclass(slots=True)
class Refusals:
    """Records refused by partial success, and warnings about some that were stored."""

    count: int = 0
    reasons: dict[str, _Reason] = field(default_factory=dict)
    others: int = 0
    warnings: dict[str, int] = field(default_factory=dict)

    def refuse(self, reason: str, where: str, count: int = 1) -> None:
        """
        :param where: path of the field; told of the first record that is refused for this reason.
        """
        self.count += count
        if reason not in self.reasons and len(self.reasons) >= _MOST_REASONS:
            self.others += count
        else:
            self.reasons.setdefault(reason, _Reason(where)).count += count

    def warn(self, warning: str) -> None:
        self.warnings[warning] = self.warnings.get(warning, 0) + 1

    def message(self) -> str:
        notes = [f"{found.count} refused: {reason}, first at {found.where}" for reason, found in self.reasons.items()]
        notes += [f"{self.others} refused for other reasons"] if self.others else []
        notes += [f"{number} stored with a warning: {warning}" for warning, number in self.warnings.items()]
        return "; ".join(notes)


def is_id(text: str, digits: int) -> bool:
    """True if hex text is an id of this length that is not all zero."""
    return len(text) == digits and text.strip("0") != ""


def event_time(text: str | None) -> int:
    """The time in a log's attribute `event.timestamp`, for a record that has no other; 0 if it has none."""
    if text is None:
        return 0
    try:
        time = parse_rfc3339(text)
    except ValueError:
        return 0
    return time if 0 < time <= _LAST_TIME else 0


@dataclass(slots=True)
class Metric:
    """The fields shared by all points of a metric."""

    name: str
    description: str
    unit: str
    type: str
    temporality: int
    monotonic: bool
    extras: str | None


@dataclass(slots=True)
class Point:
    """The values of one point; `detail` holds what has no column."""

    start: int
    time: int
    flags: int
    value: float | None = None
    integer: int | None = None
    count: int | None = None
    sum: float | None = None
    min: float | None = None
    max: float | None = None
    detail: Mapping[str, Any] | None = None


def point_row(
    resource: Resource,
    scope: Scope,
    metric: Metric,
    point: Point,
    attributes: Attributes,
    series: SeriesCache,
    received_ns: int,
) -> Row:
    """A row of otel_metrics; a point that says it has no recorded value has none, whatever zeros came with it."""
    if point.flags & NO_RECORDED_VALUE:
        point = Point(point.start, point.time, point.flags)
    return (
        point.time,
        point.start,
        resource.service_name,
        metric.name,
        metric.description,
        metric.unit,
        resource.attributes,
        scope.name,
        scope.version,
        attributes.text,
        metric.type,
        point.value,
        point.integer,
        metric.temporality,
        metric.monotonic,
        point.flags,
        point.count,
        point.sum,
        point.min,
        point.max,
        orjson.dumps(point.detail).decode() if point.detail else None,
        _series(series, resource, scope, metric, attributes.text),
        resource.session_of(attributes),
        metric.extras,
        received_ns,
    )


def refused_point(kind: str, time: int, buckets: int, bounds: int) -> tuple[str, str] | None:
    """(reason, field) if a point cannot be stored; asked before its buckets are read, which may be millions."""
    if time == 0:
        return "data point without a time", ".timeUnixNano"
    if kind == "histogram" and buckets != bounds + 1 and (buckets or bounds):
        return "histogram whose bucketCounts and explicitBounds do not fit", ".bucketCounts"
    return None


def warn_of(metric: Metric, refusals: Refusals) -> None:
    """The warning about a metric's points, if there is one."""
    if metric.temporality == TEMPORALITY_UNSPECIFIED and metric.type in ("sum", "histogram", "exponential_histogram"):
        refusals.warn("data point with aggregation temporality UNSPECIFIED")


def _series(cache: SeriesCache, resource: Resource, scope: Scope, metric: Metric, attributes: str | None) -> int:
    identity = (
        metric.name,
        metric.type,
        metric.temporality,
        metric.monotonic,
        resource.attributes,
        (scope.name, scope.version, scope.attributes),
        attributes,
    )
    known = cache.get(identity)
    if known is None:
        known = series_id(*identity)
        if len(cache) >= _CACHED_SERIES:
            cache.clear()
        cache[identity] = known
    return known
