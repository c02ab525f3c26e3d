"""The server of one port with short deadlines, in this process: its protocols, sweep and limits are the real ones."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiobserver.server.connections import Connections, Limits
from aiobserver.server.run import bounded_server, sweep

SHORT = Limits(
    connections=20,
    per_address=15,
    head_s=0.5,
    body_s=0.5,
    body_bytes_per_s=10_000,
    idle_s=1.5,
    crowded_idle_s=0.2,
    stalled_s=0.6,
)
BIG = 64 * 2**20
"""Bytes of the answer to `/big`: more than the sockets' buffers hold."""


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answers with the length of the body, `/big` with a large one; a WebSocket gets one large message."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "bytes": bytes(BIG)})
        await receive()
        return
    length, more = 0, True
    while more:
        event = await receive()
        if event["type"] == "http.disconnect":
            return
        length += len(event["body"])
        more = event["more_body"]
    body = bytes(BIG) if scope["path"] == "/big" else str(length).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def bounded(limits: Limits = SHORT) -> AsyncIterator[tuple[int, Connections]]:
    """(port, the connections of the server), which runs as long as the block."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setblocking(False)
    server = bounded_server(application, limits)
    running = [asyncio.create_task(server.serve([listener])), asyncio.create_task(sweep([server], 0.05))]
    try:
        while not server.started:
            await asyncio.sleep(0.01)
        yield listener.getsockname()[1], server.server_state
    finally:
        server.should_exit = server.force_exit = True
        await running[0]
        running[1].cancel()
