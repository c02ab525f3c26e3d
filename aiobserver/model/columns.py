"""The columns of telemetry.

Telemetry travels as plain row tuples; their columns are named here, once, in the order of the tuples. The tables
`otel_traces`, `otel_logs` and `otel_metrics` have them by name, in any order. Times are integer nanoseconds since 1970.
Attribute columns hold JSON text, or None when there are no attributes; 64-bit integers beyond 2^53, NaN and infinities
stand in it as strings, bytes as base64 (the mapping of proto3 JSON).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Signal = Literal["traces", "metrics", "logs"]
Row = tuple[Any, ...]

SPAN_COLUMNS = (
    "Timestamp",
    "TraceId",
    "SpanId",
    "ParentSpanId",
    "TraceState",
    "SpanName",
    "SpanKind",
    "ServiceName",
    "ResourceAttributes",
    "ScopeName",
    "ScopeVersion",
    "SpanAttributes",
    "Duration",
    "StatusCode",
    "StatusMessage",
    "Events",
    "Links",
    "SessionId",
    "Marks",
    "Extras",
    "ReceivedAt",
)

LOG_COLUMNS = (
    "Timestamp",
    "ObservedTimestamp",
    "TraceId",
    "SpanId",
    "TraceFlags",
    "SeverityText",
    "SeverityNumber",
    "ServiceName",
    "EventName",
    "Body",
    "ResourceAttributes",
    "ScopeName",
    "ScopeVersion",
    "LogAttributes",
    "SessionId",
    "Extras",
    "ReceivedAt",
)

METRIC_COLUMNS = (
    "Timestamp",
    "StartTimestamp",
    "ServiceName",
    "MetricName",
    "MetricDescription",
    "MetricUnit",
    "ResourceAttributes",
    "ScopeName",
    "ScopeVersion",
    "Attributes",
    "MetricType",
    "Value",
    "ValueInt",
    "AggregationTemporality",
    "IsMonotonic",
    "Flags",
    "Count",
    "Sum",
    "Min",
    "Max",
    "Detail",
    "SeriesId",
    "SessionId",
    "Extras",
    "ReceivedAt",
)

COLUMNS: Mapping[Signal, tuple[str, ...]] = {
    "traces": SPAN_COLUMNS,
    "metrics": METRIC_COLUMNS,
    "logs": LOG_COLUMNS,
}

ATTRIBUTE_COLUMN: Mapping[Signal, str] = {
    "traces": "SpanAttributes",
    "metrics": "Attributes",
    "logs": "LogAttributes",
}

SPAN_KINDS = ("UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER")
STATUS_CODES = ("UNSET", "OK", "ERROR")

MARK_SESSION_ROOT = 1
MARK_MAIN = 2
"""Bits of the column `Marks` of a span."""

UNCOUNTED = "uncounted"
"""Key in the column `Extras` of a log: true if the event does not count in its role."""

TEMPORALITY_UNSPECIFIED = 0
TEMPORALITY_DELTA = 1
TEMPORALITY_CUMULATIVE = 2

NO_RECORDED_VALUE = 1
"""Bit of a metric point's `Flags`: the point says that there is no value."""
