"""Records of the sample → OTLP messages in protobuf, as a tool's exporter would send them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord, LogsData
from opentelemetry.proto.metrics.v1.metrics_pb2 import (
    Histogram,
    HistogramDataPoint,
    Metric,
    MetricsData,
    NumberDataPoint,
    Sum,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status, TracesData

from aiobserver.model.batch import Attributes
from aiobserver.model.columns import TEMPORALITY_CUMULATIVE, TEMPORALITY_DELTA, Signal
from aiobserver.model.demo import DemoExport, DemoHistogram, DemoLog, DemoPoint, DemoSpan

_MARK = {"demo": True}
_SEVERITIES = {5: "DEBUG", 9: "INFO", 13: "WARN", 17: "ERROR"}


def encode(export: DemoExport) -> tuple[Signal, bytes]:
    """The export request, with `demo=true` on its resource.

    :raises TypeError, ValueError: a record cannot be sent.
    """
    kinds = {type(record) for record in export.records}
    if len(kinds) != 1 or not kinds <= set(_ENCODERS):
        raise TypeError(f"expected records of one signal, got {sorted(kind.__name__ for kind in kinds) or 'none'}")
    signal, put = _ENCODERS[kinds.pop()]
    return signal, put(export, export.records)


def _logs(export: DemoExport, records: Sequence[DemoLog]) -> bytes:
    data = LogsData()
    envelope = data.resource_logs.add()
    scope = _fill_envelope(envelope, envelope.scope_logs.add(), export)
    scope.log_records.extend(_log(record) for record in records)
    return data.SerializeToString()


def _log(log: DemoLog) -> LogRecord:
    return LogRecord(
        time_unix_nano=0 if log.observed_only else log.time_ns,
        observed_time_unix_nano=log.time_ns,
        severity_number=log.severity,  # type: ignore[arg-type]
        severity_text=_SEVERITIES.get(log.severity, ""),
        body=None if log.body is None else _value(log.body),
        event_name=log.event_name,
        attributes=_attributes(log.attributes),
        trace_id=_id(log.trace_id, 16),
        span_id=_id(log.span_id, 8),
        flags=1 if log.trace_id else 0,
    )


def _spans(export: DemoExport, records: Sequence[DemoSpan]) -> bytes:
    data = TracesData()
    envelope = data.resource_spans.add()
    scope = _fill_envelope(envelope, envelope.scope_spans.add(), export)
    scope.spans.extend(_span(record) for record in records)
    return data.SerializeToString()


def _span(span: DemoSpan) -> Span:
    return Span(
        start_time_unix_nano=span.start_ns,
        end_time_unix_nano=span.end_ns,
        name=span.name,
        trace_id=_id(span.trace_id, 16),
        span_id=_id(span.span_id, 8),
        parent_span_id=_id(span.parent_id, 8),
        attributes=_attributes(span.attributes),
        kind=span.kind,  # type: ignore[arg-type]
        status=Status(code=span.status, message=span.message),  # type: ignore[arg-type]
    )


def _points(export: DemoExport, records: Sequence[DemoPoint]) -> bytes:
    data = MetricsData()
    envelope = data.resource_metrics.add()
    scope = _fill_envelope(envelope, envelope.scope_metrics.add(), export)
    scope.metrics.extend(_metric(record) for record in records)
    return data.SerializeToString()


def _metric(point: DemoPoint) -> Metric:
    metric = Metric(name=point.name, unit=point.unit, description=point.description)
    temporality: Any = TEMPORALITY_CUMULATIVE if point.cumulative else TEMPORALITY_DELTA
    if isinstance(point.value, DemoHistogram):
        histogram = Histogram(aggregation_temporality=temporality, data_points=[_histogram_point(point, point.value)])
        metric.histogram.CopyFrom(histogram)
    else:
        total = Sum(aggregation_temporality=temporality, is_monotonic=True, data_points=[_number_point(point)])
        metric.sum.CopyFrom(total)
    return metric


def _histogram_point(point: DemoPoint, value: DemoHistogram) -> HistogramDataPoint:
    return HistogramDataPoint(
        attributes=_attributes(point.attributes),
        start_time_unix_nano=point.start_ns,
        time_unix_nano=point.time_ns,
        count=sum(value.counts),
        sum=value.total,
        min=value.least,
        max=value.most,
        bucket_counts=value.counts,
        explicit_bounds=value.bounds,
    )


def _number_point(point: DemoPoint) -> NumberDataPoint:
    number = {"as_int" if isinstance(point.value, int) else "as_double": point.value}
    return NumberDataPoint(
        attributes=_attributes(point.attributes),
        start_time_unix_nano=point.start_ns,
        time_unix_nano=point.time_ns,
        **number,  # type: ignore[arg-type]
    )


def _fill_envelope(envelope: Any, scope: Any, export: DemoExport) -> Any:
    envelope.resource.attributes.extend(_attributes({**export.resource, **_MARK}))
    scope.scope.name = export.scope
    scope.scope.version = export.scope_version
    return scope


def _attributes(attributes: Attributes) -> Iterable[KeyValue]:
    return [_attribute(key, value, type(value).__name__) for key, value in attributes.items()]


@lru_cache(maxsize=50_000)
def _attribute(key: str, value: Any, _kind: str) -> KeyValue:
    """Most attributes come again and again; 1, 1.0 and True are equal, hence the type."""
    return KeyValue(key=key, value=_value(value))


def _value(value: Any) -> AnyValue:
    if value is None:
        return AnyValue()
    if isinstance(value, str):
        return AnyValue(string_value=value)
    if isinstance(value, bool):
        return AnyValue(bool_value=value)
    if isinstance(value, int):
        return AnyValue(int_value=value)
    if isinstance(value, float):
        return AnyValue(double_value=value)
    if isinstance(value, tuple):
        return AnyValue(array_value=ArrayValue(values=list(map(_value, value))))
    raise TypeError(f"an attribute cannot be {type(value).__name__}")


def _id(value: bytes, size: int) -> bytes:
    if len(value) not in (0, size):
        raise ValueError(f"an id of {len(value)} bytes, expected {size}")
    return value


_ENCODERS: dict[type, tuple[Signal, Callable[[DemoExport, Any], bytes]]] = {
    DemoLog: ("logs", _logs),
    DemoSpan: ("traces", _spans),
    DemoPoint: ("metrics", _points),
}
