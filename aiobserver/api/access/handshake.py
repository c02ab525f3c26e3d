"""ASGI around an application: a WebSocket that is refused gets the HTTP answer any other request would get."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiobserver.api.http.media import encode

Event = Mapping[str, Any]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[[Any, Callable[[], Awaitable[Any]], Send], Awaitable[None]]

_FALCON_OFFSET = 3000
"""Falcon closes a refused WebSocket with this code plus the HTTP status; the server would make a bare 403 of it."""
_RETRY_AFTER = (b"retry-after", b"5")
_RETRYABLE = (429, 503)


def with_refusals(application: Application, headers: Mapping[str, str]) -> Application:
    """:param headers: those that every answer of the port has."""
    base = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def call(scope: Any, receive: Callable[[], Awaitable[Any]], send: Send) -> None:
        refusing = scope["type"] == "websocket" and "websocket.http.response" in scope.get("extensions", {})
        await application(scope, receive, _Handshake(send, base) if refusing else send)

    return call


class _Handshake:
    """ASGI's `send` of one WebSocket."""

    __slots__ = ("_accepted", "_headers", "_send")

    def __init__(self, send: Send, headers: list[tuple[bytes, bytes]]) -> None:
        self._send = send
        self._headers = headers
        self._accepted = False

    async def __call__(self, event: Event) -> None:
        self._accepted = self._accepted or event["type"] == "websocket.accept"
        if self._accepted or event["type"] != "websocket.close":
            await self._send(event)
            return
        status = event.get("code", 0) - _FALCON_OFFSET
        if not 400 <= status < 600:  # noqa: PLR2004
            status = 403
        extra = [_RETRY_AFTER] if status in _RETRYABLE else []
        headers = [*self._headers, *extra, (b"content-type", b"application/json")]
        await self._send({"type": "websocket.http.response.start", "status": status, "headers": headers})
        await self._send({"type": "websocket.http.response.body", "body": encode({"error": event.get("reason", "")})})
