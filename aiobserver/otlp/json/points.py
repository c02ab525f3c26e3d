"""Metric points of OTLP/JSON → rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aiobserver.model.columns import Row
from aiobserver.model.times import rfc3339
from aiobserver.otlp.attributes import read_json
from aiobserver.otlp.details import exemplar_detail, exponential_detail, histogram_detail, summary_detail
from aiobserver.otlp.envelope import Resource, Scope
from aiobserver.otlp.json.fields import (
    Message,
    double_field,
    enum_field,
    id_field,
    int32_field,
    json_boolean,
    json_double,
    json_integer,
    json_object,
    json_uint64,
    list_field,
    object_field,
    text_field,
    uint32_field,
    uint64_field,
)
from aiobserver.otlp.rows import Metric, Point, Refusals, SeriesCache, point_row, refused_point, warn_of

_INT64 = 2**63
_KINDS = {
    "gauge": "gauge",
    "sum": "sum",
    "histogram": "histogram",
    "exponentialHistogram": "exponential_histogram",
    "summary": "summary",
}


class JsonPoints:
    """Reads the metrics of a scope; the cache lives as long as this."""

    def __init__(self) -> None:
        self._series: SeriesCache = {}

    def read(
        self, resource: Resource, scope: Scope, group: Message, where: str, received_ns: int, refusals: Refusals
    ) -> Iterator[Row]:
        """Rows of otel_metrics; what cannot be stored is refused.

        :raises InvalidRequest: a value cannot be decoded.
        """
        for index, item in enumerate(list_field(group, "metrics", where)):
            place = f"{where}.metrics[{index}]"
            message = json_object(item, place)
            member = next((name for name in reversed([*message]) if name in _KINDS and message[name] is not None), None)
            if member is None:
                continue
            inner = f"{place}.{member}"
            data = json_object(message[member], inner)
            metric = _metric(message, _KINDS[member], data, scope, place)
            for number, element in enumerate(list_field(data, "dataPoints", inner)):
                spot = f"{inner}.dataPoints[{number}]"
                entry = json_object(element, spot)
                point, buckets, bounds = _point(metric.type, entry, spot)
                attributes = read_json(entry, spot)
                reason = refused_point(metric, point, buckets, bounds)
                if reason:
                    refusals.refuse(reason)
                    continue
                warn_of(metric, refusals)
                yield point_row(resource, scope, metric, point, attributes, self._series, received_ns)


def _metric(message: Message, kind: str, data: Message, scope: Scope, where: str) -> Metric:
    has_temporality = kind in ("sum", "histogram", "exponential_histogram")
    return Metric(
        text_field(message, "name", where),
        text_field(message, "description", where),
        text_field(message, "unit", where),
        kind,
        enum_field(data, "aggregationTemporality", where) if has_temporality else 0,
        kind == "sum" and json_boolean(data.get("isMonotonic"), f"{where}.isMonotonic"),
        scope.extras_with_metadata(read_json(message, where, "metadata").text),
    )


def _point(kind: str, entry: Message, where: str) -> tuple[Point, int, int]:
    point = Point(
        uint64_field(entry, "startTimeUnixNano", where),
        uint64_field(entry, "timeUnixNano", where),
        uint32_field(entry, "flags", where),
    )
    detail: dict[str, Any] = {}
    buckets: list[int] = []
    bounds: list[float] = []
    if kind in ("gauge", "sum"):
        _number(entry, point, where)
    else:
        point.count = uint64_field(entry, "count", where)
        point.sum = double_field(entry, "sum", where)
    if kind in ("histogram", "exponential_histogram"):
        point.min, point.max = double_field(entry, "min", where), double_field(entry, "max", where)
    if kind == "histogram":
        buckets = [json_uint64(count, f"{where}.bucketCounts") for count in list_field(entry, "bucketCounts", where)]
        bounds = [json_double(bound, f"{where}.explicitBounds") for bound in list_field(entry, "explicitBounds", where)]
        detail = histogram_detail(buckets, bounds)
    elif kind == "exponential_histogram":
        detail = _exponential(entry, where)
    elif kind == "summary":
        point.sum = point.sum or 0.0
        detail = summary_detail(_quantiles(entry, where))
    exemplars = list_field(entry, "exemplars", where) if kind != "summary" else []
    if exemplars:
        detail["exemplars"] = [_exemplar(exemplar, f"{where}.exemplars") for exemplar in exemplars]
    point.detail = detail or None
    return point, len(buckets), len(bounds)


def _number(entry: Message, point: Point, where: str) -> None:
    for name, value in entry.items():
        if value is None:
            continue
        if name == "asInt":
            point.integer = json_integer(value, f"{where}.asInt", -_INT64, _INT64 - 1)
            point.value = float(point.integer)
        elif name == "asDouble":
            point.integer, point.value = None, json_double(value, f"{where}.asDouble")


def _exponential(entry: Message, where: str) -> dict[str, Any]:
    def side(name: str) -> tuple[int, list[int]]:
        buckets = object_field(entry, name, where)
        counts = list_field(buckets, "bucketCounts", f"{where}.{name}")
        return int32_field(buckets, "offset", where), [json_uint64(count, f"{where}.{name}") for count in counts]

    return exponential_detail(
        int32_field(entry, "scale", where),
        uint64_field(entry, "zeroCount", where),
        double_field(entry, "zeroThreshold", where) or 0.0,
        side("positive"),
        side("negative"),
    )


def _quantiles(entry: Message, where: str) -> list[tuple[float, float]]:
    pairs = []
    for item in list_field(entry, "quantileValues", where):
        pair = json_object(item, f"{where}.quantileValues")
        pairs.append((double_field(pair, "quantile", where) or 0.0, double_field(pair, "value", where) or 0.0))
    return pairs


def _exemplar(item: Any, where: str) -> dict[str, Any]:
    exemplar = json_object(item, where)
    number = Point(0, 0, 0)
    _number(exemplar, number, where)
    return exemplar_detail(
        rfc3339(uint64_field(exemplar, "timeUnixNano", where)),
        number,
        id_field(exemplar, "traceId", where),
        id_field(exemplar, "spanId", where),
        read_json(exemplar, where, "filteredAttributes").text,
    )
