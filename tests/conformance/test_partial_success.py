"""OTLP/JSON records that cannot be read: refused alone, told and counted."""

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
    failure,
    json_form,
    rejected,
)
from tests.server import JSON, PROTOBUF, Server

GZIP = {"Content-Encoding": "gzip"}
BAD = {
    "traces": ("resourceSpans", "scopeSpans", "spans", {"kind": "SPAN_KIND_NONE"}, "kind"),
    "metrics": ("resourceMetrics", "scopeMetrics", "metrics", {"unit": 5}, "unit"),
    "logs": ("resourceLogs", "scopeLogs", "logRecords", {"severityText": []}, "severityText"),
}


@pytest.mark.parametrize("signal", SIGNALS)
def test_a_record_that_cannot_be_read_is_refused_alone_and_counted(server: Server, sample: Sample, signal: str) -> None:
    resources, scopes, records, bad, field = BAD[signal]
    form = json_form(sample.message(3))
    form[resources][0][scopes][0][records][1] |= bad
    before = counted(server)
    count, reason = rejected(signal, server.post(sample.path, json.dumps(form).encode(), JSON))
    assert count == 1
    assert f"first at {resources}[0].{scopes}[0].{records}[1].{field}" in reason
    assert len(sample.stored(server)) == 2
    assert counted(server) == before + 1


def test_a_protobuf_record_is_named_by_the_same_path(server: Server, traces: Sample) -> None:
    request = traces.message(2)
    request.resource_spans[0].scope_spans[0].spans[1].span_id = b"short"
    count, reason = rejected("traces", server.post(traces.path, request.SerializeToString()))
    assert count == 1
    assert "first at resourceSpans[0].scopeSpans[0].spans[1].spanId" in reason


def test_a_bad_scope_takes_its_records_alone(server: Server, logs: Sample) -> None:
    form = json_form(logs.message(2))
    groups = form["resourceLogs"][0]["scopeLogs"]
    groups.append({"scope": {"name": 5}, "logRecords": [{}, {}, {}]})
    assert rejected("logs", server.post(logs.path, json.dumps(form).encode(), JSON))[0] == 3
    assert len(logs.stored(server)) == 2


def counted(server: Server) -> int:
    """Records rejected so far, as the status tells."""
    total: int = server.api("/api/status")["rejected"]["total"]
    return total


@pytest.mark.parametrize("signal", SIGNALS)
@pytest.mark.parametrize(
    "body", [b"{}", b' {"foo":1}\n', b'{"foo":{"spans":[5]},"bar":null}', b'{"resource_spans":[]}']
)
@pytest.mark.parametrize("headers", [{}, GZIP], ids=["plain", "gzip"])
def test_json_without_any_records_is_a_success(
    server: Server, signal: str, body: bytes, headers: dict[str, str]
) -> None:
    sent = gzip.compress(body) if headers else body
    answer = server.post(f"/v1/{signal}", sent, JSON, headers)
    assert_full_success(signal, answer, "json")


@pytest.mark.parametrize("path", ["/", "/v1/logs"])
@pytest.mark.parametrize("declared", ENCODINGS)
def test_json_of_unknown_fields_is_answered_in_the_declared_encoding(server: Server, path: str, declared: str) -> None:
    answer = server.post(path, b'{"foo":1}', TYPES[declared])
    assert (answer.status, answer.headers["content-type"]) == (200, TYPES[declared])
    assert answer.body == (b"{}" if declared == "json" else b"")


@pytest.mark.parametrize("signal", SIGNALS)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_an_empty_body_is_an_empty_request_in_protobuf(server: Server, signal: str, packed: bool) -> None:
    body, headers = (gzip.compress(b""), GZIP) if packed else (b"", {})
    assert_full_success(signal, server.post(f"/v1/{signal}", body, PROTOBUF, headers), "protobuf")


@pytest.mark.parametrize("signal", SIGNALS)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("text", [b"", b" \n", b"\xef\xbb\xbf"])
def test_an_empty_body_is_no_json(server: Server, signal: str, packed: bool, text: bytes) -> None:
    body, headers = (gzip.compress(text), GZIP) if packed else (text, {})
    answer = server.post(f"/v1/{signal}", body, JSON, headers)
    assert (answer.status, answer.headers["content-type"]) == (400, JSON)
    assert failure(answer).code == 3


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_nothing_at_all_is_no_gzip(server: Server, logs: Sample, encoding: str) -> None:
    assert server.post(logs.path, b"", TYPES[encoding], GZIP).status == 400
