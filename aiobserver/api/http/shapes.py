"""Rows as the JSON objects of the API; WebSocket messages use the same. Empty fields are left out."""

from __future__ import annotations

from typing import Any

from aiobserver.api.http.media import fragment
from aiobserver.model.columns import LOG_COLUMNS, SPAN_COLUMNS, Row
from aiobserver.model.times import rfc3339

_SPAN = {name: index for index, name in enumerate(SPAN_COLUMNS)}
_LOG = {name: index for index, name in enumerate(LOG_COLUMNS)}

_SPAN_FIELDS = (
    ("parentSpanId", "ParentSpanId"),
    ("traceState", "TraceState"),
    ("scopeName", "ScopeName"),
    ("scopeVersion", "ScopeVersion"),
    ("statusMessage", "StatusMessage"),
    ("sessionId", "SessionId"),
)
_SPAN_JSON = (
    ("resourceAttributes", "ResourceAttributes"),
    ("spanAttributes", "SpanAttributes"),
    ("events", "Events"),
    ("links", "Links"),
    ("extras", "Extras"),
)
_LOG_FIELDS = (
    ("traceId", "TraceId"),
    ("spanId", "SpanId"),
    ("traceFlags", "TraceFlags"),
    ("severityText", "SeverityText"),
    ("severityNumber", "SeverityNumber"),
    ("eventName", "EventName"),
    ("scopeName", "ScopeName"),
    ("scopeVersion", "ScopeVersion"),
    ("sessionId", "SessionId"),
)
_LOG_JSON = (
    ("body", "Body"),
    ("resourceAttributes", "ResourceAttributes"),
    ("logAttributes", "LogAttributes"),
    ("extras", "Extras"),
)
# Smallest severity number of each level, highest first.
_LEVELS = ((21, "FATAL"), (17, "ERROR"), (13, "WARN"), (9, "INFO"), (5, "DEBUG"), (1, "TRACE"))


def span_json(row: Row) -> dict[str, Any]:
    """Span, out of a row of otel_traces."""
    shape = {
        "timestamp": rfc3339(row[_SPAN["Timestamp"]]),
        "traceId": row[_SPAN["TraceId"]],
        "spanId": row[_SPAN["SpanId"]],
        "spanName": row[_SPAN["SpanName"]],
        "spanKind": row[_SPAN["SpanKind"]],
        "serviceName": row[_SPAN["ServiceName"]],
        "duration": row[_SPAN["Duration"]],
        "statusCode": row[_SPAN["StatusCode"]],
    }
    return _filled(shape, row, _SPAN, _SPAN_FIELDS, _SPAN_JSON)


def log_json(row: Row) -> dict[str, Any]:
    """Log, out of a row of otel_logs."""
    shape = {"timestamp": rfc3339(row[_LOG["Timestamp"]]), "serviceName": row[_LOG["ServiceName"]]}
    if row[_LOG["ObservedTimestamp"]]:
        shape["observedTimestamp"] = rfc3339(row[_LOG["ObservedTimestamp"]])
    _filled(shape, row, _LOG, _LOG_FIELDS, _LOG_JSON)
    if "severityText" not in shape and row[_LOG["SeverityNumber"]] > 0:
        shape["severityText"] = level_of(row[_LOG["SeverityNumber"]])
    return shape


def level_of(number: int) -> str:
    """The level of a severity number above 0."""
    return next(level for smallest, level in _LEVELS if number >= smallest)


def _filled(
    shape: dict[str, Any],
    row: Row,
    columns: dict[str, int],
    fields: tuple[tuple[str, str], ...],
    json_fields: tuple[tuple[str, str], ...],
) -> dict[str, Any]:
    for name, column in fields:
        value = row[columns[column]]
        if value:
            shape[name] = value
    for name, column in json_fields:
        text = row[columns[column]]
        if text:
            shape[name] = fragment(text)
    return shape
