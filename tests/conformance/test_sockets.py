"""HTTP as it is on the wire: framing, pipelining, Expect, HTTP/2 without TLS, and what is refused."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import ConnectionTerminated, DataReceived, ResponseReceived, StreamEnded, StreamReset

from tests.conformance.exports import Sample
from tests.server import PROTOBUF, Server

_TIMEOUT_S = 10
_STATUS = re.compile(rb"HTTP/1\.1 (\d{3})")


@contextmanager
def _connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=_TIMEOUT_S) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield connection


def _head(path: str, *headers: str, method: str = "POST") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Type: {PROTOBUF}", *headers, "", ""]
    return "\r\n".join(lines).encode()


def _statuses(connection: socket.socket, count: int) -> list[int]:
    """The statuses of the next `count` answers; fewer if the server closes."""
    received = b""
    while len(found := _STATUS.findall(received)) < count:
        piece = connection.recv(65536)
        if not piece:
            break
        received += piece
    return [int(status) for status in found]


def test_pipelined_requests_are_all_answered(server: Server, logs: Sample) -> None:
    bodies = [Sample("logs", f"{logs.service}-{index}").body("protobuf") for index in range(3)]
    with _connected(server.otlp_port) as connection:
        for body in bodies:
            connection.sendall(_head(logs.path, f"Content-Length: {len(body)}") + body)
        assert _statuses(connection, 3) == [200, 200, 200]
    assert all(len(Sample("logs", f"{logs.service}-{index}").stored(server)) == 1 for index in range(3))


def test_expect_100_continue(server: Server, logs: Sample) -> None:
    body = logs.body("protobuf")
    with _connected(server.otlp_port) as connection:
        connection.sendall(_head(logs.path, f"Content-Length: {len(body)}", "Expect: 100-continue"))
        assert _statuses(connection, 1) == [100]
        connection.sendall(body)
        assert _statuses(connection, 1) == [200]
    assert len(logs.stored(server)) == 1


def test_a_body_in_many_small_chunks(server: Server, logs: Sample) -> None:
    body = logs.body("protobuf")
    with _connected(server.otlp_port) as connection:
        connection.sendall(_head(logs.path, "Transfer-Encoding: chunked"))
        for byte in body:
            connection.sendall(b"1\r\n" + bytes([byte]) + b"\r\n")
        connection.sendall(b"0\r\n\r\n")
        assert _statuses(connection, 1) == [200]
    assert len(logs.stored(server)) == 1


def test_an_offer_to_upgrade_is_answered_over_http_1(server: Server, logs: Sample) -> None:
    body = logs.body("protobuf")
    offer = ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__")
    with _connected(server.otlp_port) as connection:
        connection.sendall(_head(logs.path, f"Content-Length: {len(body)}", *offer) + body)
        assert _statuses(connection, 1) == [200]
    assert len(logs.stored(server)) == 1


@pytest.mark.parametrize(("port", "path"), [("api_port", "/api/metrics/batch-series"), ("otlp_port", "/v1/logs")])
@pytest.mark.parametrize(
    "headers",
    [
        ("Content-Length: 3", "Transfer-Encoding: chunked"),
        ("Content-Length: 3", "Content-Length: 3"),
        ("Content-Length: 3", "Content-Length: 4"),
        ("Content-Length: -1",),
        ("Content-Length: 0x3",),
        ("Host: localhost", "Content-Length: 0"),
        ("Content-Length: 3", "Folded: a\r\n b"),
        (f"Long: {'x' * 70_000}", "Content-Length: 3"),
        (*(f"H{index}: x" for index in range(10_000)), "Content-Length: 3"),
    ],
    ids=[
        "length and chunked",
        "two equal lengths",
        "two lengths",
        "negative length",
        "hex length",
        "two hosts",
        "folded header",
        "long header",
        "many headers",
    ],
)
def test_ambiguous_framing_is_refused(server: Server, port: str, path: str, headers: tuple[str, ...]) -> None:
    with _connected(getattr(server, port)) as connection:
        try:
            connection.sendall(_head(path, *headers) + b"{} ")
            statuses = _statuses(connection, 1)
        except ConnectionError:  # the server may close while we still send
            statuses = []
    assert statuses in ([], [400], [413], [431])
    assert server.get("/health").status == 200


def test_a_bad_chunk_is_refused(server: Server, logs: Sample) -> None:
    with _connected(server.otlp_port) as connection:
        connection.sendall(_head(logs.path, "Transfer-Encoding: chunked") + b"zz\r\nabc\r\n0\r\n\r\n")
        assert _statuses(connection, 1) in ([], [400])
    assert logs.stored(server) == []


@pytest.mark.parametrize("port", ["api_port", "otlp_port"])
@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("http://localhost/health", 200),
        ("http://LOCALHOST/health?a=b", 200),
        ("http://evil.com/health", 400),
        ("http://localhost:1/health", 400),
        ("http://evil.com", 400),
        ("http://localhost", 405),
    ],
)
def test_a_whole_url_in_the_request_line_has_to_name_our_host(
    server: Server, port: str, target: str, status: int
) -> None:
    with _connected(getattr(server, port)) as connection:
        connection.sendall(_head(target, method="GET"))
        expected = 200 if (port, status) == ("api_port", 405) else status
        assert _statuses(connection, 1) == [expected]


@pytest.mark.parametrize("port", ["api_port", "otlp_port"])
def test_a_request_without_a_host_is_400(server: Server, port: str) -> None:
    with _connected(getattr(server, port)) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\n\r\n")
        assert _statuses(connection, 1) == [400]


@pytest.mark.parametrize("framing", ["content-length", "chunked"])
def test_a_body_that_is_cut_off_stores_nothing(server: Server, logs: Sample, framing: str) -> None:
    body = logs.body("protobuf")
    if framing == "chunked":
        request = _head(logs.path, "Transfer-Encoding: chunked") + b"%x\r\n%s\r\n" % (len(body), body)
    else:
        request = _head(logs.path, f"Content-Length: {len(body) + 10}") + body
    with _connected(server.otlp_port) as connection:
        connection.sendall(request)
    time.sleep(0.1)
    assert server.get("/health").status == 200
    assert logs.stored(server) == []


class _Http2:
    """One HTTP/2 connection with prior knowledge, its requests one after the other."""

    def __init__(self, connection: socket.socket, port: int) -> None:
        self._socket = connection
        self._authority = f"localhost:{port}"
        self._http = H2Connection(H2Configuration(client_side=True))
        self._http.initiate_connection()
        self._flush()

    def send(self, method: str, path: str, body: bytes | None, *extra: tuple[str, str]) -> tuple[int, bytes]:
        """(status, body); without a body the HEADERS frame ends the stream."""
        stream = self._http.get_next_available_stream_id()
        headers = [(":method", method), (":path", path), (":scheme", "http"), (":authority", self._authority)]
        self._http.send_headers(stream, [*headers, ("content-type", PROTOBUF), *extra], end_stream=body is None)
        self._flush()
        if body is not None:
            self._send_body(stream, body)
        return self._answer(stream)

    def _send_body(self, stream: int, body: bytes) -> None:
        rest = memoryview(body)
        while rest:
            window = min(self._http.local_flow_control_window(stream), self._http.max_outbound_frame_size, len(rest))
            if window:
                self._http.send_data(stream, bytes(rest[:window]))
                rest = rest[window:]
                self._flush()
            else:
                self._receive()
        self._http.end_stream(stream)
        self._flush()

    def _answer(self, stream: int) -> tuple[int, bytes]:
        status, body = 0, b""
        while True:
            for event in self._receive():
                assert not isinstance(event, StreamReset | ConnectionTerminated), event
                if isinstance(event, ResponseReceived) and event.stream_id == stream:
                    status = int(dict(event.headers or [])[b":status"])
                elif isinstance(event, DataReceived) and event.stream_id == stream:
                    body += event.data or b""
                elif isinstance(event, StreamEnded) and event.stream_id == stream:
                    return status, body

    def _receive(self) -> list[object]:
        piece = self._socket.recv(65536)
        assert piece, "the server closed the connection"
        events = self._http.receive_data(piece)
        self._flush()
        return list(events)

    def _flush(self) -> None:
        self._socket.sendall(self._http.data_to_send())


@pytest.fixture
def http2(server: Server) -> Iterator[_Http2]:
    with _connected(server.otlp_port) as connection:
        yield _Http2(connection, server.otlp_port)


def test_http2_stores_an_export(server: Server, http2: _Http2, logs: Sample) -> None:
    assert http2.send("POST", logs.path, logs.body("protobuf", 2000)) == (200, b"")
    assert server.api("/api/logs", service=logs.service, **{"from": "2000-01-01T00:00:00Z"})["total"] == 2000


def test_http2_answers_many_requests_on_one_connection(server: Server, http2: _Http2, logs: Sample) -> None:
    for index in range(20):
        body = Sample("logs", logs.service).message()
        body.resource_logs[0].scope_logs[0].log_records[0].body.string_value = f"number {index}"
        assert http2.send("POST", logs.path, body.SerializeToString())[0] == 200
    assert len(logs.stored(server)) == 20


def test_http2_answers_a_get_whose_headers_end_the_stream(http2: _Http2) -> None:
    status, body = http2.send("GET", "/health", None)
    assert (status, body) == (200, b'{"status":"ok"}')


@pytest.mark.parametrize("body", [None, b""], ids=["headers end the stream", "empty data frame"])
def test_http2_answers_an_empty_post(http2: _Http2, body: bytes | None) -> None:
    assert http2.send("POST", "/v1/traces", body) == (200, b"")


def test_http2_refuses_a_bad_body_with_a_status(http2: _Http2) -> None:
    assert http2.send("POST", "/v1/traces", b"\xff\xff")[0] == 400


@pytest.mark.parametrize("port", ["api_port", "otlp_port"])
def test_http2_serves_health_on_both_ports(server: Server, port: str) -> None:
    with _connected(getattr(server, port)) as connection:
        http2 = _Http2(connection, getattr(server, port))
        assert http2.send("GET", "/health", None)[0] == 200
        assert http2.send("GET", "/health", None)[0] == 200


@pytest.mark.parametrize("port", ["api_port", "otlp_port"])
@pytest.mark.parametrize(
    "headers", [[("x", str(index)) for index in range(150)], [("x", "y" * 33_000)]], ids=["many", "long"]
)
def test_http2_refuses_too_many_or_too_long_headers(server: Server, port: str, headers: list[tuple[str, str]]) -> None:
    with _connected(getattr(server, port)) as connection:
        assert _Http2(connection, getattr(server, port)).send("GET", "/health", None, *headers)[0] == 431
