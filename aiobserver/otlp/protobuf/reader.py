"""Protobuf requests → rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import orjson
from google.protobuf.message import DecodeError

from aiobserver.errors import InvalidRequest
from aiobserver.model.batch import Batch
from aiobserver.model.columns import Row, Signal
from aiobserver.model.times import rfc3339
from aiobserver.otlp.attributes import AttributeCache, Fragments, ProtobufAttributes
from aiobserver.otlp.envelope import Resource, Scope, SessionAttributes, rare
from aiobserver.otlp.protobuf.points import ProtobufPoints
from aiobserver.otlp.protobuf.schema import Schema
from aiobserver.otlp.rows import (
    INVALID_SPAN_ID,
    INVALID_TRACE_ID,
    SPAN_KIND_NAMES,
    STATUS_NAMES,
    Refusals,
    event_time,
)

_RESOURCES: Mapping[Signal, str] = {
    "traces": "resource_spans",
    "metrics": "resource_metrics",
    "logs": "resource_logs",
}
_SCOPES: Mapping[Signal, str] = {"traces": "scope_spans", "metrics": "scope_metrics", "logs": "scope_logs"}
_PATHS: Mapping[Signal, str] = {
    "traces": "resourceSpans[{}].scopeSpans[{}]",
    "metrics": "resourceMetrics[{}].scopeMetrics[{}]",
    "logs": "resourceLogs[{}].scopeLogs[{}]",
}
"""Path of a scope, as in JSON: errors name the same path in both encodings."""
_TRACE_ID_BYTES = 16
_SPAN_ID_BYTES = 8
_NO_TRACE_ID = bytes(_TRACE_ID_BYTES)
_NO_SPAN_ID = bytes(_SPAN_ID_BYTES)
_kind_name = SPAN_KIND_NAMES.get
_status_name = STATUS_NAMES.get


class ProtobufReader:
    """Reads decoded requests; the caches live as long as the reader."""

    def __init__(self, session_attributes: SessionAttributes) -> None:
        self._schema = Schema.build()
        self._attributes = AttributeCache(self._schema)
        self._session_attributes = session_attributes
        self._points = ProtobufPoints(self._attributes)

    def read(self, body: bytes, signal: Signal, received_ns: int, refusals: Refusals) -> Iterator[Batch]:
        """One batch per resource.

        :raises InvalidRequest: the body is no such request, or a value in it cannot be decoded.
        """
        try:
            request = self._schema.requests[signal].FromString(body)
        except DecodeError as error:
            raise InvalidRequest(f"the body cannot be decoded as an OTLP {signal} request: {error}") from None
        rows_of = {"traces": self._spans, "logs": self._logs, "metrics": self._points.read}[signal]
        for index, envelope in enumerate(getattr(request, _RESOURCES[signal])):
            resource = self._resource(envelope)
            rows: list[Row] = []
            for inner, group in enumerate(getattr(envelope, _SCOPES[signal])):
                where = _PATHS[signal].format(index, inner)
                try:
                    rows.extend(rows_of(resource, self._scope(resource, group), group, where, received_ns, refusals))
                except InvalidRequest as error:
                    raise InvalidRequest(str(error), where) from None
            if rows:
                yield Batch(signal, resource.service_name, resource.attributes, rows, resource.session_keys)

    def _resource(self, envelope: Any) -> Resource:
        resource = envelope.resource
        extras = rare(
            resourceDroppedAttributesCount=resource.dropped_attributes_count,
            resourceSchemaUrl=envelope.schema_url,
            resourceEntityRefs=[_entity(reference) for reference in resource.entity_refs],
        )
        return Resource(self._attributes.read(resource.attributes), extras, self._session_attributes)

    def _scope(self, resource: Resource, group: Any) -> Scope:
        scope = group.scope
        attributes = self._text(scope.attributes)
        extras = resource.extras | rare(
            scopeAttributes=orjson.loads(attributes) if attributes else None,
            scopeDroppedAttributesCount=scope.dropped_attributes_count,
            scopeSchemaUrl=group.schema_url,
        )
        return Scope(scope.name, scope.version, attributes, extras)

    def _spans(
        self, resource: Resource, scope: Scope, group: Any, where: str, received_ns: int, refusals: Refusals
    ) -> Iterator[Row]:
        """The hot path: each field is touched once, nothing is called that need not be."""
        decoded = self._attributes.__getitem__
        session_of = self._session_finder(resource)
        service, resource_text = resource.service_name, resource.attributes
        scope_name, scope_version, extras_of = scope.name, scope.version, scope.span_extras
        for index, span in enumerate(group.spans):
            trace_id, span_id, parent = span.trace_id, span.span_id, span.parent_span_id
            if len(trace_id) != _TRACE_ID_BYTES or trace_id == _NO_TRACE_ID:
                refusals.refuse(INVALID_TRACE_ID, f"{where}.spans[{index}].traceId")
                continue
            if len(span_id) != _SPAN_ID_BYTES or span_id == _NO_SPAN_ID:
                refusals.refuse(INVALID_SPAN_ID, f"{where}.spans[{index}].spanId")
                continue
            start, end = span.start_time_unix_nano, span.end_time_unix_nano
            fragments = dict(map(decoded, span.attributes))
            status, events, links = span.status, span.events, span.links
            yield (
                start,
                trace_id.hex(),
                span_id.hex(),
                parent.hex() if parent != _NO_SPAN_ID else "",
                span.trace_state,
                span.name,
                _kind_name(span.kind, "UNSPECIFIED"),
                service,
                resource_text,
                scope_name,
                scope_version,
                "{" + ",".join(fragments.values()) + "}" if fragments else None,
                end - start if end > start else 0,
                _status_name(status.code, "UNSET"),
                status.message,
                self._events(events) if events else None,
                self._links(links) if links else None,
                session_of(fragments),
                0,
                extras_of(
                    span.flags,
                    span.dropped_attributes_count,
                    span.dropped_events_count,
                    span.dropped_links_count,
                    end if 0 < end < start else 0,
                ),
                received_ns,
            )

    def _session_finder(self, resource: Resource) -> Callable[[Fragments], str | None]:
        """Finds the session of a record by its attributes; for the usual one attribute without a loop."""
        text_of = self._attributes.text
        if len(resource.session_keys) != 1:
            return lambda fragments: resource.session_of(ProtobufAttributes(fragments))
        (key,) = resource.session_keys
        otherwise = resource.session

        def find(fragments: Fragments) -> str | None:
            fragment = fragments.get(key)
            return text_of(fragment) or otherwise if fragment else otherwise

        return find

    def _events(self, events: Iterable[Any]) -> str:
        return _array(
            _object(
                orjson.dumps(
                    {"timestamp": rfc3339(event.time_unix_nano), "name": event.name}
                    | rare(droppedAttributesCount=event.dropped_attributes_count)
                ).decode(),
                self._text(event.attributes),
            )
            for event in events
        )

    def _links(self, links: Iterable[Any]) -> str:
        return _array(
            _object(
                orjson.dumps(
                    {"traceId": link.trace_id.hex(), "spanId": link.span_id.hex()}
                    | rare(
                        traceState=link.trace_state,
                        droppedAttributesCount=link.dropped_attributes_count,
                        flags=link.flags,
                    )
                ).decode(),
                self._text(link.attributes),
            )
            for link in links
        )

    def _text(self, attributes: Iterable[bytes]) -> str | None:
        return self._attributes.read(attributes).text

    def _logs(
        self, resource: Resource, scope: Scope, group: Any, _where: str, received_ns: int, _refusals: Refusals
    ) -> Iterator[Row]:
        decoded, text_of, body_of = self._attributes.__getitem__, self._attributes.text, self._attributes.value
        session_of = self._session_finder(resource)
        service, resource_text = resource.service_name, resource.attributes
        scope_name, scope_version, extras_of = scope.name, scope.version, scope.log_extras
        for record in group.log_records:
            fragments = dict(map(decoded, record.attributes))
            trace_id, span_id, body = record.trace_id, record.span_id, record.body
            time, observed = record.time_unix_nano, record.observed_time_unix_nano
            event = record.event_name
            named = "event.name" in fragments and text_of(fragments["event.name"])
            yield (
                time or observed or _event_time(fragments) or received_ns,
                observed,
                trace_id.hex() if len(trace_id) == _TRACE_ID_BYTES and trace_id != _NO_TRACE_ID else "",
                span_id.hex() if len(span_id) == _SPAN_ID_BYTES and span_id != _NO_SPAN_ID else "",
                record.flags,
                record.severity_text,
                record.severity_number,
                service,
                named or event,
                body_of(body) if body else None,
                resource_text,
                scope_name,
                scope_version,
                "{" + ",".join(fragments.values()) + "}" if fragments else None,
                session_of(fragments),
                extras_of(record.dropped_attributes_count, event if named and named != event else ""),
                received_ns,
            )


def _event_time(fragments: Fragments) -> int:
    return event_time(ProtobufAttributes(fragments).find("event.timestamp"))


def _entity(reference: Any) -> dict[str, Any]:
    return rare(
        type=reference.type,
        idKeys=list(reference.id_keys),
        descriptionKeys=list(reference.description_keys),
        schemaUrl=reference.schema_url,
    )


def _object(text: str, attributes: str | None) -> str:
    return f'{text[:-1]},"attributes":{attributes}}}' if attributes else text


def _array(objects: Iterable[str]) -> str:
    return "[" + ",".join(objects) + "]"
