"""Answers of any length: complete, in order, bounded, and no trouble when the client leaves."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

from aiobserver.api.http.media import AnswerRoom, encode_list
from aiobserver.errors import TooLarge
from tests.conformance.exports import TIME, Sample
from tests.server import EVER, Server

SERVICE = "long-answers"
TRACE = bytes([7]) * 16
SPANS = 3_000


@pytest.fixture(scope="module")
def long(server: Server) -> Server:
    """A trace of 3,000 spans, the last one first, and as many log records: each answer is over a megabyte."""
    sample = Sample("traces", SERVICE)
    request = sample.message(0)
    for number in reversed(range(1, SPANS + 1)):
        span = sample.add(request, number)
        span.trace_id, span.span_id = TRACE, number.to_bytes(8, "big")
        span.parent_span_id = (1).to_bytes(8, "big") if number > 1 else b""
        span.start_time_unix_nano = TIME + number
        span.attributes.add(key="text").value.string_value = "x" * 300
    assert server.post("/v1/traces", request.SerializeToString()).status == 200
    sample = Sample("logs", SERVICE)
    request = sample.message(0)
    for number in range(1_000):
        record = sample.add(request, number)
        record.body.string_value = f"{number:04} " + "y" * 2_000
        record.time_unix_nano = TIME + number
    assert server.post("/v1/logs", request.SerializeToString()).status == 200
    return server


def test_a_long_trace_is_answered_whole_and_by_start(long: Server) -> None:
    answer = long.get(f"/api/traces/{TRACE.hex()}")
    assert (answer.status, int(answer.headers["content-length"])) == (200, len(answer.body))
    assert answer.headers["content-type"] == "application/json"
    document = answer.json()
    assert [int(span["spanId"], 16) for span in document["spans"]] == list(range(1, SPANS + 1))
    assert document["trace"]["spanCount"] == SPANS
    assert long.api(f"/api/traces/{TRACE.hex()}/spans") == {"spans": document["spans"]}


@pytest.mark.parametrize(("preview", "length"), [("false", 2_005), ("true", 1_025)])
def test_a_long_page_of_logs_is_answered_whole(long: Server, preview: str, length: int) -> None:
    page: dict[str, Any] = long.api("/api/logs", service=SERVICE, limit=600, preview=preview, **EVER)
    assert (page["total"], page["hasMore"]) == (1_000, True)
    assert [int(log["body"][:4]) for log in page["logs"]] == list(range(999, 399, -1))
    assert {len(log["body"]) for log in page["logs"]} == {length}
    rest = long.api("/api/logs", service=SERVICE, limit=600, offset=600, preview=preview, **EVER)
    assert (len(rest["logs"]), rest["hasMore"]) == (400, False)


def test_a_client_may_leave_in_the_middle(long: Server) -> None:
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", long.api_port)) as connection:
            connection.sendall(f"GET /api/traces/{TRACE.hex()} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            assert connection.recv(1_000).startswith(b"HTTP/1.1 200")
    assert len(long.api(f"/api/traces/{TRACE.hex()}/spans")["spans"]) == SPANS
    assert "Traceback" not in long.log


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 1_000])
def test_a_list_in_pieces_is_the_list(count: int) -> None:
    items = [{"number": number} for number in range(count)]
    assert json.loads(b"".join(encode_list(iter(items)))) == items


def test_a_list_over_the_limit_is_refused_as_soon_as_it_is() -> None:
    seen = []

    def items() -> Any:
        for number in range(100_000):
            seen.append(number)
            yield "x" * 1_000

    with pytest.raises(TooLarge, match="over 1 MiB; ask for fewer"):
        encode_list(items(), AnswerRoom(2**20))
    assert len(seen) < 1_200
