"""`GET /ws`: committed records in the shapes of the REST API, at most ten messages a second per client."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import falcon
import falcon.asgi

from aiobserver.api.http.media import encode
from aiobserver.api.http.metric_shape import point_json
from aiobserver.api.http.preview import shortened
from aiobserver.api.http.shapes import log_json, span_json
from aiobserver.ingest.hub import Hub, Subscriber
from aiobserver.model.columns import Row, Signal
from aiobserver.model.times import rfc3339

_MESSAGE_ITEMS = 200
_MESSAGE_INTERVAL_S = 0.1
_CLIENTS = 200
_SHAPES: Mapping[Signal, Callable[[Row], Mapping[str, Any]]] = {
    "traces": span_json,
    "metrics": point_json,
    "logs": log_json,
}


class LiveResource:
    """One subscriber per connection; records that a slow client misses are reported as `resync`."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def on_get(self, _req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        resp.set_header("Upgrade", "websocket")
        raise falcon.HTTPError(426, description="this path is for WebSocket only")

    async def on_websocket(self, _req: falcon.asgi.Request, ws: falcon.asgi.WebSocket) -> None:
        if len(self._hub) >= _CLIENTS:
            raise falcon.HTTPServiceUnavailable(description="too many live connections")
        with self._hub.subscribed() as subscriber:  # before the client knows that it is connected: it misses nothing
            await ws.accept()
            sending = asyncio.create_task(_send(ws, subscriber))
            try:
                while True:
                    await ws.receive_text()  # nothing is expected of a client; this notices that it left
            except (falcon.WebSocketDisconnected, falcon.PayloadTypeError):
                pass
            finally:
                sending.cancel()
                await asyncio.wait([sending])


async def _send(ws: falcon.asgi.WebSocket, subscriber: Subscriber) -> None:
    try:
        while True:
            await subscriber.wait()
            for message in _messages(*subscriber.take()):
                await ws.send_text(encode(message).decode())
                await asyncio.sleep(_MESSAGE_INTERVAL_S)
    except falcon.WebSocketDisconnected:
        pass


def _messages(rows: Mapping[Signal, Sequence[Row]], missed: Mapping[Signal, int]) -> Iterator[dict[str, Any]]:
    left_out = dict(missed)
    for signal, items in rows.items():
        shown = items[-_MESSAGE_ITEMS:]
        if len(items) > len(shown):
            left_out[signal] = left_out.get(signal, 0) + len(items) - len(shown)
        yield _message(signal, [shortened(_SHAPES[signal](row)) for row in shown])
    if left_out:
        yield _message("resync", left_out)


def _message(kind: str, payload: object) -> dict[str, Any]:
    return {"type": kind, "timestamp": rfc3339(time.time_ns()), "payload": payload}
