"""Names that protobuf has for what OTLP/JSON names otherwise: fields in snake_case, values of enums.

Senders that make their JSON with a protobuf library may write them. Both are taken from the official descriptors, so
that none is forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from opentelemetry.proto.collector.logs.v1 import logs_service_pb2
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2
from opentelemetry.proto.common.v1 import common_pb2
from opentelemetry.proto.logs.v1 import logs_pb2
from opentelemetry.proto.metrics.v1 import metrics_pb2
from opentelemetry.proto.resource.v1 import resource_pb2
from opentelemetry.proto.trace.v1 import trace_pb2

from aiobserver.errors import UnreadableElement
from aiobserver.otlp.json.fields import Message, json_object, path


@dataclass(frozen=True, slots=True)
class Names:
    """Names of a message's fields: in protobuf → in JSON, as far as they differ."""

    json_names: Mapping[str, str]
    protobuf_names: frozenset[str]

    @classmethod
    def of(cls, *messages: Any) -> Names:
        """Those of message classes; of several, all together."""
        fields = [field for message in messages for field in message.DESCRIPTOR.fields]
        names = {field.name: field.json_name for field in fields if field.name != field.json_name}
        return cls(names, frozenset(names))

    def read(self, value: Any, where: str | None) -> Message:
        """Return a message with its fields under their names in JSON.

        :raises UnreadableElement: it is no object, or a field stands in it under both names.
        """
        if type(value) is dict and self.protobuf_names.isdisjoint(value):
            return value
        return self._renamed(json_object(value, where or ""), where)

    def _renamed(self, message: Message, where: str | None) -> Message:
        renamed: dict[str, Any] = {}
        for given, content in message.items():
            name = self.json_names.get(given, given)
            if content is None:
                continue
            if name in renamed:
                raise UnreadableElement("the field is given twice, in snake_case too", path(where, name))
            renamed[name] = content
        return renamed


REQUEST = Names.of(
    trace_service_pb2.ExportTraceServiceRequest,
    metrics_service_pb2.ExportMetricsServiceRequest,
    logs_service_pb2.ExportLogsServiceRequest,
)
ENVELOPE = Names.of(trace_pb2.ResourceSpans, metrics_pb2.ResourceMetrics, logs_pb2.ResourceLogs)
GROUP = Names.of(trace_pb2.ScopeSpans, metrics_pb2.ScopeMetrics, logs_pb2.ScopeLogs)
RESOURCE = Names.of(resource_pb2.Resource)
ENTITY = Names.of(common_pb2.EntityRef)
SCOPE = Names.of(common_pb2.InstrumentationScope)
SPAN = Names.of(trace_pb2.Span)
EVENT = Names.of(trace_pb2.Span.Event)
LINK = Names.of(trace_pb2.Span.Link)
LOG = Names.of(logs_pb2.LogRecord)
METRIC = Names.of(metrics_pb2.Metric)
METRIC_DATA = Names.of(
    metrics_pb2.Gauge,
    metrics_pb2.Sum,
    metrics_pb2.Histogram,
    metrics_pb2.ExponentialHistogram,
    metrics_pb2.Summary,
)
POINTS: Mapping[str, Names] = {
    "gauge": Names.of(metrics_pb2.NumberDataPoint),
    "sum": Names.of(metrics_pb2.NumberDataPoint),
    "histogram": Names.of(metrics_pb2.HistogramDataPoint),
    "exponential_histogram": Names.of(metrics_pb2.ExponentialHistogramDataPoint),
    "summary": Names.of(metrics_pb2.SummaryDataPoint),
}
BUCKETS = Names.of(metrics_pb2.ExponentialHistogramDataPoint.Buckets)
EXEMPLAR = Names.of(metrics_pb2.Exemplar)
ANY_VALUE = Names.of(common_pb2.AnyValue)

EnumNumbers = Mapping[str, int]
"""Name of an enum's value → its number."""

SPAN_KIND: EnumNumbers = dict(trace_pb2.Span.SpanKind.items())
STATUS_CODE: EnumNumbers = dict(trace_pb2.Status.StatusCode.items())
SEVERITY_NUMBER: EnumNumbers = dict(logs_pb2.SeverityNumber.items())
TEMPORALITY: EnumNumbers = dict(metrics_pb2.AggregationTemporality.items())
