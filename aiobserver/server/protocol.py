"""HTTP/1.1, cleartext HTTP/2 and WebSocket on one port: uvicorn's, with deadlines, limits and fixes."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.auto_zttp_impl import AutoZttpProtocol
from uvicorn.protocols.http.zttp_h2_impl import ZttpH2Protocol
from uvicorn.protocols.http.zttp_impl import ZttpProtocol
from uvicorn.protocols.utils import get_remote_addr
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from aiobserver.api.otlp.refusals import TLS
from aiobserver.server.connections import Connections, Phase, Unsent

_FIRST_BYTES = 8
_REFUSED_S = 2.0
"""Time for a refused client to read the answer; closing the socket at once would often lose it."""


class Http1Protocol(ZttpProtocol):
    """A connection of HTTP/1.1.

    uvicorn 0.54 takes every path to be ASCII, as it has to be; other bytes would end the connection unanswered.
    """

    server_state: Connections

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._received = 0
        self._answered = 0
        self._phase = Phase()
        self._unsent = Unsent()
        self._first = b""

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        self._first = self._first or data[:_FIRST_BYTES]
        try:
            super().data_received(data)
        except UnicodeDecodeError:
            self.handle_remote_protocol_error()

    def handle_remote_protocol_error(self) -> None:
        self.server_state.unreadable(self._first)
        super().handle_remote_protocol_error()

    def on_response_complete(self) -> None:
        self._answered += 1
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.server_state.release(_host(self.client))

    def sweep(self, now: float) -> None:
        """Close the connection if it takes too long."""
        limits, cycle = self.server_state.limits, self.cycle
        if self._unsent.is_stalled(self.transport.get_write_buffer_size(), now, limits):
            self.transport.abort()
        elif self.transport.is_closing():
            return
        elif cycle is not None and not cycle.response_complete:
            elapsed, received = self._phase.elapsed(("body", self._answered), now, self._received)
            if cycle.more_body and elapsed > limits.body_s + received / limits.body_bytes_per_s:
                self._give_up(503, "request body timed out", started=cycle.response_started)
        elif self.timeout_keep_alive_task is not None:  # armed after an answer, until a byte comes
            elapsed, _ = self._phase.elapsed(("idle", self._answered), now)
            if elapsed > self.server_state.idle_s:
                self.transport.close()
        else:
            elapsed, _ = self._phase.elapsed(("head", self._answered), now)
            if elapsed > limits.head_s:
                self._give_up(408, "request headers timed out", started=False)

    def _give_up(self, status: int, message: str, *, started: bool) -> None:
        if not started:
            self.transport.write(_plain(status, message))
        self.transport.close()


class Http2Protocol(ZttpH2Protocol):
    """A connection of HTTP/2.

    uvicorn 0.54 never tells the application that a request without a body has ended, so it would wait for ever.
    """

    server_state: Connections

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._received = 0
        self._answered = 0
        self._phase = Phase()
        self._unsent = Unsent()
        self._bodies: dict[int, Phase] = {}
        self._parked: dict[int, Any] = {}
        """Answered streams whose client does not take the answer."""

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        try:
            super().data_received(data)
        except UnicodeDecodeError:  # a path that is not ASCII
            self.transport.close()

    def handle_request(self, event: Any) -> None:
        super().handle_request(event)
        cycle = self.cycles.get(event.stream_id)
        if event.end_stream and cycle is not None:
            cycle.more_body = False
            cycle.message_event.set()

    def on_response_complete(self, stream_id: int) -> None:
        self._answered += 1
        stream = self.conn.stream(stream_id)
        if stream.pending_bytes:
            self._parked[stream_id] = stream
        super().on_response_complete(stream_id)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.server_state.release(_host(self.client))

    def sweep(self, now: float) -> None:
        """Close the connection, or one stream of it, if it takes too long."""
        limits = self.server_state.limits
        if self._unsent.is_stalled(self._unsent_bytes(), now, limits):
            self.transport.abort()
        elif not self.transport.is_closing():
            self._sweep_bodies(now)
            elapsed, _ = self._phase.elapsed(self._answered if not self.cycles else "busy", now)
            if not self.cycles and elapsed > (self.server_state.idle_s if self._answered else limits.head_s):
                self._close_connection()

    def _unsent_bytes(self) -> int:
        self._parked = {number: stream for number, stream in self._parked.items() if stream.pending_bytes}
        parked: int = sum(stream.pending_bytes for stream in self._parked.values())
        return self.transport.get_write_buffer_size() + parked

    def _sweep_bodies(self, now: float) -> None:
        limits = self.server_state.limits
        waiting = {number: cycle for number, cycle in self.cycles.items() if cycle.more_body}
        self._bodies = {number: self._bodies.get(number) or Phase() for number in waiting}
        for number, cycle in waiting.items():
            elapsed, received = self._bodies[number].elapsed(number, now, self._received)
            if elapsed > limits.body_s + received / limits.body_bytes_per_s:
                cycle.abort_stream()
                cycle.message_event.set()


class WebSocketProtocol(WebSocketsSansIOProtocol):
    """A WebSocket; the ping is uvicorn's."""

    def __init__(self, config: Any, server_state: Connections, *args: Any, **kwargs: Any) -> None:
        super().__init__(config, server_state, *args, **kwargs)
        self._state = server_state
        self._unsent = Unsent()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._state.release(_host(self.client))

    def sweep(self, now: float) -> None:
        """Drop a client that does not read; it will reconnect."""
        if self._unsent.is_stalled(self.transport.get_write_buffer_size(), now, self._state.limits):
            self.transport.abort()


