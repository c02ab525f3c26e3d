"""Every route of both ports, with every method: nobody is let in who should not be, and every answer is guarded."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.security.conftest import METHODS, Route
from tests.server import JSON, Answer, Server, exchange

PAGE_FILES = [Route("api_port", path) for path in ("/", "/traces", "/favicon.svg")]
UNSAFE = tuple(method for method in METHODS if method not in ("GET", "HEAD", "OPTIONS"))
PAGE_HEADERS = {
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@contextmanager
def _connections(server: Server) -> Iterator[dict[str, http.client.HTTPConnection]]:
    ports = {name: getattr(server, name) for name in ("api_port", "otlp_port")}
    connections = {name: http.client.HTTPConnection("127.0.0.1", port, timeout=30) for name, port in ports.items()}
    try:
        yield connections
    finally:
        for connection in connections.values():
            connection.close()


def _ask_all(
    server: Server, routes: list[Route], headers: dict[str, str], methods: tuple[str, ...] = METHODS
) -> Iterator[tuple[str, Route, Answer]]:
    """(method, route, answer) of all; the body is such that a request let in would change something."""
    with _connections(server) as connections:
        for route in routes:
            for method in methods:
                sent = {"Content-Type": JSON, **headers}
                yield method, route, exchange(connections[route.port], method, route.path, b'{"name":"x"}', sent)


def _state(server: Server) -> object:
    return server.api("/api/dashboards"), server.api("/api/status")["rows"], server.api("/api/stats")


@pytest.mark.parametrize(
    ("headers", "status", "methods"),
    [
        ({"Host": "evil.com"}, 403, METHODS),
        ({"Host": "localhost.evil.com"}, 403, METHODS),
        ({"Host": "10.0.0.5:8080"}, 403, METHODS),
        ({"Host": "0.0.0.0:8080"}, 403, METHODS),
        ({"Host": ""}, 400, METHODS),
        ({"Host": "localhost:8080@evil.com"}, 400, METHODS),
        ({"Origin": "http://evil.com"}, 403, METHODS),
        ({"Origin": "null"}, 403, METHODS),
        ({"Origin": "http://localhost:9"}, 403, METHODS),
        ({"Sec-Fetch-Site": "cross-site"}, 403, UNSAFE),
        ({"Sec-Fetch-Site": "same-site"}, 403, UNSAFE),
    ],
    ids=str,
)
def test_foreign_callers_are_refused_everywhere(
    server: Server, routes: list[Route], headers: dict[str, str], status: int, methods: tuple[str, ...]
) -> None:
    before = _state(server)
    wrong = [
        (method, route, answer.status)
        for method, route, answer in _ask_all(server, routes, headers, methods)
        if answer.status != status or any(name.startswith("access-control-") for name in answer.headers)
    ]
    assert wrong == []
    assert _state(server) == before


def test_a_cross_site_page_may_not_even_read_on_the_otlp_port(server: Server, routes: list[Route]) -> None:
    own = [route for route in routes if route.port == "otlp_port"]
    answers = _ask_all(server, own, {"Sec-Fetch-Site": "cross-site"})
    assert {answer.status for _, _, answer in answers} == {403}


@pytest.mark.parametrize("headers", [{}, {"Host": "evil.com"}, {"Origin": "http://evil.com"}], ids=str)
def test_every_answer_has_the_security_headers(server: Server, routes: list[Route], headers: dict[str, str]) -> None:
    statuses = set()
    for method, route, answer in _ask_all(server, routes, headers, ("GET", "HEAD", "PUT", "PATCH", "OPTIONS")):
        statuses.add(answer.status)
        where = (method, route, answer)
        assert answer.status != 500, where
        assert answer.headers["x-content-type-options"] == "nosniff", where
        file = answer.status == 200 and route in PAGE_FILES
        assert answer.headers["cache-control"] == ("no-cache" if file else "no-store"), where
        assert "server" not in answer.headers, where
        if route.port == "api_port":
            assert PAGE_HEADERS.items() <= answer.headers.items(), where
            _check_policy(answer.headers["content-security-policy"])
    assert statuses >= ({200, 400, 404, 405} if not headers else {403})


def _check_policy(text: str) -> None:
    policy = dict(part.strip().split(" ", 1) for part in text.split(";"))
    assert policy["default-src"] == policy["script-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["img-src"] == "'self' data:"


def test_head_is_get_without_the_body(server: Server, routes: list[Route]) -> None:
    with _connections(server) as connections:
        for route in routes:
            get, head = (exchange(connections[route.port], method, route.path) for method in ("GET", "HEAD"))
            assert (head.status, head.headers.keys(), head.body) == (get.status, get.headers.keys(), b""), route
            assert head.headers["content-type"] == get.headers["content-type"], route
            assert ("GET" in get.headers.get("allow", "")) is False, route


def test_where_get_is_allowed_head_is(server: Server, routes: list[Route]) -> None:
    allowed = [
        answer.headers["allow"].split(", ")
        for _, _, answer in _ask_all(server, routes, {}, ("PATCH",))
        if answer.status == 405
    ]
    assert allowed
    assert all(("GET" in methods) == ("HEAD" in methods) for methods in allowed)


def test_head_needs_the_token_where_get_does(locked: Server, routes: list[Route]) -> None:
    with _connections(locked) as connections:
        for route in routes:
            get, head = (exchange(connections[route.port], method, route.path) for method in ("GET", "HEAD"))
            assert head.status == get.status, route


def test_an_unchanged_file_keeps_the_security_headers(server: Server) -> None:
    etag = server.get("/favicon.svg").headers["etag"]
    answer = server.get("/favicon.svg", {"If-None-Match": etag})
    assert answer.status == 304
    assert PAGE_HEADERS.items() <= answer.headers.items()
    _check_policy(answer.headers["content-security-policy"])


@pytest.mark.parametrize("port", ["api_port", "otlp_port"])
@pytest.mark.parametrize(
    "headers", [{f"X-{index}": "x" for index in range(110)}, {"X-Long": "x" * 33_000}], ids=["many", "long"]
)
def test_too_many_or_too_long_headers_are_refused(server: Server, port: str, headers: dict[str, str]) -> None:
    with _connections(server) as connections:
        answer = exchange(connections[port], "GET", "/health", headers=headers)
    assert answer.status in (400, 431)  # the parser refuses most of it before we see it
