"""Request bodies made up like those of coding tools: 512 records, 12 attributes each, some repeating, some unique."""

from __future__ import annotations

import json
import random
import secrets
import time
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

Signal = Literal["traces", "metrics", "logs"]
Encoding = Literal["protobuf", "json"]

RECORDS = 512
MARK = bytes.fromhex("b0d1e5ca11ab1e00")
"""Eight bytes that stand in every body; replacing them makes it a new one, so that it is no retry."""

MESSAGES: Mapping[Signal, type[Message]] = {
    "traces": ExportTraceServiceRequest,
    "metrics": ExportMetricsServiceRequest,
    "logs": ExportLogsServiceRequest,
}
_CONTENT_TYPES: Mapping[Encoding, str] = {"protobuf": "application/x-protobuf", "json": "application/json"}
_MODELS = ("large-4", "large-4-fast", "small-3")
_TOOLS = ("shell", "read_file", "write_file", "edit", "search", "fetch", "plan")
_TURN = 16
"""Records that belong to one prompt."""

_ID_KEYS = ("traceId", "spanId", "parentSpanId")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Bodies of one signal in one encoding; `bodies` repeat, `renewed` makes them differ."""

    signal: Signal
    encoding: Encoding
    bodies: tuple[bytes, ...]

    @property
    def content_type(self) -> str:
        return _CONTENT_TYPES[self.encoding]

    def renewed(self, number: int) -> bytes:
        """Body `number` of an endless row of different ones."""
        return renewed(self.bodies[number % len(self.bodies)], self.encoding)


Corpora = Mapping[tuple[Signal, Encoding], Corpus]


def renewed(body: bytes, encoding: Encoding) -> bytes:
    """The body with new ids, as long as before."""
    fresh = secrets.token_bytes(len(MARK))
    if encoding == "json":
        return body.replace(MARK.hex().encode(), fresh.hex().encode())
    return body.replace(MARK, fresh).replace(MARK.hex().encode(), fresh.hex().encode())


def sessions_apart(bodies: int) -> Mapping[Signal, Corpus]:
    """All signals in protobuf, where each span and log has a session of its own, and each body's points new series."""
    chance = random.Random(20_241_122)
    start = time.time_ns() - 3600 * 10**9
    makers: Mapping[Signal, Callable[..., Message]] = {"traces": _spans, "logs": _logs, "metrics": _points_apart}
    made: dict[Signal, Corpus] = {}
    for signal, make in makers.items():
        messages = [make(chance, start + number * 10**9) for number in range(bodies)]
        for message in messages:
            _set_sessions(message)
        made[signal] = Corpus(signal, "protobuf", tuple(item.SerializeToString() for item in messages))
    return made


def corpora(bodies: int) -> Corpora:
    """All signals in protobuf, and spans in JSON too; always the same values."""
    chance = random.Random(20_241_121)
    start = time.time_ns() - 3600 * 10**9
    makers: Mapping[Signal, Callable[..., Message]] = {"traces": _spans, "metrics": _points, "logs": _logs}
    made: dict[tuple[Signal, Encoding], Corpus] = {}
    for signal, make in makers.items():
        messages = [make(chance, start + number * 10**9) for number in range(bodies)]
        made[signal, "protobuf"] = Corpus(signal, "protobuf", tuple(item.SerializeToString() for item in messages))
        if signal == "traces":
            made[signal, "json"] = Corpus(signal, "json", tuple(_as_json(item) for item in messages))
    return made


def _spans(chance: random.Random, start: int) -> Message:
    request = ExportTraceServiceRequest()
    spans = _scope(request.resource_spans, "scope_spans").spans
    session = _uuid(chance)
    for number in range(RECORDS):
        if number % _TURN == 0:
            trace, prompt = MARK + chance.randbytes(8), _uuid(chance)
        begin = start + number * 1_000_000
        span = spans.add(
            trace_id=trace,
            span_id=chance.randbytes(8),
            name=chance.choice(("llm_request", "tool", "tool.execution", "interaction")),
            kind=chance.choice((1, 3)),
            start_time_unix_nano=begin,
            end_time_unix_nano=begin + int(chance.expovariate(1 / 8e8)),
        )
        if number % _TURN:
            span.parent_span_id = spans[number - 1].span_id
        if chance.random() < 0.03:
            span.status.code = 2
        _attributes(span.attributes, chance, session, prompt)
    return request


def _logs(chance: random.Random, start: int) -> Message:
    request = ExportLogsServiceRequest()
    records = _scope(request.resource_logs, "scope_logs").log_records
    session = _uuid(chance)
    for number in range(RECORDS):
        if number % _TURN == 0:
            trace, prompt = MARK + chance.randbytes(8), _uuid(chance)
        name = chance.choice(("api_request", "tool_result", "user_prompt", "tool_decision"))
        record = records.add(
            time_unix_nano=start + number * 1_000_000,
            observed_time_unix_nano=start + number * 1_000_000 + 5000,
            severity_number=9,
            severity_text="INFO",
            trace_id=trace,
            span_id=chance.randbytes(8),
            event_name=name,
        )
        record.body.string_value = f"tool.{name}"
        _attributes(record.attributes, chance, session, prompt)
    return request


