"""Who is refused is counted and told what to change."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import ResponseReceived, StreamEnded, TrailersReceived

from tests.conformance.exports import Sample
from tests.security import raw
from tests.server import JSON, PROTOBUF, Answer, Server

TOKEN = "a-token/of+some-24-signs"
GRPC_PATH = "/opentelemetry.proto.collector.logs.v1.LogsService/Export"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("refused")) as running:
        yield running


def send(server: Server, sender: str, path: str, **options: Any) -> Answer:
    headers: Mapping[str, str] = {"User-Agent": sender, **options.pop("headers", {})}
    return server.post(path, options.pop("body", b""), options.pop("content_type", PROTOBUF), headers, **options)


def refused(server: Server, sender: str) -> list[dict[str, Any]]:
    return [entry for entry in server.api("/api/status")["refused"] if entry["userAgent"] == sender]


CASES: dict[str, tuple[str, dict[str, Any], int, str, str]] = {
    "twice the path": ("/v1/logs/v1/logs", {}, 404, "unknown path", "contains /v1/logs twice: set OTEL_EXPORTER_OTLP_"),
    "two paths": ("/v1/logs/v1/traces", {}, 404, "unknown path", "the endpoint contains /v1/logs already: set"),
    "a prefix": ("/otlp/v1/logs", {}, 404, "unknown path", "the endpoint has a path of its own: set"),
    "profiles": ("/v1development/profiles", {}, 404, "unknown path", "nothing but traces, metrics and logs is taken"),
    "a browser": ("/v1/logs", {"method": "GET"}, 405, "method not allowed", "the dashboard is at http://localhost:"),
    "text": ("/v1/logs", {"content_type": "text/plain"}, 415, "unknown content type", "PROTOCOL=http/protobuf"),
    "brotli": (
        "/v1/logs",
        {"headers": {"Content-Encoding": "br"}},
        415,
        "unknown content encoding",
        "OTEL_EXPORTER_OTLP_COMPRESSION=gzip",
    ),
    "foreign host": (
        "/v1/logs",
        {"headers": {"Host": "observer.example"}},
        403,
        "unknown host name",
        "host 'observer.example' is not served; add it to AI_OBSERVER_ALLOWED_HOSTS",
    ),
    "web page": (
        "/v1/logs",
        {"headers": {"Origin": "https://evil.example"}},
        403,
        "web page of another origin",
        "web pages cannot send telemetry",
    ),
    "garbage": ("/v1/logs", {"body": b"\xff garbage"}, 400, "not valid OTLP", "see the sender's log"),
    "no host": ("/v1/logs", {"headers": {"Host": "a b"}}, 400, "not valid OTLP", "see the sender's log"),
    "too large": (
        "/v1/logs",
        {"headers": {"Content-Length": str(2**30)}, "body": b"x"},
        413,
        "too large",
        "export smaller batches, or raise AI_OBSERVER_MAX_BODY_MB",
    ),
}


@pytest.mark.parametrize(("path", "options", "status", "reason", "remedy"), CASES.values(), ids=CASES)
def test_a_refused_request_is_counted_with_its_remedy(
    own: Server, service: str, path: str, options: dict[str, Any], status: int, reason: str, remedy: str
) -> None:
    for _ in range(2):
        assert send(own, service, path, **options).status == status
    (entry,) = refused(own, service)
    assert (entry["reason"], entry["path"], entry["count"]) == (reason, path, 2)
    assert remedy in entry["remedy"]
    assert entry["last"].startswith("20")


def test_what_is_accepted_is_not_counted(own: Server, service: str, logs: Sample) -> None:
    assert send(own, service, logs.path, body=logs.body("protobuf")).status == 200
    assert send(own, service, "/health", method="GET").status == 200
    assert refused(own, service) == []


@pytest.mark.parametrize("slashes", ["/", "//"])
def test_slashes_at_the_end_of_a_path_mean_nothing(own: Server, logs: Sample, slashes: str) -> None:
    assert own.post(logs.path + slashes, logs.body("json"), JSON).status == 200
    assert len(logs.stored(own)) == 1


def test_who_has_no_token_is_counted(tmp_path: Any, service: str) -> None:
    with Server(tmp_path, {"AI_OBSERVER_TOKEN": TOKEN}) as server:
        assert send(server, service, "/v1/logs").status == 401
        assert send(server, service, "/v1/logs", headers={"Authorization": "Bearer canary"}).status == 401
        answer = server.get("/api/status", {"Authorization": f"Bearer {TOKEN}"})
        (entry,) = answer.json()["refused"]
        assert (entry["reason"], entry["count"]) == ("no token, or a wrong one", 2)
        assert "OTEL_EXPORTER_OTLP_HEADERS" in entry["remedy"]
        assert "canary" not in answer.body.decode() + server.log


@pytest.mark.parametrize(
    ("bytes_sent", "reason", "remedy"),
    [
        (
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(32),
            "TLS is not served",
            "a sender uses https: set OTEL_",
        ),
        (b"\x00\x01\x02 garbage\r\n\r\n", "not HTTP", "OTLP over HTTP is served at http://localhost:"),
    ],
    ids=["TLS", "garbage"],
)
def test_what_is_no_http_is_counted(own: Server, bytes_sent: bytes, reason: str, remedy: str) -> None:
    raw.send(own.otlp_port, bytes_sent)
    raw.send(own.api_port, bytes_sent)
    (entry,) = (entry for entry in own.api("/api/status")["refused"] if entry["reason"] == reason)
    assert (entry["path"], entry["userAgent"], entry["count"]) == ("", "", 1)
    assert remedy in entry["remedy"]


def test_each_reason_is_logged_once_a_minute(own: Server, service: str) -> None:
    for number in range(3):
        assert send(own, service, f"/v2/{number}", method="PATCH").status == 404
    lines = [line for line in own.log.splitlines() if ": unknown path; " in line]
    assert len(lines) == 1
    assert "set OTEL_EXPORTER_OTLP_ENDPOINT to http://localhost:" in lines[0]


def test_names_are_short_and_harmless(tmp_path: Any) -> None:
    with Server(tmp_path) as server:
        assert send(server, "\x9b2J" + "x" * 999, "/v1/%1b%5b31m%e2%80%ae%0a" + "y" * 999).status == 404
        (entry,) = server.api("/api/status")["refused"]
        for text in (entry["path"], entry["userAgent"]):
            assert len(text) == 200
            assert text.isprintable()
        assert all(line.isprintable() for line in server.log.splitlines())


def test_a_hundred_different_ones_are_kept(tmp_path: Any) -> None:
    with Server(tmp_path) as server:
        for number in range(102):
            send(server, "first" if number in (0, 99) else "many", f"/{number % 99}/{number // 99}")
        entries = server.api("/api/status")["refused"]
        assert len(entries) == 100
        assert entries[0]["path"] == "/2/1"
        assert {"/0/0", "/1/0"}.isdisjoint(entry["path"] for entry in entries)


def test_grpc_over_http_1_is_answered_as_grpc(own: Server, service: str) -> None:
    for path in (GRPC_PATH, "/v1/logs"):
        answer = send(own, service, path, content_type="application/grpc+proto")
        assert (answer.status, answer.headers["content-type"]) == (200, "application/grpc")
        check_grpc(own, answer.headers)
    assert {entry["reason"] for entry in refused(own, service)} == {"gRPC is not served"}


def test_grpc_over_http_2_is_answered_as_grpc(own: Server, service: str) -> None:
    headers, trailers = call_grpc(own.otlp_port, service)
    assert headers[":status"] == "200"
    assert headers["content-type"] == "application/grpc"
    check_grpc(own, trailers)
    (entry,) = refused(own, service)
    assert (entry["reason"], entry["path"]) == ("gRPC is not served", GRPC_PATH)
    assert entry["remedy"].endswith("set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf")


def check_grpc(server: Server, headers: Mapping[str, str]) -> None:
    assert headers["grpc-status"] == "12"
    remedy = f"a sender tries gRPC on {server.otlp_port}: set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"
    assert unquote(headers["grpc-message"]) == remedy


def call_grpc(port: int, user_agent: str) -> tuple[dict[str, str], dict[str, str]]:
    """(headers, trailers) of the answer to an export of nothing, asked as a gRPC client does."""
    client = H2Connection(H2Configuration(client_side=True, header_encoding="utf-8"))
    client.initiate_connection()
    pseudo = [(":method", "POST"), (":scheme", "http"), (":path", GRPC_PATH), (":authority", f"localhost:{port}")]
    headers = [("content-type", "application/grpc"), ("te", "trailers"), ("user-agent", user_agent)]
    client.send_headers(1, pseudo + headers)
    client.send_data(1, bytes(5), end_stream=True)
    found: dict[type, dict[str, str]] = {ResponseReceived: {}, TrailersReceived: {}}
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(client.data_to_send())
        while True:
            for event in client.receive_data(connection.recv(65536)):
                if isinstance(event, ResponseReceived | TrailersReceived):
                    found[type(event)] = {str(name): str(value) for name, value in event.headers}
                if isinstance(event, StreamEnded):
                    return found[ResponseReceived], found[TrailersReceived]
            connection.sendall(client.data_to_send())
