"""What the API has to show for an export request: straight from the official messages, by code of its own."""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

Shown = dict[str, Any]

KINDS = ("UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER")
STATUSES = ("UNSET", "OK", "ERROR")
LEVELS = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")
_SAFE_INTEGER = 2**53


def spans(message: Any) -> Iterator[Shown]:
    """The spans of an ExportTraceServiceRequest as /api/traces/{id}/spans shows them."""
    for resource in message.resource_spans:
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield {
                    **_origin(resource.resource, scope.scope),
                    "timestamp": time_text(span.start_time_unix_nano),
                    "traceId": span.trace_id.hex(),
                    "spanId": span.span_id.hex(),
                    "parentSpanId": span.parent_span_id.hex(),
                    "traceState": span.trace_state,
                    "spanName": span.name,
                    "spanKind": KINDS[span.kind],
                    "spanAttributes": attributes(span.attributes),
                    "duration": span.end_time_unix_nano - span.start_time_unix_nano,
                    "statusCode": STATUSES[span.status.code],
                    "statusMessage": span.status.message,
                    "events": [
                        without_empty(
                            {
                                "timestamp": time_text(event.time_unix_nano),
                                "name": event.name,
                                "attributes": attributes(event.attributes),
                                "droppedAttributesCount": event.dropped_attributes_count,
                            }
                        )
                        for event in span.events
                    ],
                    "links": [
                        without_empty(
                            {
                                "traceId": link.trace_id.hex(),
                                "spanId": link.span_id.hex(),
                                "traceState": link.trace_state,
                                "attributes": attributes(link.attributes),
                                "droppedAttributesCount": link.dropped_attributes_count,
                                "flags": link.flags,
                            }
                        )
                        for link in span.links
                    ],
                }


def logs(message: Any) -> Iterator[Shown]:
    """The records of an ExportLogsServiceRequest as /api/logs shows them."""
    for resource in message.resource_logs:
        for scope in resource.scope_logs:
            for record in scope.log_records:
                own = attributes(record.attributes)
                yield {
                    **_origin(resource.resource, scope.scope),
                    "timestamp": time_text(record.time_unix_nano or record.observed_time_unix_nano),
                    "observedTimestamp": record.observed_time_unix_nano and time_text(record.observed_time_unix_nano),
                    "traceId": record.trace_id.hex(),
                    "spanId": record.span_id.hex(),
                    "traceFlags": record.flags,
                    "severityText": record.severity_text or level(record.severity_number),
                    "severityNumber": record.severity_number,
                    "eventName": own.get("event.name") or record.event_name,
                    "body": value(record.body),
                    "logAttributes": own,
                }


def points(message: Any) -> Iterator[Shown]:
    """The data points of an ExportMetricsServiceRequest as /api/metrics shows them."""
    for resource in message.resource_metrics:
        for scope in resource.scope_metrics:
            for metric in scope.metrics:
                kind = metric.WhichOneof("data")
                data = getattr(metric, kind)
                for point in data.data_points:
                    yield {
                        **_origin(resource.resource, scope.scope),
                        "metricName": metric.name,
                        "metricDescription": metric.description,
                        "metricUnit": metric.unit,
                        "metricType": kind,
                        "timestamp": time_text(point.time_unix_nano),
                        "startTime": point.start_time_unix_nano and time_text(point.start_time_unix_nano),
                        "attributes": attributes(point.attributes),
                        "aggregationTemporality": getattr(data, "aggregation_temporality", 0),
                        "isMonotonic": getattr(data, "is_monotonic", False),
                        **_measured(point, kind),
                    }


def _measured(point: Any, kind: str) -> Shown:
    if kind in ("gauge", "sum"):
        return {"value": getattr(point, point.WhichOneof("value"))}
    shown: Shown = {"count": point.count, "sum": point.sum}
    if kind == "summary":
        return shown | {
            "quantileQuantiles": [item.quantile for item in point.quantile_values],
            "quantileValues": [item.value for item in point.quantile_values],
        }
    shown |= {"min": point.min, "max": point.max}
    if kind == "histogram":
        return shown | {"bucketCounts": list(point.bucket_counts), "explicitBounds": list(point.explicit_bounds)}
    return shown | {
        "scale": point.scale,
        "zeroCount": point.zero_count,
        "positiveOffset": point.positive.offset,
        "positiveBucketCounts": list(point.positive.bucket_counts),
        "negativeOffset": point.negative.offset,
        "negativeBucketCounts": list(point.negative.bucket_counts),
    }


def _origin(resource: Any, scope: Any) -> Shown:
    own = attributes(resource.attributes)
    return {
        "serviceName": own.get("service.name") or "unknown",
        "resourceAttributes": own,
        "scopeName": scope.name,
        "scopeVersion": scope.version,
    }


def level(severity: int) -> str:
    """The level of a severity number, empty for none."""
    return LEVELS[(severity - 1) // 4] if severity else ""


def attributes(items: Iterable[Any]) -> Shown:
    """KeyValues as an object."""
    return {item.key: value(item.value) for item in items}


def value(item: Any) -> Any:
    """An AnyValue as JSON."""
    kind = item.WhichOneof("value")
    if kind is None:
        return None
    content = getattr(item, kind)
    if kind == "array_value":
        return [value(member) for member in content.values]
    if kind == "kvlist_value":
        return attributes(content.values)
    if kind == "bytes_value":
        return b64encode(content).decode()
    if kind == "int_value" and abs(content) > _SAFE_INTEGER:
        return str(content)
    if kind == "double_value" and not math.isfinite(content):
        return "NaN" if math.isnan(content) else "Infinity" if content > 0 else "-Infinity"
    return content


def time_text(nanoseconds: int) -> str:
    """RFC 3339 in UTC with nine digits of a second."""
    seconds, rest = divmod(nanoseconds, 10**9)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest:09d}Z"


def without_empty(shown: Mapping[str, Any]) -> Shown:
    """Without the fields that the API may leave out because they are empty."""
    return {key: item for key, item in shown.items() if item not in (None, "", 0, False) and item not in ([], {})}


def comparable(shown: Mapping[str, Any], like: Mapping[str, Any] | None = None) -> str:
    """A text equal for equal records: only the fields of `like`; numbers by value, not by type."""
    kept = {key: shown[key] for key in like or shown if key in shown}
    return repr(sorted(without_empty(_normal(kept)).items()))


def _normal(item: Any) -> Any:
    if isinstance(item, dict):
        return {key: _normal(member) for key, member in sorted(item.items())}
    if isinstance(item, list):
        return [_normal(member) for member in item]
    return float(item) if isinstance(item, int) and not isinstance(item, bool) else item
