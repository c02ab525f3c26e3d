"""OTLP/HTTP, what is refused: status, Status message and encoding of the answer."""

from __future__ import annotations

import gzip
import zlib

import pytest

from tests.conformance.exports import ENCODINGS, SIGNALS, TYPES, Sample, bad_field, compressed, failure
from tests.server import JSON, PROTOBUF, Server

each_signal = pytest.mark.parametrize("signal", SIGNALS)
RETRYABLE = (429, 502, 503, 504)

UNDECODABLE = {
    "protobuf: garbage": (b"\xff\xff\xff\xff garbage", PROTOBUF),
    "protobuf: truncated": (b"\x0a\x7f\x12", PROTOBUF),
    "protobuf: field 0": (b"\x02\x00", PROTOBUF),
    "json: 0 bytes": (b"", JSON),
    "json: truncated": (b'{"resourceSpans":[', JSON),
    "json: array": (b"[]", JSON),
    "json: number": (b"5", JSON),
    "json: text": (b'"spans"', JSON),
    "json: null": (b"null", JSON),
    "json: bare NaN": (
        b'{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m","gauge":{"dataPoints":['
        b'{"timeUnixNano":"1","asDouble":NaN}]}}]}]}]}',
        JSON,
    ),
    "json: invalid UTF-8": (b'{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"severityText":"\xff"}]}]}]}', JSON),
}


@each_signal
@pytest.mark.parametrize(("body", "content_type"), UNDECODABLE.values(), ids=UNDECODABLE)
def test_an_undecodable_body_is_400(server: Server, signal: str, body: bytes, content_type: str) -> None:
    answer = server.post(f"/v1/{signal}", body, content_type)
    assert answer.status == 400
    assert answer.headers["content-type"] == content_type
    assert failure(answer).code == 3


def test_a_bad_top_level_member_is_named_without_a_leading_dot(server: Server) -> None:
    answer = server.post("/v1/traces", b'{"resourceSpans":{}}', JSON)
    assert (answer.status, bad_field(answer)) == (400, "resourceSpans")


@each_signal
@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/octet-stream"],
)
def test_another_content_type_is_415(server: Server, sample: Sample, content_type: str) -> None:
    answer = server.post(sample.path, sample.body("protobuf"), content_type)
    assert answer.status == 415
    assert answer.headers["content-type"] == JSON
    assert failure(answer).code
    assert sample.stored(server) == []


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("coding", ["br", "compress", "gzip, gzip"])
def test_an_unknown_content_encoding_is_415(server: Server, logs: Sample, encoding: str, coding: str) -> None:
    answer = server.post(logs.path, logs.body(encoding), TYPES[encoding], {"Content-Encoding": coding})
    assert answer.status == 415
    assert answer.headers["content-type"] == TYPES[encoding]
    assert failure(answer).code
    assert logs.stored(server) == []


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("damage", ["garbage", "truncated", "bad checksum", "zlib", "garbage after the end"])
def test_a_damaged_gzip_body_is_400(server: Server, logs: Sample, encoding: str, damage: str) -> None:
    plain = logs.body(encoding)
    whole = gzip.compress(plain)
    body = {
        "garbage": b"this is no gzip",
        "truncated": whole[:-12],
        "bad checksum": whole[:-8] + bytes(8),
        "zlib": zlib.compress(plain),
        "garbage after the end": whole + b"garbage",
    }[damage]
    answer = server.post(logs.path, body, TYPES[encoding], {"Content-Encoding": "gzip"})
    assert answer.status == 400
    assert failure(answer).code == 3
    assert logs.stored(server) == []


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("compression", ["deflate", "zstd"])
@pytest.mark.parametrize("damage", ["garbage", "truncated", "garbage after the end"])
def test_a_damaged_body_is_400(server: Server, logs: Sample, encoding: str, compression: str, damage: str) -> None:
    whole, headers = compressed(logs.body(encoding), compression)
    body = {
        "garbage": b"this is not packed",
        "truncated": whole[:-12],
        "garbage after the end": whole + b"garbage",
    }[damage]
    answer = server.post(logs.path, body, TYPES[encoding], headers)
    assert (answer.status, failure(answer).code) == (400, 3)
    assert logs.stored(server) == []


@each_signal
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_another_method_is_405(server: Server, signal: str, method: str) -> None:
    answer = server.post(f"/v1/{signal}", b"", PROTOBUF, method=method)
    assert answer.status == 405
    assert answer.headers["allow"] == "POST"
    assert failure(answer).code


def test_health_allows_reading_only(server: Server) -> None:
    answer = server.post("/health", b"", PROTOBUF)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", ["/v1development/profiles", "/v1/profiles", "/v1/traces/more", "/favicon.ico"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_an_unknown_path_is_404(server: Server, path: str, encoding: str) -> None:
    answer = server.post(path, b"", TYPES[encoding])
    assert answer.status == 404
    assert answer.headers["content-type"] == TYPES[encoding]
    assert failure(answer).code == 5


@pytest.mark.parametrize("path", ["/v1/traces/", "/v1//traces"])
def test_nothing_is_redirected(server: Server, traces: Sample, path: str) -> None:
    answer = server.post(path, traces.body("protobuf"))
    assert answer.status in (200, 404)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_permanent_faults_are_not_retryable(server: Server, logs: Sample, encoding: str) -> None:
    answer = server.post(logs.path, b"\x0a\xff", TYPES[encoding])
    assert answer.status not in RETRYABLE
    assert "retry-after" not in answer.headers


def test_answers_forbid_sniffing_and_storing(server: Server, logs: Sample) -> None:
    for answer in (server.post(logs.path, logs.body("json"), JSON), server.post(logs.path, b"{", JSON)):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
