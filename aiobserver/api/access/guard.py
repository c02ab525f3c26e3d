"""Middleware of both ports: refuses foreign hosts and origins, sets the security headers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import falcon.asgi

from aiobserver.api.access.hosts import Caller, HostRules
from aiobserver.errors import HeadersTooLarge, InvalidRequest

_MOST_HEADERS = 100
_HEADER_BYTES = 32 * 2**10
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

BASE_HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
PAGE_HEADERS = {
    **BASE_HEADERS,
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; worker-src 'self'; object-src 'none'; "  # 'self' holds for ws: too
        "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    ),
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """Comes before routing, so that it holds for every path."""

    def __init__(self, rules: HostRules, headers: Mapping[str, str], *, strict: bool) -> None:
        """:param strict: also reading needs an origin of our own (the OTLP port)."""
        self._rules = rules
        self._headers = headers
        self._strict = strict

    async def process_request(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        resp.set_headers(dict(self._headers))
        _check_headers(req)
        if "://" in req.path:
            req.path = _own_path(req)
        self._check(req, reading=not self._strict and req.method in _SAFE_METHODS)
        if req.get_header("Origin") is not None and not self._strict:
            _allow_origin(req, resp)

    async def process_request_ws(self, req: falcon.asgi.Request, _ws: falcon.asgi.WebSocket) -> None:
        _check_headers(req)
        self._check(req, reading=False)

    def _check(self, req: falcon.asgi.Request, *, reading: bool) -> None:
        caller = Caller(
            host=req.get_header("Host"),
            origin=req.get_header("Origin"),
            fetch_site=req.get_header("Sec-Fetch-Site"),
            scheme={"ws": "http", "wss": "https"}.get(req.scheme, req.scheme),
        )
        self._rules.check_host(caller.host)
        self._rules.check_origin(caller, reading=reading)


def _check_headers(req: falcon.asgi.Request) -> None:
    """Refuse what the parser accepts, such as two equal lengths: a proxy in front might see another request."""
    headers = list(req.scope["headers"])
    if len(headers) > _MOST_HEADERS or sum(len(name) + len(value) for name, value in headers) > _HEADER_BYTES:
        raise HeadersTooLarge(f"the request has more than {_MOST_HEADERS} headers or {_HEADER_BYTES} bytes of them")
    if sum(name == b"content-length" for name, _ in headers) > 1:
        raise InvalidRequest("the request has two Content-Length headers")


def _own_path(req: falcon.asgi.Request) -> str:
    """The path of a request line that holds a whole URL, as those sent to a proxy do (RFC 9112 §3.2.2).

    :raises InvalidRequest: the URL names another host than the Host header.
    """
    _, _, rest = req.path.partition("://")
    authority, slash, path = rest.partition("/")
    if authority.lower() != (req.get_header("Host") or "").lower():
        raise InvalidRequest("the URL of the request and its Host header name different hosts")
    return slash + path or "/"


def _allow_origin(req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
    headers: dict[str, Any] = {"Access-Control-Allow-Origin": req.get_header("Origin"), "Vary": "Origin"}
    if req.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = "GET, POST, PUT, DELETE"
        headers["Access-Control-Allow-Headers"] = "Content-Type"
    resp.set_headers(headers)
