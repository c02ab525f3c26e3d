"""Random export requests as the official messages, and their OTLP/JSON form."""

from __future__ import annotations

import base64
import json
import math
from typing import Any

from google.protobuf.message import Message
from hypothesis import strategies as st
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue, KeyValueList
from opentelemetry.proto.logs.v1 import logs_pb2
from opentelemetry.proto.metrics.v1 import metrics_pb2
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1 import trace_pb2

UINT32 = st.integers(0, 2**32 - 1) | st.just(0)
UINT64 = st.integers(0, 2**64 - 1) | st.integers(0, 9)
INT64 = st.integers(-(2**63), 2**63 - 1) | st.integers(-9, 300)
INT32 = st.integers(-(2**31), 2**31 - 1) | st.integers(0, 6)
TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
DOUBLE = st.floats() | st.sampled_from([0.0, 5.0, 1e22])
TRACE_ID = st.binary(min_size=16, max_size=16) | st.just(b"") | st.just(bytes(16)) | st.just(b"abc")
SPAN_ID = st.binary(min_size=8, max_size=8) | st.just(b"") | st.just(bytes(8))
TIME = st.integers(1, 2**64 - 1) | st.just(0)

SCALAR = st.one_of(
    st.builds(AnyValue),
    st.builds(AnyValue, string_value=TEXT),
    st.builds(AnyValue, int_value=INT64),
    st.builds(AnyValue, double_value=DOUBLE),
    st.builds(AnyValue, bool_value=st.booleans()),
    st.builds(AnyValue, bytes_value=st.binary(max_size=6)),
)


def _nested(inner: st.SearchStrategy[AnyValue]) -> st.SearchStrategy[AnyValue]:
    pairs = st.lists(st.builds(KeyValue, key=TEXT, value=inner), max_size=3)
    return st.builds(AnyValue, array_value=st.builds(ArrayValue, values=st.lists(inner, max_size=3))) | st.builds(
        AnyValue, kvlist_value=st.builds(KeyValueList, values=pairs)
    )


VALUE = st.recursive(SCALAR, _nested, max_leaves=5)
ATTRIBUTES = st.lists(
    st.builds(
        KeyValue, key=st.sampled_from(["service.name", "session.id", "event.name", "type", "k"]) | TEXT, value=VALUE
    ),
    max_size=4,
)

EVENT = st.builds(
    trace_pb2.Span.Event, time_unix_nano=UINT64, name=TEXT, attributes=ATTRIBUTES, dropped_attributes_count=UINT32
)
LINK = st.builds(
    trace_pb2.Span.Link, trace_id=TRACE_ID, span_id=SPAN_ID, trace_state=TEXT, attributes=ATTRIBUTES, flags=UINT32
)
SPAN = st.builds(
    trace_pb2.Span,
    trace_id=TRACE_ID,
    span_id=SPAN_ID,
    parent_span_id=SPAN_ID,
    trace_state=TEXT,
    name=TEXT,
    kind=st.integers(0, 5),
    start_time_unix_nano=TIME,
    end_time_unix_nano=st.integers(1, 2**64 - 1),  # with neither ids nor times nobody can tell that it is a span
    attributes=ATTRIBUTES,
    events=st.lists(EVENT, max_size=2),
    links=st.lists(LINK, max_size=2),
    dropped_events_count=UINT32,
    flags=UINT32,
    status=st.builds(trace_pb2.Status, code=st.integers(0, 2), message=TEXT),
)
LOG = st.builds(
    logs_pb2.LogRecord,
    time_unix_nano=TIME,
    observed_time_unix_nano=TIME,
    severity_number=st.integers(0, 24),
    severity_text=TEXT,
    body=VALUE,
    attributes=ATTRIBUTES,
    dropped_attributes_count=UINT32,
    flags=UINT32,
    trace_id=TRACE_ID,
    span_id=SPAN_ID,
    event_name=TEXT,
)
EXEMPLAR = st.builds(
    metrics_pb2.Exemplar,
    filtered_attributes=ATTRIBUTES,
    time_unix_nano=UINT64,
    as_double=DOUBLE,
    trace_id=TRACE_ID,
    span_id=SPAN_ID,
)
_POINT: dict[str, Any] = {
    "start_time_unix_nano": UINT64,
    "time_unix_nano": TIME,
    "attributes": ATTRIBUTES,
    "flags": st.integers(0, 3),
}
NUMBER_POINT = st.builds(metrics_pb2.NumberDataPoint, as_int=INT64, **_POINT) | st.builds(
    metrics_pb2.NumberDataPoint, as_double=DOUBLE, exemplars=st.lists(EXEMPLAR, max_size=1), **_POINT
)
HISTOGRAM_POINT = st.builds(
    metrics_pb2.HistogramDataPoint,
    count=UINT64,
    sum=DOUBLE,
    min=DOUBLE,
    bucket_counts=st.lists(UINT64, max_size=3),
    explicit_bounds=st.lists(DOUBLE, max_size=2),
    **_POINT,
)
BUCKETS = st.builds(
    metrics_pb2.ExponentialHistogramDataPoint.Buckets, offset=INT32, bucket_counts=st.lists(UINT64, max_size=2)
)
EXPONENTIAL_POINT = st.builds(
    metrics_pb2.ExponentialHistogramDataPoint,
    count=UINT64,
    scale=INT32,
    zero_count=UINT64,
    zero_threshold=DOUBLE,
    positive=BUCKETS,
    negative=BUCKETS,
    **_POINT,
)
SUMMARY_POINT = st.builds(
    metrics_pb2.SummaryDataPoint,
    count=UINT64,
    sum=DOUBLE,
    quantile_values=st.lists(
        st.builds(metrics_pb2.SummaryDataPoint.ValueAtQuantile, quantile=DOUBLE, value=DOUBLE), max_size=2
    ),
    **_POINT,
)


