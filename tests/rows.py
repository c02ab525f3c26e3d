"""Row tuples for tests: give the columns that matter, the rest has plain values."""

from __future__ import annotations

from typing import Any

from aiobserver.model.columns import LOG_COLUMNS, METRIC_COLUMNS, SPAN_COLUMNS, Row
from aiobserver.model.series import series_id

SECOND = 10**9
NOW = 1_760_000_000 * SECOND

_SPAN = {
    "Timestamp": NOW,
    "TraceId": "0af7651916cd43dd8448eb211c80319c",
    "SpanId": "b7ad6b7169203331",
    "SpanName": "work",
    "SpanKind": "INTERNAL",
    "ServiceName": "svc",
    "Duration": SECOND,
    "StatusCode": "UNSET",
    "Marks": 0,
    "ReceivedAt": NOW,
}
_LOG = {
    "Timestamp": NOW,
    "ObservedTimestamp": 0,
    "TraceFlags": 0,
    "SeverityNumber": 0,
    "ServiceName": "svc",
    "ReceivedAt": NOW,
}
_POINT = {
    "Timestamp": NOW,
    "StartTimestamp": 0,
    "ServiceName": "svc",
    "MetricName": "metric",
    "MetricType": "sum",
    "Value": 1.0,
    "AggregationTemporality": 2,
    "IsMonotonic": True,
    "Flags": 0,
    "ReceivedAt": NOW,
}
_NULLABLE = {
    "ResourceAttributes",
    "SpanAttributes",
    "LogAttributes",
    "Attributes",
    "Body",
    "Events",
    "Links",
    "Detail",
    "Extras",
    "SessionId",
    "ValueInt",
    "Count",
    "Sum",
    "Min",
    "Max",
    "Value",
}


def _row(columns: tuple[str, ...], defaults: dict[str, Any], given: dict[str, Any]) -> Row:
    unknown = set(given) - set(columns)
    assert not unknown, unknown
    fields = defaults | given
    return tuple(fields.get(column, None if column in _NULLABLE else "") for column in columns)


def span(**given: Any) -> Row:
    """A row of otel_traces."""
    return _row(SPAN_COLUMNS, _SPAN, given)


def log(**given: Any) -> Row:
    """A row of otel_logs."""
    return _row(LOG_COLUMNS, _LOG, given)


def point(**given: Any) -> Row:
    """A row of otel_metrics, with the SeriesId of its identity."""
    fields: dict[str, Any] = _POINT | given
    identity = series_id(
        fields["MetricName"],
        fields["MetricType"],
        fields["AggregationTemporality"],
        fields["IsMonotonic"],
        fields.get("ResourceAttributes"),
        (fields.get("ScopeName", ""), fields.get("ScopeVersion", ""), None),
        fields.get("Attributes"),
    )
    return _row(METRIC_COLUMNS, _POINT, {"SeriesId": identity, **given})


def field(row: Row, name: str) -> Any:
    """One column of a row."""
    columns = {len(SPAN_COLUMNS): SPAN_COLUMNS, len(LOG_COLUMNS): LOG_COLUMNS, len(METRIC_COLUMNS): METRIC_COLUMNS}
    return row[columns[len(row)].index(name)]
