"""Token mode: nothing is to be had without the token, and the token is to be had nowhere."""

from __future__ import annotations

import http.client
import re
from collections.abc import Mapping
from urllib.parse import quote

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.conformance.exports import ENCODINGS, SIGNALS, TYPES, Sample, failure
from tests.security.conftest import METHODS, TOKEN, Route
from tests.server import EVER, JSON, Answer, Server, exchange

BEARER = {"Authorization": f"Bearer {TOKEN}"}
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
WRONG = ["wrong", "", TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "\xff\xfe" * 20]


def _from(address: str, port: int, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
    """A request from another address of this machine, so that its wrong tokens are counted apart."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=(address, 0))
    try:
        return exchange(connection, method, path, body or None, headers)
    finally:
        connection.close()


def _log_in(server: Server, token: str = TOKEN) -> Answer:
    body = b'{"token":"%s"}' % token.encode()
    return server.request("POST", "/api/session", body, {"Content-Type": JSON})


def _cookie(server: Server) -> str:
    answer = _log_in(server)
    assert answer.status == 204, answer
    return answer.headers["set-cookie"].split(";")[0]


def test_every_route_is_401_without_the_token(locked: Server, routes: list[Route]) -> None:
    open_answers = set()
    for route in routes:
        for method in METHODS:
            answer = _from("127.0.0.1", getattr(locked, route.port), method, route.path, {"Content-Type": JSON}, b"{}")
            if answer.status != 401:
                open_answers.add((method, route.path, answer.status))
            else:
                assert answer.headers["www-authenticate"].startswith("Bearer")
                assert answer.headers["cache-control"] == "no-store"
    assert open_answers == {
        ("GET", "/health", 200),
        ("HEAD", "/health", 200),
        ("GET", "/favicon.svg", 200),
        ("HEAD", "/favicon.svg", 200),
        ("POST", "/api/session", 400),
        ("DELETE", "/api/session", 204),
    }


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER "])
def test_the_token_opens_the_api(locked: Server, scheme: str) -> None:
    assert locked.get("/api/services", {"Authorization": f"{scheme} {TOKEN}"}).status == 200
    assert locked.get("/api/session", {"Authorization": f"{scheme} {TOKEN}"}).json() == {"tokenRequired": True}


@pytest.mark.parametrize("token", WRONG)
def test_a_wrong_token_is_401(locked: Server, token: str) -> None:
    for port in (locked.api_port, locked.otlp_port):
        headers = {"Authorization": f"Bearer {token}"}
        assert _from("127.0.0.3", port, "GET", "/api/services", headers).status == 401
    assert locked.get("/api/services", {"Authorization": TOKEN}).status == 401
    assert locked.get(f"/api/services?token={TOKEN}&access_token={TOKEN}").status == 401
    assert locked.get("/api/services", {"Cookie": f"aiobserver_session={TOKEN}"}).status == 401


@pytest.mark.parametrize("signal", SIGNALS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_telemetry_needs_the_token(locked: Server, signal: str, encoding: str) -> None:
    sample = Sample(signal, f"locked-{signal}-{encoding}")
    for path in (sample.path, "/"):
        refused = locked.post(path, sample.body(encoding), TYPES[encoding])
        assert refused.status == 401
        assert refused.headers["content-type"] == TYPES[encoding]
        assert failure(refused).code == 16
    assert locked.post(sample.path, sample.body(encoding), TYPES[encoding], {"Cookie": _cookie(locked)}).status == 401
    assert sample.service not in locked.get("/api/services", BEARER).json()["services"]
    assert locked.post(sample.path, sample.body(encoding), TYPES[encoding], BEARER).status == 200
    assert sample.service in locked.get("/api/services", BEARER).json()["services"]


def test_health_tells_no_details(locked: Server) -> None:
    for port in (locked.api_port, locked.otlp_port):
        assert _from("127.0.0.1", port, "GET", "/health", {}).body == b'{"status":"ok"}'


def test_a_browser_logs_in_and_out(locked: Server) -> None:
    answer = _log_in(locked)
    assert answer.status == 204
    cookie, *flags = answer.headers["set-cookie"].split("; ")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(flags)
    assert TOKEN not in answer.headers["set-cookie"]
    assert len(cookie.split("=", 1)[1]) >= 43
    assert locked.get("/api/services", {"Cookie": cookie}).status == 200
    assert locked.get("/", {"Cookie": cookie, **HTML}).status == 200
    other = _cookie(locked)
    assert locked.request("DELETE", "/api/session", headers={"Cookie": cookie}).status == 204
    assert locked.get("/api/services", {"Cookie": cookie}).status == 401
    assert locked.get("/api/services", {"Cookie": other}).status == 200


def test_a_session_does_not_outlive_the_server(tmp_path_factory: pytest.TempPathFactory) -> None:
    with Server(tmp_path_factory.mktemp("restart"), {"AI_OBSERVER_TOKEN": TOKEN}) as server:
        cookie = _cookie(server)
        server.restart()
        assert server.get("/api/services", {"Cookie": cookie}).status == 401


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b'{"token":"wrong"}', JSON, 401),
        (b'{"token":7}', JSON, 400),
        (b"{}", JSON, 400),
        (b"[]", JSON, 400),
        (f"token={TOKEN}".encode(), "application/x-www-form-urlencoded", 415),
    ],
)
def test_a_bad_login_opens_nothing(locked: Server, body: bytes, content_type: str, status: int) -> None:
    answer = locked.request("POST", "/api/session", body, {"Content-Type": content_type})
    assert answer.status == status
    assert "set-cookie" not in answer.headers


def test_another_site_cannot_log_in_or_out(locked: Server) -> None:
    cookie = _cookie(locked)
    for method in ("POST", "DELETE"):
        headers = {"Origin": "http://evil.com", "Content-Type": JSON, "Cookie": cookie}
        body = b'{"token":"%s"}' % TOKEN.encode()
        assert locked.request(method, "/api/session", body, headers).status == 403
    assert locked.get("/api/services", {"Cookie": cookie}).status == 200


@pytest.mark.parametrize("path", ["/", "/traces?service=a%20b&from=now-6h", "/index.html", "//evil.com/x"])
def test_a_page_leads_to_the_login_and_back(locked: Server, path: str) -> None:
    answer = locked.get(path, HTML)
    assert answer.status == 303
    assert answer.headers["location"] == f"/login.html?next={quote(path, safe='/')}"
    assert b"<script" not in answer.body
    assert answer.headers["x-frame-options"] == "DENY"


def test_the_login_page_needs_no_token(locked: Server) -> None:
    page = locked.get("/login.html", HTML)
    assert page.status == 200
    files = re.findall(r'(?:src|href)="(/[^"]+)"', page.body.decode())
    assert {"/login.js", "/login.css"} <= set(files)
    assert {locked.get(file).status for file in files} == {200}
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=", page.body.decode())


def test_the_live_connection_needs_the_token(locked: Server) -> None:
    url = f"ws://127.0.0.1:{locked.api_port}/ws"
    own = Origin(f"http://127.0.0.1:{locked.api_port}")
    for headers in ({}, {"Cookie": "aiobserver_session=x"}, {"Authorization": "Bearer no"}):
        with pytest.raises(InvalidStatus) as refusal, connect(url, additional_headers=headers, open_timeout=10):
            pass
        assert refusal.value.response.status_code == 401
    with connect(url, additional_headers=BEARER, open_timeout=10) as connection:
        assert connection.ping().wait(10)
    with connect(url, additional_headers={"Cookie": _cookie(locked)}, origin=own, open_timeout=10) as connection:
        assert connection.ping().wait(10)


def test_a_hundred_wrong_tokens_are_enough(locked: Server) -> None:
    cookie = _cookie(locked)
    guesser = "127.0.0.2"
    for number in range(100):
        headers = {"Authorization": f"Bearer guess-{number}"}
        assert _from(guesser, locked.api_port, "GET", "/api/services", headers).status == 401
    for port in (locked.api_port, locked.otlp_port):
        answer = _from(guesser, port, "GET", "/api/services", BEARER)
        assert answer.status == 429
        assert 1 <= int(answer.headers["retry-after"]) <= 60
    body = b'{"token":"%s"}' % TOKEN.encode()
    login = _from(guesser, locked.api_port, "POST", "/api/session", {"Content-Type": JSON}, body)
    assert login.status == 429
    assert _from(guesser, locked.api_port, "GET", "/api/services", {"Cookie": cookie}).status == 200
    assert locked.get("/api/services", BEARER).status == 200


def test_the_token_is_shown_nowhere(locked: Server, routes: list[Route]) -> None:
    Sample("logs", "shown")
    for route in routes:
        if route.port == "api_port" and route.path != "/ws":
            answer = locked.get(f"{route.path}?from={EVER['from']}", BEARER)
            assert TOKEN.encode() not in answer.body, route
            assert TOKEN not in str(answer.headers), route
    assert "YOUR_TOKEN" in str(locked.get("/api/tools", BEARER).json()["tools"])
    for arguments in (("--help",), ("--plugins",), ("--version",)):
        assert TOKEN not in locked.run(*arguments).stdout
    assert TOKEN not in locked.log


def test_the_set_up_text_on_the_command_line_has_the_header(locked: Server) -> None:
    for tool in locked.get("/api/tools", BEARER).json()["tools"]:
        text = locked.run("--setup", tool["id"]).stdout
        assert TOKEN in text, tool["id"]
        assert "Bearer" in text, tool["id"]


@pytest.mark.parametrize(
    "token", ["short", "x" * 257, "spaces in the token value", "tökentökentökentöken", 'quote"' * 5]
)
def test_a_bad_token_is_refused_and_not_repeated(tmp_path_factory: pytest.TempPathFactory, token: str) -> None:
    server = Server(tmp_path_factory.mktemp("bad"), {"AI_OBSERVER_TOKEN": token}, start=False)
    result = server.run()
    assert result.returncode == 2
    assert "AI_OBSERVER_TOKEN" in result.stderr
    assert token not in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_without_a_token_there_is_nothing_to_log_in_to(server: Server) -> None:
    assert server.get("/api/session").json() == {"tokenRequired": False}
    assert _log_in(server).status == 404
    assert server.get("/api/services", {"Authorization": "Bearer whatever"}).status == 200
