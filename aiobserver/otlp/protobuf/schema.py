"""The official protobuf schema with every attribute left undecoded.

The descriptors are those of `opentelemetry-proto`, with each repeated `KeyValue` and each log body retyped to `bytes`,
which is the same on the wire. Attributes repeat a lot; read as bytes, each distinct one is decoded once
(docs/decisions/0004).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from opentelemetry.proto.collector.logs.v1 import logs_service_pb2
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2
from opentelemetry.proto.common.v1 import common_pb2
from opentelemetry.proto.logs.v1 import logs_pb2
from opentelemetry.proto.metrics.v1 import metrics_pb2
from opentelemetry.proto.resource.v1 import resource_pb2
from opentelemetry.proto.trace.v1 import trace_pb2

from aiobserver.model.columns import Signal

_PACKAGE = "opentelemetry.proto"
_UNDECODED = {f".{_PACKAGE}.common.v1.KeyValue", f".{_PACKAGE}.common.v1.AnyValue"}
_VALUE_MESSAGES = {"AnyValue", "ArrayValue", "KeyValueList", "KeyValue"}
_FILES = (
    common_pb2,
    resource_pb2,
    trace_pb2,
    metrics_pb2,
    logs_pb2,
    trace_service_pb2,
    metrics_service_pb2,
    logs_service_pb2,
)
_REQUESTS: Mapping[Signal, str] = {
    "traces": f"{_PACKAGE}.collector.trace.v1.ExportTraceServiceRequest",
    "metrics": f"{_PACKAGE}.collector.metrics.v1.ExportMetricsServiceRequest",
    "logs": f"{_PACKAGE}.collector.logs.v1.ExportLogsServiceRequest",
}


@dataclass(frozen=True, slots=True)
class Schema:
    """Message classes: the three requests (attributes as bytes), KeyValue and AnyValue (complete)."""

    requests: Mapping[Signal, Any]
    key_value: Any
    any_value: Any

    @classmethod
    def build(cls) -> Schema:
        pool = descriptor_pool.DescriptorPool()
        for module in _FILES:
            file = descriptor_pb2.FileDescriptorProto()
            module.DESCRIPTOR.CopyToProto(file)
            _leave_undecoded(file.message_type)
            pool.Add(file)

        def message(name: str) -> Any:
            return message_factory.GetMessageClass(pool.FindMessageTypeByName(name))

        return cls(
            requests={signal: message(name) for signal, name in _REQUESTS.items()},
            key_value=message(f"{_PACKAGE}.common.v1.KeyValue"),
            any_value=message(f"{_PACKAGE}.common.v1.AnyValue"),
        )


def _leave_undecoded(messages: Iterable[Any]) -> None:
    for message in messages:
        if message.name in _VALUE_MESSAGES:
            continue
        for field in message.field:
            if field.type_name in _UNDECODED:
                field.type = field.TYPE_BYTES
                field.ClearField("type_name")
        _leave_undecoded(message.nested_type)
