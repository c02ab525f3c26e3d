"""Metric points of protobuf requests → rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aiobserver.model.columns import Row
from aiobserver.model.times import rfc3339
from aiobserver.otlp.attributes import AttributeCache
from aiobserver.otlp.details import exemplar_detail, exponential_detail, histogram_detail, summary_detail
from aiobserver.otlp.envelope import Resource, Scope
from aiobserver.otlp.rows import Metric, Point, Refusals, SeriesCache, point_row, refused_point, warn_of

_NUMBERS = {"gauge", "sum"}


class ProtobufPoints:
    """Reads the metrics of a scope; the caches live as long as this."""

    def __init__(self, attributes: AttributeCache) -> None:
        self._attributes = attributes
        self._series: SeriesCache = {}

    def read(
        self, resource: Resource, scope: Scope, group: Any, where: str, received_ns: int, refusals: Refusals
    ) -> Iterator[Row]:
        """Rows of otel_metrics; what cannot be stored is refused.

        :raises InvalidRequest: an attribute cannot be decoded.
        """
        for index, message in enumerate(group.metrics):
            kind = message.WhichOneof("data")
            if kind is None:
                continue
            data = getattr(message, kind)
            metadata = self._attributes.read(message.metadata).text
            metric = Metric(
                message.name,
                message.description,
                message.unit,
                kind,
                getattr(data, "aggregation_temporality", 0),
                kind == "sum" and data.is_monotonic,
                scope.extras_with_metadata(metadata),
            )
            for number, entry in enumerate(data.data_points):
                refused = refused_point(
                    kind,
                    entry.time_unix_nano,
                    len(entry.bucket_counts) if kind == "histogram" else 0,
                    len(entry.explicit_bounds) if kind == "histogram" else 0,
                )
                if refused:
                    reason, field = refused
                    member = "exponentialHistogram" if kind == "exponential_histogram" else kind
                    place = f"{where}.metrics[{index}].{member}.dataPoints[{number}]{field}"
                    refusals.refuse(reason, place)
                    continue
                point = self._point(kind, entry)
                warn_of(metric, refusals)
                attributes = self._attributes.read(entry.attributes)
                yield point_row(resource, scope, metric, point, attributes, self._series, received_ns)

    def _point(self, kind: str, entry: Any) -> Point:
        point = Point(entry.start_time_unix_nano, entry.time_unix_nano, entry.flags)
        detail: dict[str, Any] = {}
        if kind in _NUMBERS:
            _number(entry, point)
        else:
            point.count = entry.count
            detail = _DETAILS[kind](entry, point)
        if kind != "summary" and entry.exemplars:
            detail["exemplars"] = [self._exemplar(exemplar) for exemplar in entry.exemplars]
        point.detail = detail or None
        return point

    def _exemplar(self, exemplar: Any) -> dict[str, Any]:
        number = Point(0, 0, 0)
        _number(exemplar, number)
        return exemplar_detail(
            rfc3339(exemplar.time_unix_nano),
            number,
            exemplar.trace_id.hex(),
            exemplar.span_id.hex(),
            self._attributes.read(exemplar.filtered_attributes).text,
        )


def _number(entry: Any, point: Point) -> None:
    kind = entry.WhichOneof("value")
    if kind == "as_int":
        point.integer = entry.as_int
        point.value = float(entry.as_int)
    elif kind == "as_double":
        point.value = entry.as_double


def _optional(entry: Any, name: str) -> float | None:
    return getattr(entry, name) if entry.HasField(name) else None


def _histogram(entry: Any, point: Point) -> dict[str, Any]:
    point.sum, point.min, point.max = (_optional(entry, name) for name in ("sum", "min", "max"))
    return histogram_detail(list(entry.bucket_counts), list(entry.explicit_bounds))


def _exponential(entry: Any, point: Point) -> dict[str, Any]:
    point.sum, point.min, point.max = (_optional(entry, name) for name in ("sum", "min", "max"))
    return exponential_detail(
        entry.scale,
        entry.zero_count,
        entry.zero_threshold,
        (entry.positive.offset, list(entry.positive.bucket_counts)),
        (entry.negative.offset, list(entry.negative.bucket_counts)),
    )


def _summary(entry: Any, point: Point) -> dict[str, Any]:
    point.sum = entry.sum
    return summary_detail([(value.quantile, value.value) for value in entry.quantile_values])


_DETAILS = {"histogram": _histogram, "exponential_histogram": _exponential, "summary": _summary}