class HttpProtocol(AutoZttpProtocol):
    """A new connection: refused if there are too many, then HTTP/1.1 or HTTP/2 by its first bytes."""

    server_state: Connections

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._phase = Phase()
        self._address = ""
        self._refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._address = _host(get_remote_addr(transport))
        if self.server_state.admit(self._address):
            super().connection_made(transport)
            return
        self.transport = transport
        self._refused = True
        transport.write(_plain(503, "too many connections"))
        if len(self.connections) < self.server_state.limits.connections * 2:
            self.connections.add(self)
            transport.write_eof()
        else:
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.server_state.release(self._address)

    def data_received(self, data: bytes) -> None:
        if data.startswith(TLS) and not self.buffer:  # the parser would wait for the end of its line
            self.server_state.unreadable(data[:_FIRST_BYTES])
            self.transport.close()
        elif not self._refused:
            super().data_received(data)

    def sweep(self, now: float) -> None:
        """Close the connection if too few bytes arrive to tell its protocol."""
        elapsed, _ = self._phase.elapsed("new", now)
        if elapsed > (_REFUSED_S if self._refused else self.server_state.limits.head_s):
            self.transport.abort()

    def _switch(self, http2: bool, initial_data: bytes = b"") -> None:
        kind = Http2Protocol if http2 else Http1Protocol
        protocol = kind(config=self.config, server_state=self.server_state, app_state=self.app_state, _loop=self.loop)
        self.transport.set_protocol(protocol)
        protocol.connection_made(self.transport)
        protocol.data_received(initial_data)


def _host(client: tuple[str, int] | None) -> str:
    return client[0] if client else ""


def _plain(status: int, message: str) -> bytes:
    """An answer of the protocol itself, as the parser's own are."""
    phrase = {408: "Request Timeout", 503: "Service Unavailable"}[status]
    retry = "retry-after: 5\r\n" if status == 503 else ""  # noqa: PLR2004
    return (
        f"HTTP/1.1 {status} {phrase}\r\n{retry}content-type: text/plain; charset=utf-8\r\n"
        "x-content-type-options: nosniff\r\ncache-control: no-store\r\n"
        f"content-length: {len(message)}\r\nconnection: close\r\n\r\n{message}"
    ).encode()
