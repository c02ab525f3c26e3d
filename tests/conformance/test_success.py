"""OTLP/HTTP, what is accepted: each signal in each encoding, plain and compressed."""

from __future__ import annotations

import gzip
import json

import pytest

from tests.conformance.exports import (
    ENCODINGS,
    SIGNALS,
    TYPES,
    Sample,
    assert_full_success,
    compressed,
    encoded,
    rejected,
)
from tests.server import JSON, PROTOBUF, Server

each_signal = pytest.mark.parametrize("signal", SIGNALS)
each_encoding = pytest.mark.parametrize("encoding", ENCODINGS)
each_compression = pytest.mark.parametrize("compression", ["plain", "gzip", "deflate", "zstd"])


@each_signal
@each_encoding
@each_compression
def test_an_export_is_stored(server: Server, sample: Sample, encoding: str, compression: str) -> None:
    body, headers = compressed(sample.body(encoding, 3), compression)
    answer = server.post(sample.path, body, TYPES[encoding], headers)
    assert_full_success(sample.signal, answer, encoding)
    assert len(sample.stored(server)) == 3


@each_signal
@each_encoding
@each_compression
def test_a_chunked_body_is_stored(server: Server, sample: Sample, encoding: str, compression: str) -> None:
    body, headers = compressed(sample.body(encoding), compression)
    answer = server.post(sample.path, iter([body[:7], body[7:]]), TYPES[encoding], headers)
    assert_full_success(sample.signal, answer, encoding)
    assert len(sample.stored(server)) == 1


@each_signal
@each_encoding
@each_compression
def test_the_root_path_takes_every_signal(server: Server, sample: Sample, encoding: str, compression: str) -> None:
    body, headers = compressed(sample.body(encoding), compression)
    assert_full_success(sample.signal, server.post("/", body, TYPES[encoding], headers), encoding)
    assert len(sample.stored(server)) == 1


@each_encoding
@each_signal
@pytest.mark.parametrize("path_of", SIGNALS)
def test_the_content_tells_the_signal_on_every_path(
    server: Server, sample: Sample, encoding: str, path_of: str
) -> None:
    answer = server.post(f"/v1/{path_of}", sample.body(encoding), TYPES[encoding])
    assert_full_success(sample.signal, answer, encoding)
    assert len(sample.stored(server)) == 1


@each_signal
@pytest.mark.parametrize(
    ("body", "content_type", "encoding"),
    [
        (b"", PROTOBUF, "protobuf"),
        (b"{}", JSON, "json"),
        (b'{"resourceSpans":[]}', JSON, "json"),
        (b'{"resourceLogs":[{"scopeLogs":[]}]}', JSON, "json"),
        (b'{"resourceMetrics":[{"scopeMetrics":[{"metrics":[]}]}]}', JSON, "json"),
        (b"\x0a\x00", PROTOBUF, "protobuf"),
        (b"\x0a\x02\x12\x00", PROTOBUF, "protobuf"),
    ],
    ids=["0 bytes", "{}", "no resources", "no scopes", "no metrics", "empty resource", "empty scope"],
)
def test_an_empty_request_is_a_success(
    server: Server, signal: str, body: bytes, content_type: str, encoding: str
) -> None:
    answer = server.post(f"/v1/{signal}", body, content_type)
    assert answer.status == 200
    assert answer.body == (b"{}" if encoding == "json" else b"")


@each_encoding
@pytest.mark.parametrize(
    "content_type",
    ["application/json; charset=utf-8", "Application/JSON", "application/x-protobuf;v=1", "APPLICATION/X-PROTOBUF"],
)
def test_parameters_and_case_of_the_content_type_do_not_matter(
    server: Server, logs: Sample, encoding: str, content_type: str
) -> None:
    answer = server.post(logs.path, logs.body(encoding), content_type)
    assert answer.status == 200
    assert answer.headers["content-type"] == content_type.lower().partition(";")[0]
    assert len(logs.stored(server)) == 1


@each_signal
@each_encoding
@pytest.mark.parametrize("declared", ENCODINGS)
def test_the_body_tells_the_encoding_and_the_answer_has_the_declared_one(
    server: Server, sample: Sample, encoding: str, declared: str
) -> None:
    answer = server.post(sample.path, sample.body(encoding), TYPES[declared])
    assert_full_success(sample.signal, answer, declared)
    assert len(sample.stored(server)) == 1


@each_signal
@each_encoding
@each_compression
def test_a_missing_content_type_is_told_by_the_body(
    server: Server, sample: Sample, encoding: str, compression: str
) -> None:
    body, headers = compressed(sample.body(encoding), compression)
    answer = server.post(sample.path, body, None, headers)
    assert_full_success(sample.signal, answer, encoding)
    assert len(sample.stored(server)) == 1


def test_identity_and_several_gzip_members_are_accepted(server: Server, logs: Sample) -> None:
    body = logs.body("protobuf", 2)
    members = gzip.compress(body[:9]) + gzip.compress(body[9:])
    assert server.post(logs.path, members, headers={"Content-Encoding": "gzip"}).status == 200
    assert server.post(logs.path, logs.body("json", 2), JSON, {"Content-Encoding": "identity"}).status == 200
    assert len(logs.stored(server)) == 4


@each_signal
@each_encoding
@each_compression
def test_a_byte_identical_retry_is_stored_once(server: Server, sample: Sample, encoding: str, compression: str) -> None:
    body, headers = compressed(sample.body(encoding), compression)
    for _ in range(3):
        assert_full_success(sample.signal, server.post(sample.path, body, TYPES[encoding], headers), encoding)
    assert len(sample.stored(server)) == 1


def test_a_retry_is_known_by_its_decompressed_body(server: Server, logs: Sample) -> None:
    body = logs.body("protobuf")
    for level in (1, 9):
        answer = server.post(logs.path, gzip.compress(body, level), headers={"Content-Encoding": "gzip"})
        assert answer.status == 200
    assert server.post(logs.path, body).status == 200
    assert len(logs.stored(server)) == 1


@each_encoding
def test_a_partial_success_counts_exactly_and_gives_the_reason(server: Server, traces: Sample, encoding: str) -> None:
    request = traces.message(4)
    spans = request.resource_spans[0].scope_spans[0].spans
    spans[1].trace_id = bytes(16)
    spans[2].span_id = b"short"
    answer = server.post(traces.path, encoded(request, encoding), TYPES[encoding])
    count, reason = rejected("traces", answer)
    assert count == 2
    assert "trace id" in reason
    assert "span id" in reason
    assert sorted(span["spanName"] for span in traces.stored(server)) == ["span 0", "span 3"]


def test_a_partial_success_in_json_has_its_count_as_a_string(server: Server, traces: Sample) -> None:
    request = traces.message(2)
    request.resource_spans[0].scope_spans[0].spans[1].trace_id = b""
    answer = json.loads(server.post(traces.path, encoded(request, "json"), JSON).body)
    assert answer["partialSuccess"]["rejectedSpans"] == "1"


def test_a_warning_rejects_nothing(server: Server, metrics: Sample) -> None:
    request = metrics.message()
    metric = request.resource_metrics[0].scope_metrics[0].metrics[0]
    metric.sum.data_points.add(time_unix_nano=1, as_int=3)
    count, warning = rejected("metrics", server.post(metrics.path, encoded(request, "protobuf")))
    assert count == 0
    assert "UNSPECIFIED" in warning
    assert len(metrics.stored(server)) == 1
