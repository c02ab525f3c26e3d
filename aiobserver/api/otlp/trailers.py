"""gRPC clients read their status behind the body, in trailers, which Falcon does not know."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

Event = dict[str, Any]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[..., Awaitable[None]]


def with_trailers(application: Application) -> Application:
    """Sends headers named `grpc-…` as trailers, over HTTP/2; a client over HTTP/1 gets them as headers."""

    async def call(scope: Any, receive: Callable[[], Awaitable[Any]], send: Send) -> None:
        http2 = scope["type"] == "http" and scope["http_version"] == "2"
        await application(scope, receive, _Trailers(send) if http2 else send)

    return call


class _Trailers:
    """ASGI's `send` of one request."""

    __slots__ = ("_send", "_trailers")

    def __init__(self, send: Send) -> None:
        self._send = send
        self._trailers: list[tuple[bytes, bytes]] = []

    async def __call__(self, event: Event) -> None:
        if event["type"] == "http.response.start":
            headers = list(event.get("headers", ()))
            self._trailers = [(name, value) for name, value in headers if name.startswith(b"grpc-")]
            if self._trailers:
                kept = [header for header in headers if header not in self._trailers]
                event = {**event, "headers": kept, "trailers": True}
        await self._send(event)
        if self._trailers and event["type"] == "http.response.body" and not event.get("more_body"):
            await self._send({"type": "http.response.trailers", "headers": self._trailers})
