"""Recorded exports: the folders under tests/data, and how they are sent again."""

from __future__ import annotations

import gzip
import http.client
import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from google.protobuf import json_format
from google.protobuf.message import Message
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.server import Answer, Server, exchange

DATA = Path(__file__).parents[1] / "data"
_REFUSED = 400
_ID_KEYS = ("traceId", "spanId", "parentSpanId")
_MESSAGES: Mapping[str, type[Message]] = {
    "traces": ExportTraceServiceRequest,
    "metrics": ExportMetricsServiceRequest,
    "logs": ExportLogsServiceRequest,
}


@dataclass(frozen=True, slots=True)
class Request:
    """One recorded request: `meta` as in its NNNN.json, `wire` the body as it was on the wire."""

    meta: Mapping[str, Any]
    wire: bytes

    @property
    def signal(self) -> str:
        return str(self.meta["signal"])

    def message(self) -> Any:
        """The body as the official export request message."""
        body = gzip.decompress(self.wire) if self.meta["content_encoding"] == "gzip" else self.wire
        message = _MESSAGES[self.signal]()
        if "json" in self.meta["content_type"]:
            json_format.ParseDict(_with_base64_ids(json.loads(body)), message, ignore_unknown_fields=True)
        else:
            message.ParseFromString(body)
        return message

    def send(self, connection: http.client.HTTPConnection) -> Answer:
        """Sends it exactly as it was: path, headers, framing and body."""
        fields = {"Content-Type": "content_type", "Content-Encoding": "content_encoding", "User-Agent": "user_agent"}
        headers = {name: self.meta[key] for name, key in fields.items() if self.meta[key]}
        body = iter([self.wire]) if self.meta["framing"] == "chunked" else self.wire
        return exchange(connection, self.meta["method"], self.meta["path"], body, headers)


@dataclass(frozen=True)
class Recording:
    """A folder of recorded requests with the truth about them."""

    folder: Path

    @property
    def tool(self) -> str:
        return self.folder.parent.name

    @property
    def name(self) -> str:
        return f"{self.tool}/{self.folder.name}"

    @cached_property
    def requests(self) -> tuple[Request, ...]:
        """In the order they came; without those that were refused on purpose and sent again later."""
        metas = sorted(path for path in self.folder.glob("*.json") if path.stem.isdigit())
        requests = [Request(json.loads(path.read_text()), path.with_suffix(".bin").read_bytes()) for path in metas]
        return tuple(request for request in requests if request.meta.get("answered", 200) < _REFUSED)

    @cached_property
    def truth(self) -> Mapping[str, Any]:
        truth: Mapping[str, Any] = json.loads((self.folder / "truth.json").read_text())
        return truth

    def messages(self, signal: str) -> Iterator[Any]:
        """The official messages of one signal."""
        return (request.message() for request in self.requests if request.signal == signal)


def recordings(*tools: str) -> list[Recording]:
    """All folders of these tools, or of all tools, in a fixed order."""
    folders = sorted(path.parent for path in DATA.glob("*/*/truth.json"))
    return [Recording(folder) for folder in folders if not tools or folder.parent.name in tools]


def replay(server: Server, requests: Iterable[Request]) -> None:
    """Sends requests over one keep-alive connection; each has to be answered with 200."""
    connection = http.client.HTTPConnection("127.0.0.1", server.otlp_port, timeout=60)
    try:
        for request in requests:
            answer = request.send(connection)
            assert answer.status == 200, (request.meta, answer)
    finally:
        connection.close()


def names(items: Sequence[Recording]) -> list[str]:
    """Test ids."""
    return [item.name for item in items]


def _with_base64_ids(node: Any) -> Any:
    """OTLP/JSON has ids in hex, the protobuf library reads base64."""
    if isinstance(node, dict):
        return {key: _base64(value) if key in _ID_KEYS else _with_base64_ids(value) for key, value in node.items()}
    return [_with_base64_ids(item) for item in node] if isinstance(node, list) else node


def _base64(hexadecimal: str | None) -> str:
    return b64encode(bytes.fromhex(hexadecimal or "")).decode()
