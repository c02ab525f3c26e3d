"""OTLP/JSON requests → rows. Unknown members are ignored, `null` is unset, of a member given twice the last counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from aiobserver.errors import InvalidRequest
from aiobserver.model import Batch, Row, Signal
from aiobserver.otlp.attributes import read_json
from aiobserver.otlp.details import exemplar_detail, exponential_detail, histogram_detail, summary_detail
from aiobserver.otlp.envelope import Resource, Scope, SessionAttributes, rare
from aiobserver.otlp.rows import (
    SPAN_KIND_NAMES,
    STATUS_NAMES,
    LogFields,
    Metric,
    Point,
    Refusals,
    SeriesCache,
    log_row,
    point_row,
    refused_point,
    refused_span,
    warn_of,
)
from aiobserver.otlp.values import (
    json_boolean,
    json_double,
    json_integer,
    json_list,
    json_object,
    json_text,
    json_uint64,
    json_value,
    plain_double,
    plain_integer,
)
from aiobserver.times import rfc3339

_RESOURCES: Mapping[Signal, str] = {"traces": "resourceSpans", "metrics": "resourceMetrics", "logs": "resourceLogs"}
_SCOPES: Mapping[Signal, str] = {"traces": "scopeSpans", "metrics": "scopeMetrics", "logs": "scopeLogs"}
_UINT32 = 2**32 - 1
_INT32 = 2**31
_INT64 = 2**63
_KINDS = {
    "gauge": "gauge",
    "sum": "sum",
    "histogram": "histogram",
    "exponentialHistogram": "exponential_histogram",
    "summary": "summary",
}


class JsonReader:
    """Reads parsed requests; the cache lives as long as the reader."""

    def __init__(self, session_attributes: SessionAttributes) -> None:
        self._session_attributes = session_attributes
        self._series: SeriesCache = {}

    def read(self, request: Mapping[str, Any], signal: Signal, received_ns: int, refusals: Refusals) -> Iterator[Batch]:
        """One batch per resource.

        :raises InvalidRequest: names the path of the first value that cannot be decoded.
        """
        rows_of = {"traces": self._spans, "logs": self._logs, "metrics": self._metrics}[signal]
        for index, item in enumerate(json_list(request, _RESOURCES[signal], "")):
            where = f"{_RESOURCES[signal]}[{index}]"
            envelope = json_object(item, where)
            resource = self._resource(envelope, where)
            rows: list[Row] = []
            for inner, element in enumerate(json_list(envelope, _SCOPES[signal], where)):
                place = f"{where}.{_SCOPES[signal]}[{inner}]"
                group = json_object(element, place)
                rows.extend(rows_of(resource, _scope(resource, group, place), group, place, received_ns, refusals))
            if rows:
                yield Batch(signal, resource.service_name, resource.attributes, rows)

    def _resource(self, envelope: Mapping[str, Any], where: str) -> Resource:
        resource = json_object(envelope.get("resource"), f"{where}.resource")
        extras = rare(
            resourceDroppedAttributesCount=_uint32(resource, "droppedAttributesCount", where),
            resourceSchemaUrl=json_text(envelope.get("schemaUrl"), f"{where}.schemaUrl"),
            resourceEntityRefs=[_entity(item, where) for item in json_list(resource, "entityRefs", where)],
        )
        return Resource(read_json(resource, f"{where}.resource"), extras, self._session_attributes)

    def _spans(
        self,
        resource: Resource,
        scope: Scope,
        group: Mapping[str, Any],
        where: str,
        received_ns: int,
        refusals: Refusals,
    ) -> Iterator[Row]:
        for index, item in enumerate(json_list(group, "spans", where)):
            place = f"{where}.spans[{index}]"
            span = json_object(item, place)
            trace_id, span_id = _id(span, "traceId", place), _id(span, "spanId", place)
            start = json_uint64(span.get("startTimeUnixNano"), place + ".startTimeUnixNano")
            end = json_uint64(span.get("endTimeUnixNano"), place + ".endTimeUnixNano")
            attributes = read_json(span, place)
            status = json_object(span.get("status"), place + ".status")
            row = (
                start,
                trace_id,
                span_id,
                _id(span, "parentSpanId", place),
                json_text(span.get("traceState"), place + ".traceState"),
                json_text(span.get("name"), place + ".name"),
                SPAN_KIND_NAMES.get(_enum(span, "kind", place), "UNSPECIFIED"),
                resource.service_name,
                resource.attributes,
                scope.name,
                scope.version,
                attributes.text,
                end - start if end > start else 0,
                STATUS_NAMES.get(_enum(status, "code", place + ".status"), "UNSET"),
                json_text(status.get("message"), place + ".status.message"),
                _events(span, place),
                _links(span, place),
                resource.session_of(attributes),
                0,
                scope.span_extras(
                    _uint32(span, "flags", place),
                    _uint32(span, "droppedAttributesCount", place),
                    _uint32(span, "droppedEventsCount", place),
                    _uint32(span, "droppedLinksCount", place),
                    end if 0 < end < start else 0,
                ),
                received_ns,
            )
            reason = refused_span(trace_id, span_id)
            if reason:
                refusals.refuse(reason)
            else:
                yield row

    def _logs(
        self,
        resource: Resource,
        scope: Scope,
        group: Mapping[str, Any],
        where: str,
        received_ns: int,
        _refusals: Refusals,
    ) -> Iterator[Row]:
        for index, item in enumerate(json_list(group, "logRecords", where)):
            place = f"{where}.logRecords[{index}]"
            record = json_object(item, place)
            body = json_value(record.get("body"), place + ".body")
            fields = LogFields(
                json_uint64(record.get("timeUnixNano"), place + ".timeUnixNano"),
                json_uint64(record.get("observedTimeUnixNano"), place + ".observedTimeUnixNano"),
                _id(record, "traceId", place),
                _id(record, "spanId", place),
                _uint32(record, "flags", place),
                json_text(record.get("severityText"), place + ".severityText"),
                _enum(record, "severityNumber", place),
                json_text(record.get("eventName"), place + ".eventName"),
                orjson.dumps(body).decode() if body is not None else None,
                _uint32(record, "droppedAttributesCount", place),
            )
            yield log_row(resource, scope, fields, read_json(record, place), received_ns)

    def _metrics(
        self,
        resource: Resource,
        scope: Scope,
        group: Mapping[str, Any],
        where: str,
        received_ns: int,
        refusals: Refusals,
    ) -> Iterator[Row]:
        for index, item in enumerate(json_list(group, "metrics", where)):
            place = f"{where}.metrics[{index}]"
            message = json_object(item, place)
            member = next((name for name in reversed([*message]) if name in _KINDS and message[name] is not None), None)
            if member is None:
                continue
            data = json_object(message[member], f"{place}.{member}")
            metric = _metric(message, _KINDS[member], data, scope, place)
            for number, element in enumerate(json_list(data, "dataPoints", f"{place}.{member}")):
                spot = f"{place}.{member}.dataPoints[{number}]"
                entry = json_object(element, spot)
                point, buckets, bounds = _point(metric.type, entry, spot)
                attributes = read_json(entry, spot)
                reason = refused_point(metric, point, buckets, bounds)
                if reason:
                    refusals.refuse(reason)
                    continue
                warn_of(metric, refusals)
                yield point_row(resource, scope, metric, point, attributes, self._series, received_ns)


def _scope(resource: Resource, group: Mapping[str, Any], where: str) -> Scope:
    scope = json_object(group.get("scope"), f"{where}.scope")
    attributes = read_json(scope, f"{where}.scope").text
    extras = resource.extras | rare(
        scopeAttributes=orjson.loads(attributes) if attributes else None,
        scopeDroppedAttributesCount=_uint32(scope, "droppedAttributesCount", where),
        scopeSchemaUrl=json_text(group.get("schemaUrl"), f"{where}.schemaUrl"),
    )
    name, version = (json_text(scope.get(field), f"{where}.scope.{field}") for field in ("name", "version"))
    return Scope(name, version, attributes, extras)


def _metric(message: Mapping[str, Any], kind: str, data: Mapping[str, Any], scope: Scope, where: str) -> Metric:
    name, description, unit = (
        json_text(message.get(field), f"{where}.{field}") for field in ("name", "description", "unit")
    )
    has_temporality = kind in ("sum", "histogram", "exponential_histogram")
    return Metric(
        name,
        description,
        unit,
        kind,
        _enum(data, "aggregationTemporality", where) if has_temporality else 0,
        kind == "sum" and json_boolean(data.get("isMonotonic"), f"{where}.isMonotonic"),
        scope.extras_with_metadata(read_json(message, where, "metadata").text),
    )


def _point(kind: str, entry: Mapping[str, Any], where: str) -> tuple[Point, int, int]:
    point = Point(
        json_uint64(entry.get("startTimeUnixNano"), f"{where}.startTimeUnixNano"),
        json_uint64(entry.get("timeUnixNano"), f"{where}.timeUnixNano"),
        _uint32(entry, "flags", where),
    )
    detail: dict[str, Any] = {}
    buckets: list[int] = []
    bounds: list[float] = []
    if kind in ("gauge", "sum"):
        _number(entry, point, where)
    else:
        point.count = json_uint64(entry.get("count"), f"{where}.count")
        point.sum = _optional(entry, "sum", where)
    if kind in ("histogram", "exponential_histogram"):
        point.min, point.max = _optional(entry, "min", where), _optional(entry, "max", where)
    if kind == "histogram":
        buckets = [json_uint64(count, f"{where}.bucketCounts") for count in json_list(entry, "bucketCounts", where)]
        bounds = [json_double(bound, f"{where}.explicitBounds") for bound in json_list(entry, "explicitBounds", where)]
        detail = histogram_detail(buckets, bounds)
    elif kind == "exponential_histogram":
        detail = _exponential(entry, where)
    elif kind == "summary":
        point.sum = point.sum or 0.0
        detail = summary_detail(_quantiles(entry, where))
    exemplars = json_list(entry, "exemplars", where) if kind != "summary" else []
    if exemplars:
        detail["exemplars"] = [_exemplar(exemplar, f"{where}.exemplars") for exemplar in exemplars]
    point.detail = detail or None
    return point, len(buckets), len(bounds)


def _number(entry: Mapping[str, Any], point: Point, where: str) -> None:
    for name, value in entry.items():
        if value is None:
            continue
        if name == "asInt":
            point.integer = json_integer(value, f"{where}.asInt", -_INT64, _INT64 - 1)
            point.value = float(point.integer)
        elif name == "asDouble":
            point.integer, point.value = None, json_double(value, f"{where}.asDouble")


def _exponential(entry: Mapping[str, Any], where: str) -> dict[str, Any]:
    def side(name: str) -> tuple[int, list[int]]:
        buckets = json_object(entry.get(name), f"{where}.{name}")
        counts = json_list(buckets, "bucketCounts", f"{where}.{name}")
        return _int32(buckets, "offset", where), [json_uint64(count, f"{where}.{name}") for count in counts]

    return exponential_detail(
        _int32(entry, "scale", where),
        json_uint64(entry.get("zeroCount"), f"{where}.zeroCount"),
        _optional(entry, "zeroThreshold", where) or 0.0,
        side("positive"),
        side("negative"),
    )


def _quantiles(entry: Mapping[str, Any], where: str) -> list[tuple[float, float]]:
    pairs = []
    for item in json_list(entry, "quantileValues", where):
        pair = json_object(item, f"{where}.quantileValues")
        pairs.append((_optional(pair, "quantile", where) or 0.0, _optional(pair, "value", where) or 0.0))
    return pairs


def _exemplar(item: Any, where: str) -> dict[str, Any]:
    exemplar = json_object(item, where)
    number = Point(0, 0, 0)
    _number(exemplar, number, where)
    value = plain_integer(number.integer) if number.integer is not None else _plain(number.value)
    filtered = read_json(exemplar, where, "filteredAttributes").text
    return exemplar_detail(
        rfc3339(json_uint64(exemplar.get("timeUnixNano"), f"{where}.timeUnixNano")),
        value,
        _id(exemplar, "traceId", where),
        _id(exemplar, "spanId", where),
        orjson.loads(filtered) if filtered else None,
    )


def _plain(value: float | None) -> float | str | None:
    return None if value is None else plain_double(value)


def _events(span: Mapping[str, Any], where: str) -> str | None:
    items = json_list(span, "events", where)
    if not items:
        return None
    events = []
    for index, item in enumerate(items):
        place = f"{where}.events[{index}]"
        event = json_object(item, place)
        time = json_uint64(event.get("timeUnixNano"), f"{place}.timeUnixNano")
        plain = {"timestamp": rfc3339(time), "name": json_text(event.get("name"), f"{place}.name")}
        plain |= rare(droppedAttributesCount=_uint32(event, "droppedAttributesCount", place))
        events.append(plain | _attributes(read_json(event, place).text))
    return orjson.dumps(events).decode()


def _links(span: Mapping[str, Any], where: str) -> str | None:
    items = json_list(span, "links", where)
    if not items:
        return None
    links = []
    for index, item in enumerate(items):
        place = f"{where}.links[{index}]"
        link = json_object(item, place)
        plain = {"traceId": _id(link, "traceId", place), "spanId": _id(link, "spanId", place)}
        plain |= rare(
            traceState=json_text(link.get("traceState"), f"{place}.traceState"),
            droppedAttributesCount=_uint32(link, "droppedAttributesCount", place),
            flags=_uint32(link, "flags", place),
        )
        links.append(plain | _attributes(read_json(link, place).text))
    return orjson.dumps(links).decode()


def _attributes(text: str | None) -> dict[str, Any]:
    return {"attributes": orjson.Fragment(text)} if text else {}


def _entity(item: Any, where: str) -> dict[str, Any]:
    reference = json_object(item, f"{where}.entityRefs")
    return rare(
        type=json_text(reference.get("type"), where),
        idKeys=[json_text(key, where) for key in json_list(reference, "idKeys", where)],
        descriptionKeys=[json_text(key, where) for key in json_list(reference, "descriptionKeys", where)],
        schemaUrl=json_text(reference.get("schemaUrl"), where),
    )


def _id(parent: Mapping[str, Any], name: str, where: str) -> str:
    value = parent.get(name)
    if not value and value is None:
        return ""
    text = json_text(value, f"{where}.{name}")
    try:
        return bytes.fromhex(text).hex() if text.isalnum() or not text else _no_hex(text, f"{where}.{name}")
    except ValueError:
        return _no_hex(text, f"{where}.{name}")


def _no_hex(text: str, where: str) -> str:
    raise InvalidRequest(f"expected an id in hex digits, got {text[:60]!r}", where)


def _enum(parent: Mapping[str, Any], name: str, where: str) -> int:
    value = parent.get(name)
    if value is None:
        return 0
    if isinstance(value, str):
        raise InvalidRequest(f"expected the number of an enum, got {value[:60]!r}", f"{where}.{name}")
    return json_integer(value, f"{where}.{name}", -_INT32, _INT32 - 1)


def _uint32(parent: Mapping[str, Any], name: str, where: str) -> int:
    value = parent.get(name)
    return json_integer(value, f"{where}.{name}", 0, _UINT32) if value else 0


def _int32(parent: Mapping[str, Any], name: str, where: str) -> int:
    return json_integer(parent.get(name), f"{where}.{name}", -_INT32, _INT32 - 1)


def _optional(parent: Mapping[str, Any], name: str, where: str) -> float | None:
    value = parent.get(name)
    return None if value is None else json_double(value, f"{where}.{name}")
