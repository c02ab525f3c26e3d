"""Metric points of OTLP/JSON → rows; paths in errors begin at the metric, or at the point."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from aiobserver.errors import UnreadableElement
from aiobserver.model.columns import Row
from aiobserver.model.times import rfc3339
from aiobserver.otlp.attributes import read_json
from aiobserver.otlp.details import exemplar_detail, exponential_detail, histogram_detail, summary_detail
from aiobserver.otlp.envelope import Resource, Scope
from aiobserver.otlp.json import names
from aiobserver.otlp.json.counting import METRIC_KINDS, records_in
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
    text_field,
    uint32_field,
    uint64_field,
)
from aiobserver.otlp.json.records import rows_of
from aiobserver.otlp.rows import Metric, Point, Refusals, SeriesCache, point_row, refused_point, warn_of

_INT64 = 2**63
_LISTS = ("bucketCounts", "explicitBounds")


class JsonPoints:
    """Reads the metrics of a scope; the cache lives as long as this."""

    def __init__(self) -> None:
        self._series: SeriesCache = {}

    def read(
        self, resource: Resource, scope: Scope, group: Message, where: str, received_ns: int, refusals: Refusals
    ) -> Iterator[Row]:
        """Rows of otel_metrics; what cannot be read or stored is refused."""
        for index, item in enumerate(list_field(group, "metrics", where)):
            place = f"{where}.metrics[{index}]"
            try:
                found = _metric(item, scope, place)
            except UnreadableElement as error:
                refusals.refuse(error.reason, error.where, records_in(item, "metrics", "metric"))
                continue
            if found is not None:
                metric, points, spot = found
                row = partial(self._row, resource, scope, metric, received_ns, refusals)
                yield from rows_of(points, row, spot, refusals)

    def _row(
        self, resource: Resource, scope: Scope, metric: Metric, received_ns: int, refusals: Refusals, item: Any
    ) -> Row:
        entry = names.POINTS[metric.type].read(item, "")
        buckets, bounds = (
            (len(list_field(entry, name, "")) for name in _LISTS) if metric.type == "histogram" else (0, 0)
        )
        refused = refused_point(metric.type, uint64_field(entry, "timeUnixNano", ""), buckets, bounds)
        if refused:
            raise UnreadableElement(*refused)
        point = _point(metric.type, entry, "")
        attributes = read_json(entry, "")
        warn_of(metric, refusals)
        return point_row(resource, scope, metric, point, attributes, self._series, received_ns)


def _metric(item: Any, scope: Scope, where: str) -> tuple[Metric, list[Any], str] | None:
    """(metric, its points, the path of their list); None: a metric without data."""
    message = names.METRIC.read(item, where)
    member = next((name for name in reversed([*message]) if name in METRIC_KINDS and message[name] is not None), None)
    if member is None:
        return None
    kind, inner = METRIC_KINDS[member], f"{where}.{member}"
    data = names.METRIC_DATA.read(message[member], inner)
    has_temporality = kind in ("sum", "histogram", "exponential_histogram")
    metric = Metric(
        text_field(message, "name", where),
        text_field(message, "description", where),
        text_field(message, "unit", where),
        kind,
        enum_field(data, "aggregationTemporality", inner, names.TEMPORALITY) if has_temporality else 0,
        kind == "sum" and json_boolean(data.get("isMonotonic"), f"{inner}.isMonotonic"),
        scope.extras_with_metadata(read_json(message, where, "metadata").text),
    )
    return metric, list_field(data, "dataPoints", inner), f"{inner}.dataPoints"


def _point(kind: str, entry: Message, where: str) -> Point:
    point = Point(
        uint64_field(entry, "startTimeUnixNano", where),
        uint64_field(entry, "timeUnixNano", where),
        uint32_field(entry, "flags", where),
    )
    detail: dict[str, Any] = {}
    if kind in ("gauge", "sum"):
        _number(entry, point, where)
    else:
        point.count = uint64_field(entry, "count", where)
        point.sum = double_field(entry, "sum", where)
    if kind in ("histogram", "exponential_histogram"):
        point.min, point.max = double_field(entry, "min", where), double_field(entry, "max", where)
    if kind == "histogram":
        buckets, place = _counts(entry, where), f"{where}.explicitBounds"
        bounds = [json_double(bound, place) for bound in list_field(entry, "explicitBounds", where)]
        detail = histogram_detail(buckets, bounds)
    elif kind == "exponential_histogram":
        detail = _exponential(entry, where)
    elif kind == "summary":
        point.sum = point.sum or 0.0
        detail = summary_detail(_quantiles(entry, where))
    exemplars = list_field(entry, "exemplars", where) if kind != "summary" else []
    if exemplars:
        detail["exemplars"] = [_exemplar(item, f"{where}.exemplars[{index}]") for index, item in enumerate(exemplars)]
    point.detail = detail or None
    return point


def _number(entry: Message, point: Point, where: str) -> None:
    for name, value in entry.items():
        if value is None:
            continue
        if name == "asInt":
            point.integer = json_integer(value, f"{where}.asInt", -_INT64, _INT64 - 1)
            point.value = float(point.integer)
        elif name == "asDouble":
            point.integer, point.value = None, json_double(value, f"{where}.asDouble")


def _counts(message: Message, where: str) -> list[int]:
    place = f"{where}.bucketCounts"
    return [json_uint64(count, place) for count in list_field(message, "bucketCounts", where)]


def _exponential(entry: Message, where: str) -> dict[str, Any]:
    def side(name: str) -> tuple[int, list[int]]:
        place = f"{where}.{name}"
        buckets = names.BUCKETS.read(entry.get(name), place)
        return int32_field(buckets, "offset", place), _counts(buckets, place)

    return exponential_detail(
        int32_field(entry, "scale", where),
        uint64_field(entry, "zeroCount", where),
        double_field(entry, "zeroThreshold", where) or 0.0,
        side("positive"),
        side("negative"),
    )


def _quantiles(entry: Message, where: str) -> list[tuple[float, float]]:
    pairs = []
    for index, item in enumerate(list_field(entry, "quantileValues", where)):
        place = f"{where}.quantileValues[{index}]"
        pair = json_object(item, place)
        pairs.append((double_field(pair, "quantile", place) or 0.0, double_field(pair, "value", place) or 0.0))
    return pairs


def _exemplar(item: Any, where: str) -> dict[str, Any]:
    exemplar = names.EXEMPLAR.read(item, where)
    number = Point(0, 0, 0)
    _number(exemplar, number, where)
    return exemplar_detail(
        rfc3339(uint64_field(exemplar, "timeUnixNano", where)),
        number,
        id_field(exemplar, "traceId", where),
        id_field(exemplar, "spanId", where),
        read_json(exemplar, where, "filteredAttributes").text,
    )