def _points(chance: random.Random, start: int) -> Message:
    request = ExportMetricsServiceRequest()
    metrics = _scope(request.resource_metrics, "scope_metrics").metrics
    names = ("token.usage", "cost.usage", "api.request.count", "lines.changed")
    for name in names:
        data = metrics.add(name=f"bench.{name}", unit="1", description=f"The {name} of the benchmark").sum
        data.aggregation_temporality, data.is_monotonic = 1, True
        for number in range(RECORDS // len(names)):
            time_ns = start + number * 1_000_000
            point = data.data_points.add(start_time_unix_nano=start, time_unix_nano=time_ns, as_double=chance.random())
            texts = {
                "session.id": f"{number // 12:08x}-0000-4000-8000-000000000000",
                "type": ("input", "output", "cacheRead", "cacheCreation")[number % 4],
                "model": _MODELS[number // 4 % 3],
                "terminal.type": "xterm-256color",
            }
            for key, text in texts.items():
                point.attributes.add(key=key).value.string_value = text
    metrics[0].sum.data_points[0].exemplars.add(time_unix_nano=start, as_double=1, trace_id=MARK * 2, span_id=MARK)
    return request


def _points_apart(_chance: random.Random, start: int) -> Message:
    """Of 32 sessions three delta series and one cumulative each, with four points each."""
    request = ExportMetricsServiceRequest()
    for name, service, temporality, kinds in (
        ("bench.token.usage", "bench", 1, ("input", "output", "cacheRead")),
        ("gemini_cli.token.usage", "gemini-cli", 2, ("input",)),
    ):
        data = _scope(request.resource_metrics, "scope_metrics", service).metrics.add(name=name, unit="1").sum
        data.aggregation_temporality, data.is_monotonic = temporality, True
        for number in range(RECORDS // 4 * len(kinds)):
            session, kind = number % 32, kinds[number // 32 % len(kinds)]
            time_ns = start + number * 1_000_000
            point = data.data_points.add(start_time_unix_nano=start, time_unix_nano=time_ns, as_int=number)
            for key, text in {
                "session.id": f"{MARK.hex()}-{session}",
                "type": kind,
                "model": _MODELS[session % 3],
            }.items():
                point.attributes.add(key=key).value.string_value = text
    return request


def _set_sessions(message: Any) -> None:
    """A session of its own for each span and log record."""
    number = 0
    for scope in (
        scope for part in message.ListFields()[0][1] for _, scopes in part.ListFields()[1:] for scope in scopes
    ):
        for record in (*getattr(scope, "spans", ()), *getattr(scope, "log_records", ())):
            number += 1
            record.attributes[0].value.string_value = f"{MARK.hex()}-{number}"


def _scope(resources: Any, scopes: str, service: str = "bench") -> Any:
    resource = resources.add()
    origin = {"service.name": service, "service.version": "2.1.0", "host.arch": "amd64", "os.type": "linux"}
    for key, value in origin.items():
        resource.resource.attributes.add(key=key).value.string_value = value
    scope = getattr(resource, scopes).add()
    scope.scope.name, scope.scope.version = "bench.instrumentation", "2.1.0"
    return scope


def _attributes(attributes: Any, chance: random.Random, session: str, prompt: str) -> None:
    """Twelve: seven that repeat, of which one from prompt to prompt, and five that mostly do not."""
    texts = {
        "session.id": session,
        "model": chance.choice(_MODELS),
        "tool_name": chance.choice(_TOOLS),
        "terminal.type": "xterm-256color",
        "request_id": f"req_{chance.getrandbits(64):016x}",
        "prompt.id": prompt,
    }
    numbers = {
        "input_tokens": chance.randrange(20_000),
        "output_tokens": chance.randrange(2000),
        "duration_ms": chance.randrange(60_000),
        "attempt": 1,
    }
    for key, text in texts.items():
        attributes.add(key=key).value.string_value = text
    for key, number in numbers.items():
        attributes.add(key=key).value.int_value = number
    attributes.add(key="success").value.bool_value = chance.random() < 0.97
    attributes.add(key="cost_usd").value.double_value = round(chance.random(), 6)


def _uuid(chance: random.Random) -> str:
    digits = f"{chance.getrandbits(128):032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _as_json(message: Message) -> bytes:
    form = _with_hex_ids(MessageToDict(message, use_integers_for_enums=True))
    return json.dumps(form, separators=(",", ":")).encode()


def _with_hex_ids(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: b64decode(item).hex() if key in _ID_KEYS and isinstance(item, str) else _with_hex_ids(item)
            for key, item in node.items()
        }
    return [_with_hex_ids(item) for item in node] if isinstance(node, list) else node
