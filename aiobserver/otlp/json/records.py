"""Spans and log records of OTLP/JSON → rows; paths in errors begin at the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import orjson

from aiobserver.errors import InvalidRequest, UnreadableElement
from aiobserver.model.columns import Row
from aiobserver.model.times import rfc3339
from aiobserver.otlp.attributes import read_json
from aiobserver.otlp.envelope import Resource, Scope, rare
from aiobserver.otlp.json import names
from aiobserver.otlp.json.fields import (
    Message,
    enum_field,
    id_field,
    list_field,
    object_field,
    text_field,
    uint32_field,
    uint64_field,
)
from aiobserver.otlp.rows import (
    INVALID_SPAN_ID,
    INVALID_TRACE_ID,
    NO_SPAN_ID,
    SPAN_ID_DIGITS,
    SPAN_KIND_NAMES,
    STATUS_NAMES,
    TRACE_ID_DIGITS,
    Refusals,
    event_time,
    is_id,
)
from aiobserver.otlp.values import json_value


def rows_of(items: Iterable[Any], read: Callable[[Any], Row], where: str, refusals: Refusals) -> Iterator[Row]:
    """Rows of records, each read by itself: one that cannot be read is refused, the others are not.

    :param where: path of the list. :raises InvalidRequest: the whole request is to be refused.
    """
    for index, item in enumerate(items):
        try:
            row = read(item)
        except UnreadableElement as error:
            refusals.refuse(error.reason, f"{where}[{index}]{error.where}")
        except InvalidRequest as error:
            raise InvalidRequest(error.reason, f"{where}[{index}]{error.where}") from None
        else:
            yield row


def span_row(resource: Resource, scope: Scope, received_ns: int, item: Any) -> Row:
    """A row of otel_traces.

    :raises UnreadableElement: the span cannot be stored.
    """
    span = names.SPAN.read(item, "")
    trace_id, span_id = id_field(span, "traceId", ""), id_field(span, "spanId", "")
    parent = id_field(span, "parentSpanId", "")
    start = uint64_field(span, "startTimeUnixNano", "")
    end = uint64_field(span, "endTimeUnixNano", "")
    attributes = read_json(span, "")
    status = object_field(span, "status", "")
    row = (
        start,
        trace_id,
        span_id,
        "" if parent == NO_SPAN_ID else parent,
        text_field(span, "traceState", ""),
        text_field(span, "name", ""),
        SPAN_KIND_NAMES.get(enum_field(span, "kind", "", names.SPAN_KIND), "UNSPECIFIED"),
        resource.service_name,
        resource.attributes,
        scope.name,
        scope.version,
        attributes.text,
        end - start if end > start else 0,
        STATUS_NAMES.get(enum_field(status, "code", ".status", names.STATUS_CODE), "UNSET"),
        text_field(status, "message", ".status"),
        _events(span),
        _links(span),
        resource.session_of(attributes),
        0,
        scope.span_extras(
            uint32_field(span, "flags", ""),
            uint32_field(span, "droppedAttributesCount", ""),
            uint32_field(span, "droppedEventsCount", ""),
            uint32_field(span, "droppedLinksCount", ""),
            end if 0 < end < start else 0,
        ),
        received_ns,
    )
    _check_ids(trace_id, span_id)
    return row


def _check_ids(trace_id: str, span_id: str) -> None:
    if not is_id(trace_id, TRACE_ID_DIGITS):
        raise UnreadableElement(INVALID_TRACE_ID, ".traceId")
    if not is_id(span_id, SPAN_ID_DIGITS):
        raise UnreadableElement(INVALID_SPAN_ID, ".spanId")


def log_row(resource: Resource, scope: Scope, received_ns: int, item: Any) -> Row:
    """A row of otel_logs.

    :raises UnreadableElement: the record cannot be read.
    """
    record = names.LOG.read(item, "")
    attributes = read_json(record, "")
    body = json_value(record.get("body"), ".body")
    trace_id, span_id = id_field(record, "traceId", ""), id_field(record, "spanId", "")
    time = uint64_field(record, "timeUnixNano", "")
    observed = uint64_field(record, "observedTimeUnixNano", "")
    event = text_field(record, "eventName", "")
    named = attributes.find("event.name")
    return (
        time or observed or event_time(attributes.find("event.timestamp")) or received_ns,
        observed,
        trace_id if is_id(trace_id, TRACE_ID_DIGITS) else "",
        span_id if is_id(span_id, SPAN_ID_DIGITS) else "",
        uint32_field(record, "flags", ""),
        text_field(record, "severityText", ""),
        enum_field(record, "severityNumber", "", names.SEVERITY_NUMBER),
        resource.service_name,
        named or event,
        orjson.dumps(body).decode() if body is not None else None,
        resource.attributes,
        scope.name,
        scope.version,
        attributes.text,
        resource.session_of(attributes),
        scope.log_extras(uint32_field(record, "droppedAttributesCount", ""), event if named and named != event else ""),
        received_ns,
    )


def _events(span: Message) -> str | None:
    items = list_field(span, "events", "")
    if not items:
        return None
    events = []
    for index, item in enumerate(items):
        place = f".events[{index}]"
        event = names.EVENT.read(item, place)
        time = uint64_field(event, "timeUnixNano", place)
        plain = {"timestamp": rfc3339(time), "name": text_field(event, "name", place)}
        plain |= rare(droppedAttributesCount=uint32_field(event, "droppedAttributesCount", place))
        events.append(plain | _attributes(read_json(event, place).text))
    return orjson.dumps(events).decode()


def _links(span: Message) -> str | None:
    items = list_field(span, "links", "")
    if not items:
        return None
    links = []
    for index, item in enumerate(items):
        place = f".links[{index}]"
        link = names.LINK.read(item, place)
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