def _points(point: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(point, max_size=2)


TEMPORALITY = st.integers(0, 2)
_NAMES: dict[str, Any] = {"name": TEXT, "description": TEXT, "unit": TEXT, "metadata": ATTRIBUTES}
METRIC = st.one_of(
    st.builds(metrics_pb2.Metric, gauge=st.builds(metrics_pb2.Gauge, data_points=_points(NUMBER_POINT)), **_NAMES),
    st.builds(
        metrics_pb2.Metric,
        sum=st.builds(
            metrics_pb2.Sum,
            data_points=_points(NUMBER_POINT),
            aggregation_temporality=TEMPORALITY,
            is_monotonic=st.booleans(),
        ),
        **_NAMES,
    ),
    st.builds(
        metrics_pb2.Metric,
        histogram=st.builds(
            metrics_pb2.Histogram, data_points=_points(HISTOGRAM_POINT), aggregation_temporality=TEMPORALITY
        ),
        **_NAMES,
    ),
    st.builds(
        metrics_pb2.Metric,
        exponential_histogram=st.builds(
            metrics_pb2.ExponentialHistogram,
            data_points=_points(EXPONENTIAL_POINT),
            aggregation_temporality=TEMPORALITY,
        ),
        **_NAMES,
    ),
    st.builds(metrics_pb2.Metric, summary=st.builds(metrics_pb2.Summary, data_points=_points(SUMMARY_POINT)), **_NAMES),
)

RESOURCE = st.builds(Resource, attributes=ATTRIBUTES, dropped_attributes_count=UINT32)
SCOPES = {
    "traces": st.builds(trace_pb2.ScopeSpans, spans=st.lists(SPAN, max_size=3), schema_url=TEXT),
    "logs": st.builds(logs_pb2.ScopeLogs, log_records=st.lists(LOG, max_size=3), schema_url=TEXT),
    "metrics": st.builds(metrics_pb2.ScopeMetrics, metrics=st.lists(METRIC, max_size=2), schema_url=TEXT),
}
REQUESTS: dict[str, st.SearchStrategy[Any]] = {
    "traces": st.builds(
        ExportTraceServiceRequest,
        resource_spans=st.lists(
            st.builds(trace_pb2.ResourceSpans, resource=RESOURCE, scope_spans=st.lists(SCOPES["traces"], max_size=2)),
            max_size=2,
        ),
    ),
    "logs": st.builds(
        ExportLogsServiceRequest,
        resource_logs=st.lists(
            st.builds(logs_pb2.ResourceLogs, resource=RESOURCE, scope_logs=st.lists(SCOPES["logs"], max_size=2)),
            max_size=2,
        ),
    ),
    "metrics": st.builds(
        ExportMetricsServiceRequest,
        resource_metrics=st.lists(
            st.builds(
                metrics_pb2.ResourceMetrics, resource=RESOURCE, scope_metrics=st.lists(SCOPES["metrics"], max_size=2)
            ),
            max_size=2,
        ),
    ),
}

_IDS = {"trace_id", "span_id", "parent_span_id"}
_SPECIAL = {math.inf: "Infinity", -math.inf: "-Infinity"}


def as_json(message: Message) -> bytes:
    """The OTLP/JSON form: ids in hex, 64-bit integers as text."""
    return json.dumps(_object(message), ensure_ascii=False).encode()


def _object(message: Message) -> dict[str, Any]:
    plain = {}
    for field, value in message.ListFields():
        many = not isinstance(value, str | bytes | Message) and hasattr(value, "__len__")
        plain[field.json_name] = [_plain(field, item) for item in value] if many else _plain(field, value)
    return plain


def _plain(field: Any, value: Any) -> Any:
    if isinstance(value, Message):
        return _object(value)
    if isinstance(value, bytes):
        return value.hex() if field.name in _IDS else base64.b64encode(value).decode()
    if isinstance(value, float):
        return "NaN" if math.isnan(value) else _SPECIAL.get(value, value)
    wide = field.type in (field.TYPE_INT64, field.TYPE_UINT64, field.TYPE_FIXED64, field.TYPE_SFIXED64)
    return str(value) if wide else value
