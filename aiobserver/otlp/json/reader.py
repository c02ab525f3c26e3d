"""OTLP/JSON requests → rows. Unknown members are ignored, `null` is unset, of a member given twice the last counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from aiobserver.model.batch import Batch
from aiobserver.model.columns import Row, Signal
from aiobserver.model.times import rfc3339
from aiobserver.otlp.attributes import read_json
from aiobserver.otlp.envelope import Resource, Scope, SessionAttributes, rare
from aiobserver.otlp.json.fields import (
    Message,
    enum_field,
    id_field,
    json_object,
    json_text,
    list_field,
    object_field,
    text_field,
    uint32_field,
    uint64_field,
)
from aiobserver.otlp.json.points import JsonPoints
from aiobserver.otlp.rows import (
    NO_SPAN_ID,
    SPAN_ID_DIGITS,
    SPAN_KIND_NAMES,
    STATUS_NAMES,
    TRACE_ID_DIGITS,
    Refusals,
    event_time,
    is_id,
    refused_span,
)
from aiobserver.otlp.values import json_value

_RESOURCES: Mapping[Signal, str] = {"traces": "resourceSpans", "metrics": "resourceMetrics", "logs": "resourceLogs"}
_SCOPES: Mapping[Signal, str] = {"traces": "scopeSpans", "metrics": "scopeMetrics", "logs": "scopeLogs"}


class JsonReader:
    """Reads parsed requests; the cache lives as long as the reader."""

    def __init__(self, session_attributes: SessionAttributes) -> None:
        self._session_attributes = session_attributes
        self._points = JsonPoints()

    def read(self, request: Message, signal: Signal, received_ns: int, refusals: Refusals) -> Iterator[Batch]:
        """One batch per resource.

        :raises InvalidRequest: names the path of the first value that cannot be decoded.
        """
        rows_of = {"traces": self._spans, "logs": self._logs, "metrics": self._points.read}[signal]
        for index, item in enumerate(list_field(request, _RESOURCES[signal], "")):
            where = f"{_RESOURCES[signal]}[{index}]"
            envelope = json_object(item, where)
            resource = self._resource(envelope, where)
            rows: list[Row] = []
            for inner, element in enumerate(list_field(envelope, _SCOPES[signal], where)):
                place = f"{where}.{_SCOPES[signal]}[{inner}]"
                group = json_object(element, place)
                rows.extend(rows_of(resource, _scope(resource, group, place), group, place, received_ns, refusals))
            if rows:
                yield Batch(signal, resource.service_name, resource.attributes, rows, resource.session_keys)

    def _resource(self, envelope: Message, where: str) -> Resource:
        resource = object_field(envelope, "resource", where)
        extras = rare(
            resourceDroppedAttributesCount=uint32_field(resource, "droppedAttributesCount", where),
            resourceSchemaUrl=text_field(envelope, "schemaUrl", where),
            resourceEntityRefs=[_entity(item, where) for item in list_field(resource, "entityRefs", where)],
        )
        return Resource(read_json(resource, f"{where}.resource"), extras, self._session_attributes)

    def _spans(
        self, resource: Resource, scope: Scope, group: Message, where: str, received_ns: int, refusals: Refusals
    ) -> Iterator[Row]:
        for index, item in enumerate(list_field(group, "spans", where)):
            place = f"{where}.spans[{index}]"
            span = json_object(item, place)
            trace_id, span_id = id_field(span, "traceId", place), id_field(span, "spanId", place)
            parent = id_field(span, "parentSpanId", place)
            start = uint64_field(span, "startTimeUnixNano", place)
            end = uint64_field(span, "endTimeUnixNano", place)
            attributes = read_json(span, place)
            status = object_field(span, "status", place)
            row = (
                start,
                trace_id,
                span_id,
                "" if parent == NO_SPAN_ID else parent,
                text_field(span, "traceState", place),
                text_field(span, "name", place),
                SPAN_KIND_NAMES.get(enum_field(span, "kind", place), "UNSPECIFIED"),
                resource.service_name,
                resource.attributes,
                scope.name,
                scope.version,
                attributes.text,
                end - start if end > start else 0,
                STATUS_NAMES.get(enum_field(status, "code", place), "UNSET"),
                text_field(status, "message", place),
                _events(span, place),
                _links(span, place),
                resource.session_of(attributes),
                0,
                scope.span_extras(
                    uint32_field(span, "flags", place),
                    uint32_field(span, "droppedAttributesCount", place),
                    uint32_field(span, "droppedEventsCount", place),
                    uint32_field(span, "droppedLinksCount", place),
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
        self, resource: Resource, scope: Scope, group: Message, where: str, received_ns: int, _refusals: Refusals
    ) -> Iterator[Row]:
        for index, item in enumerate(list_field(group, "logRecords", where)):
            place = f"{where}.logRecords[{index}]"
            record = json_object(item, place)
            attributes = read_json(record, place)
            body = json_value(record.get("body"), f"{place}.body")
            trace_id, span_id = id_field(record, "traceId", place), id_field(record, "spanId", place)
            time = uint64_field(record, "timeUnixNano", place)
            observed = uint64_field(record, "observedTimeUnixNano", place)
            event = text_field(record, "eventName", place)
            named = attributes.find("event.name")
            yield (
                time or observed or event_time(attributes.find("event.timestamp")) or received_ns,
                observed,
                trace_id if is_id(trace_id, TRACE_ID_DIGITS) else "",
                span_id if is_id(span_id, SPAN_ID_DIGITS) else "",
                uint32_field(record, "flags", place),
                text_field(record, "severityText", place),
                enum_field(record, "severityNumber", place),
                resource.service_name,
                named or event,
                orjson.dumps(body).decode() if body is not None else None,
                resource.attributes,
                scope.name,
                scope.version,
                attributes.text,
                resource.session_of(attributes),
                scope.log_extras(
                    uint32_field(record, "droppedAttributesCount", place), event if named and named != event else ""
                ),
                received_ns,
            )


def _scope(resource: Resource, group: Message, where: str) -> Scope:
    scope = object_field(group, "scope", where)
    attributes = read_json(scope, f"{where}.scope").text
    extras = resource.extras | rare(
        scopeAttributes=orjson.loads(attributes) if attributes else None,
        scopeDroppedAttributesCount=uint32_field(scope, "droppedAttributesCount", where),
        scopeSchemaUrl=text_field(group, "schemaUrl", where),
    )
    name, version = (json_text(scope.get(field), f"{where}.scope.{field}") for field in ("name", "version"))
    return Scope(name, version, attributes, extras)


def _events(span: Message, where: str) -> str | None:
    items = list_field(span, "events", where)
    if not items:
        return None
    events = []
    for index, item in enumerate(items):
        place = f"{where}.events[{index}]"
        event = json_object(item, place)
        time = uint64_field(event, "timeUnixNano", place)
        plain = {"timestamp": rfc3339(time), "name": text_field(event, "name", place)}
        plain |= rare(droppedAttributesCount=uint32_field(event, "droppedAttributesCount", place))
        events.append(plain | _attributes(read_json(event, place).text))
    return orjson.dumps(events).decode()


def _links(span: Message, where: str) -> str | None:
    items = list_field(span, "links", where)
    if not items:
        return None
    links = []
    for index, item in enumerate(items):
        place = f"{where}.links[{index}]"
        link = json_object(item, place)
        plain = {"traceId": id_field(link, "traceId", place), "spanId": id_field(link, "spanId", place)}
        plain |= rare(
            traceState=text_field(link, "traceState", place),
            droppedAttributesCount=uint32_field(link, "droppedAttributesCount", place),
            flags=uint32_field(link, "flags", place),
        )
        links.append(plain | _attributes(read_json(link, place).text))
    return orjson.dumps(links).decode()


def _attributes(text: str | None) -> dict[str, Any]:
    return {"attributes": orjson.Fragment(text)} if text else {}


def _entity(item: Any, where: str) -> dict[str, Any]:
    reference = json_object(item, f"{where}.entityRefs")
    return rare(
        type=json_text(reference.get("type"), where),
        idKeys=[json_text(key, where) for key in list_field(reference, "idKeys", where)],
        descriptionKeys=[json_text(key, where) for key in list_field(reference, "descriptionKeys", where)],
        schemaUrl=json_text(reference.get("schemaUrl"), where),
    )
