"""Bounds: sizes before and after decompression, elements, nesting, attributes."""

from __future__ import annotations

import gzip
import http.client
import zlib
from collections.abc import Iterator

import pytest

from tests.conformance.exports import ENCODINGS, SIGNALS, TYPES, Sample, compressed, encoded, failure, rejected
from tests.server import JSON, PROTOBUF, Server
from tests.zstandard import zstd

MIB = 2**20
LIMIT = 64 * MIB
MOST_ELEMENTS = 500_000
DEEPEST = 64
GZIP = {"Content-Encoding": "gzip"}


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the smallest limit, so that reaching it is cheap."""
    with Server(tmp_path_factory.mktemp("server"), {"AI_OBSERVER_MAX_BODY_MB": "1"}) as running:
        yield running


def _padded(sample: Sample, size: int, encoding: str) -> bytes:
    """An export request of exactly `size` bytes."""
    request = sample.message()
    spare = len(encoded(request, encoding))
    if encoding == "json":
        return encoded(request, encoding) + b" " * (size - spare)
    padding = size - spare - 8
    while True:
        record = request.resource_logs[0].scope_logs[0].log_records[0]
        record.body.string_value = "x" * padding
        missing = size - len(request.SerializeToString())
        if not missing:
            return encoded(request, encoding)
        padding += missing


@pytest.mark.parametrize("framing", ["plain", "chunked", "gzip", "deflate", "zstd"])
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(("size", "status"), [(MIB - 1, 200), (MIB, 200), (MIB + 1, 413)])
def test_a_configured_limit_holds_exactly(
    limited: Server, logs: Sample, encoding: str, framing: str, size: int, status: int
) -> None:
    body = _padded(logs, size, encoding)
    sent, headers = compressed(body, framing)
    answer = limited.post(logs.path, iter([sent]) if framing == "chunked" else sent, TYPES[encoding], headers)
    assert answer.status == status
    if status == 413:
        assert answer.headers["content-type"] == TYPES[encoding]
        assert "AI_OBSERVER_MAX_BODY_MB" in failure(answer).message
    assert len(logs.stored(limited)) == (status == 200)


@pytest.mark.parametrize(("size", "status"), [(LIMIT, 200), (LIMIT + 1, 413)])
def test_the_default_limit_is_64_mib(server: Server, logs: Sample, size: int, status: int) -> None:
    body = gzip.compress(_padded(logs, size, "json"), 1)
    assert server.post(logs.path, body, JSON, GZIP).status == status


def test_a_declared_length_over_the_limit_is_refused_before_the_body_came(server: Server, logs: Sample) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.otlp_port, timeout=10)
    connection.putrequest("POST", logs.path)
    connection.putheader("Content-Type", PROTOBUF)
    connection.putheader("Content-Length", str(LIMIT + 1))
    connection.endheaders(b"the first bytes")
    assert connection.getresponse().status == 413
    connection.close()


@pytest.mark.parametrize("encoding", ["protobuf", pytest.param("json", marks=pytest.mark.long)])
def test_a_gzip_bomb_is_refused_without_being_unpacked(server: Server, logs: Sample, encoding: str) -> None:
    before = server.memory
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join([packer.compress(bytes(MIB)) for _ in range(512)]) + packer.flush()
    answer = server.post(logs.path, bomb, TYPES[encoding], GZIP)
    assert answer.status == 413
    assert failure(answer).message
    assert server.memory - before < 3 * LIMIT


@pytest.mark.long
def test_a_zstd_bomb_is_refused_without_being_unpacked(server: Server, logs: Sample) -> None:
    before = server.memory
    packer = zstd.ZstdCompressor()
    bomb = b"".join([packer.compress(bytes(MIB)) for _ in range(4096)]) + packer.flush()
    assert server.post(logs.path, bomb, PROTOBUF, {"Content-Encoding": "zstd"}).status == 413
    assert server.memory - before < 3 * LIMIT


def test_a_thousand_gzip_members_count_together(limited: Server, logs: Sample) -> None:
    member = gzip.compress(bytes(2000), 9)
    assert limited.post(logs.path, member * 1000, PROTOBUF, GZIP).status == 413


@pytest.mark.parametrize("signal", SIGNALS)
@pytest.mark.parametrize("level", ["resources", "scopes", "records"])
def test_too_many_elements_are_413(server: Server, sample: Sample, level: str) -> None:
    count = MOST_ELEMENTS + 1
    empty = b"\x12\x00" * count
    body = {
        "resources": b"\x0a\x00" * count,
        "scopes": _field(1, empty),
        "records": _field(1, _field(2, empty)),
    }[level]
    answer = server.post(sample.path, gzip.compress(body, 1), PROTOBUF, GZIP)
    assert answer.status == 413
    assert "500000" in failure(answer).message


@pytest.mark.parametrize(
    "signal", ["logs", *(pytest.param(signal, marks=pytest.mark.long) for signal in SIGNALS if signal != "logs")]
)
def test_too_many_elements_in_json_are_413(server: Server, sample: Sample, signal: str) -> None:
    key = {"traces": "resourceSpans", "metrics": "resourceMetrics", "logs": "resourceLogs"}[signal]
    body = b'{"' + key.encode() + b'":[' + b"{}," * MOST_ELEMENTS + b"{}]}"
    assert server.post(sample.path, gzip.compress(body, 1), JSON, GZIP).status == 413


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(("depth", "status"), [(24, 200), (DEEPEST + 1, 400), (1000, 400), (30_000, 400)], ids=str)
def test_nesting_is_bounded(server: Server, logs: Sample, encoding: str, depth: int, status: int) -> None:
    answer = server.post(logs.path, _nested(logs, encoding, depth), TYPES[encoding])
    assert answer.status == status, answer
    assert len(logs.stored(server)) == (status == 200)


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":['])
def test_deep_json_is_400(server: Server, logs: Sample, opening: str) -> None:
    body = b'{"resourceLogs":' + opening.encode() * 100_000
    answer = server.post(logs.path, body, JSON)
    assert answer.status == 400
    assert failure(answer).code == 3


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_large_attributes_are_stored(server: Server, logs: Sample, encoding: str) -> None:
    request = logs.message()
    record = request.resource_logs[0].scope_logs[0].log_records[0]
    record.attributes.add(key="value").value.string_value = "v" * MIB
    record.attributes.add(key="k" * MIB).value.string_value = "long key"
    for index in range(10_000):
        record.attributes.add(key=f"many.{index}").value.int_value = index
    assert rejected("logs", server.post(logs.path, encoded(request, encoding), TYPES[encoding])) == (0, "")
    assert len(logs.stored(server)) == 1


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_answer_stays_small_however_much_is_rejected(server: Server, traces: Sample, encoding: str) -> None:
    request = traces.message(20_000)
    for span in request.resource_spans[0].scope_spans[0].spans:
        span.trace_id = b""
        span.attributes.add(key="k").value.string_value = "v" * 900
    answer = server.post(traces.path, encoded(request, encoding), TYPES[encoding])
    assert rejected("traces", answer)[0] == 20_000
    assert len(answer.body) < 4 * MIB


def _nested(logs: Sample, encoding: str, depth: int) -> bytes:
    """A log whose body is an array in an array …, `depth` deep."""
    if encoding == "json":
        resource = f'{{"attributes":[{{"key":"service.name","value":{{"stringValue":"{logs.service}"}}}}]}}'
        body = '{"arrayValue":{"values":[' * depth + '{"stringValue":"x"}' + "]}}" * depth
        text = f'{{"timeUnixNano":"1700000000000000000","body":{body}}}'
        return f'{{"resourceLogs":[{{"resource":{resource},"scopeLogs":[{{"logRecords":[{text}]}}]}}]}}'.encode()
    value = _field(1, b"x")
    for _ in range(depth):
        value = _field(5, _field(1, value))
    service = _field(1, b"service.name") + _field(2, _field(1, logs.service.encode()))
    record = b"\x09" + (1_700_000_000_000_000_000).to_bytes(8, "little") + _field(5, value)
    return _field(1, _field(1, _field(1, service)) + _field(2, _field(2, record)))


def _field(number: int, content: bytes) -> bytes:
    """A length-delimited protobuf field."""
    length, encoded_length = len(content), bytearray()
    while length >= 0x80:
        encoded_length.append(length & 0x7F | 0x80)
        length >>= 7
    return bytes([number << 3 | 2, *encoded_length, length]) + content
