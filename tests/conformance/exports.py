"""Small export requests of each signal in each encoding, and what the server shows of them."""

from __future__ import annotations

import gzip
import json
import zlib
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import Any

from google.protobuf import json_format
from google.protobuf.message import Message
from google.rpc.error_details_pb2 import BadRequest
from google.rpc.status_pb2 import Status
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest, ExportLogsServiceResponse
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from tests.server import EVER, JSON, PROTOBUF, Answer, Server
from tests.zstandard import zstd

SIGNALS = ("traces", "metrics", "logs")
TYPES: Mapping[str, str] = {"protobuf": PROTOBUF, "json": JSON}
ENCODINGS = tuple(TYPES)
TIME = 1_700_000_000_123_456_789
TIME_TEXT = "2023-11-14T22:13:20.123456789Z"

_REQUESTS: Mapping[str, type[Any]] = {
    "traces": ExportTraceServiceRequest,
    "metrics": ExportMetricsServiceRequest,
    "logs": ExportLogsServiceRequest,
}
_RESPONSES: Mapping[str, type[Message]] = {
    "traces": ExportTraceServiceResponse,
    "metrics": ExportMetricsServiceResponse,
    "logs": ExportLogsServiceResponse,
}
_REJECTED = {"traces": "rejected_spans", "metrics": "rejected_data_points", "logs": "rejected_log_records"}
_ID_KEYS = ("traceId", "spanId", "parentSpanId", "trace_id", "span_id", "parent_span_id")


@dataclass(frozen=True, slots=True)
class Sample:
    """An export request with records of a service of its own, so that tests do not see each other's."""

    signal: str
    service: str

    @property
    def path(self) -> str:
        return f"/v1/{self.signal}"

    def message(self, count: int = 1) -> Any:
        """The request with `count` records, all valid and all different."""
        request = _REQUESTS[self.signal]()
        for index in range(count):
            self.add(request, index)
        return request

    def add(self, request: Any, index: int = 0) -> Any:
        """One more record in `request`; returns it, to be changed."""
        if self.signal == "traces":
            return self._add_span(request, index)
        return self._add_log(request, index) if self.signal == "logs" else self._add_point(request, index)

    def trace_id(self, index: int = 0) -> bytes:
        return blake2b(f"{self.service} {index}".encode(), digest_size=16).digest()

    def body(self, encoding: str, count: int = 1) -> bytes:
        return encoded(self.message(count), encoding)

    def stored(self, server: Server) -> list[dict[str, Any]]:
        """All records the API shows of this service, in no particular order."""
        lists = {"logs": "/api/logs", "metrics": "/api/metrics", "traces": "/api/traces"}
        answer = server.api(lists[self.signal], service=self.service, limit=1000, **EVER)
        shown: list[dict[str, Any]] = answer[self.signal]
        if self.signal == "traces":
            return [span for trace in shown for span in server.api(f"/api/traces/{trace['id']}/spans")["spans"]]
        return shown

    def _add_span(self, request: Any, index: int) -> Any:
        span = self._scope(request.resource_spans, "scope_spans").spans.add()
        span.trace_id = self.trace_id(index)
        span.span_id = self.trace_id(index)[:8]
        span.name = f"span {index}"
        span.start_time_unix_nano = TIME + index
        span.end_time_unix_nano = TIME + index + 1000
        return span

    def _add_log(self, request: Any, index: int) -> Any:
        record = self._scope(request.resource_logs, "scope_logs").log_records.add()
        record.time_unix_nano = TIME + index
        record.body.string_value = f"log {index}"
        return record

    def _add_point(self, request: Any, index: int) -> Any:
        metric = self._scope(request.resource_metrics, "scope_metrics").metrics.add(name=f"metric.{index}")
        return metric.gauge.data_points.add(time_unix_nano=TIME + index, as_double=0.5)

    def _scope(self, resources: Any, scopes: str) -> Any:
        if not resources:
            resource = resources.add()
            resource.resource.attributes.add(key="service.name").value.string_value = self.service
            getattr(resource, scopes).add().scope.name = "conformance"
        return getattr(resources[0], scopes)[0]


def encoded(message: Message, encoding: str) -> bytes:
    """An export request in one of the two encodings."""
    return message.SerializeToString() if encoding == "protobuf" else json.dumps(json_form(message)).encode()


def json_form(message: Message) -> Any:
    """OTLP/JSON: as proto3 JSON, but with ids in hex and enums as numbers."""
    return _with_hex_ids(json_format.MessageToDict(message, use_integers_for_enums=True))


def protobuf_json_form(message: Message) -> Any:
    """The same as protobuf libraries write it on demand: fields in snake_case, enums by name; ids in hex."""
    return _with_hex_ids(json_format.MessageToDict(message, preserving_proto_field_name=True))


def _with_hex_ids(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: b64decode(item).hex() if key in _ID_KEYS and isinstance(item, str) else _with_hex_ids(item)
            for key, item in node.items()
        }
    return [_with_hex_ids(item) for item in node] if isinstance(node, list) else node


_PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": partial(gzip.compress, mtime=0),
    "deflate": zlib.compress,
    "zstd": zstd.compress,
}


def compressed(body: bytes, compression: str) -> tuple[bytes, dict[str, str]]:
    """A body and the headers that say how it is compressed."""
    pack = _PACK.get(compression)
    return (pack(body), {"Content-Encoding": compression}) if pack else (body, {})


def reply(signal: str, answer: Answer) -> Any:
    """The answer of a success, read with the official message."""
    message = _RESPONSES[signal]()
    if answer.headers["content-type"] == JSON:
        json_format.Parse(answer.body, message)
    else:
        assert answer.headers["content-type"] == PROTOBUF
        message.ParseFromString(answer.body)
    return message


def rejected(signal: str, answer: Answer) -> tuple[int, str]:
    """(how many were rejected, the reason) of a success; (0, "") if it was full."""
    assert answer.status == 200, answer
    partial = reply(signal, answer).partial_success
    return getattr(partial, _REJECTED[signal]), partial.error_message


def assert_full_success(signal: str, answer: Answer, encoding: str) -> None:
    assert answer.status == 200, answer
    assert answer.headers["content-type"] == TYPES[encoding]
    assert not reply(signal, answer).HasField("partial_success")
    assert answer.body == (b"{}" if encoding == "json" else b"")


def failure(answer: Answer) -> Any:
    """The google.rpc.Status of a failure, read with the official message."""
    status = Status()
    if answer.headers["content-type"] == JSON:
        json_format.Parse(answer.body, status)
    else:
        assert answer.headers["content-type"] == PROTOBUF, answer
        status.ParseFromString(answer.body)
    assert status.message, answer
    return status


def bad_field(answer: Answer) -> str:
    """The path of the first bad field that a failure names."""
    details = BadRequest()
    status = failure(answer)
    assert status.details, status
    assert status.details[0].Unpack(details)
    return str(details.field_violations[0].field)
