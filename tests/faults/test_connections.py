"""Connections that take too long, too much or too many are ended, and nobody else notices (T19, T21, F25)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import ConnectionTerminated, StreamReset

from tests.faults.bounded import BIG, SHORT, bounded

HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\n"
WHOLE = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
PATIENCE_S = 20
"""What nothing here should take, however busy the machine is."""

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def run(play: Callable[[int], Awaitable[None]]) -> None:
    """Plays a client against a bounded server; afterwards no connection may be left."""

    async def scene() -> None:
        async with bounded() as (port, connections):
            await asyncio.wait_for(play(port), PATIENCE_S)
            async with asyncio.timeout(PATIENCE_S):
                while connections.connections:
                    await asyncio.sleep(0.02)
            assert connections.admit("127.0.0.1")
            connections.release("127.0.0.1")
            assert connections._by_address == {}

    asyncio.run(scene())


async def _open(port: int) -> Streams:
    return await asyncio.open_connection("127.0.0.1", port)


async def _answer(port: int, request: bytes = WHOLE) -> bytes:
    """All that comes until the server closes."""
    reader, writer = await _open(port)
    writer.write(request)
    answer = await _rest(reader)
    writer.close()
    return answer


async def _rest(reader: asyncio.StreamReader) -> bytes:
    received = b""
    try:
        while piece := await reader.read(65536):
            received += piece
    except ConnectionError:
        pass
    return received


async def _drip(writer: asyncio.StreamWriter, piece: bytes, pause_s: float) -> None:
    try:
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause_s)
    except ConnectionError:
        pass


@pytest.mark.parametrize(
    "start",
    [b"", b"P", b"PRI * HTTP/2.0\r\n", HEAD, HEAD + b"Content-Length: 5\r\nX"],
    ids=lambda start: str(start[-9:]),
)
def test_a_half_sent_head_is_ended(start: bytes) -> None:
    async def play(port: int) -> None:
        assert (await _answer(port, start))[:12] in (b"", b"HTTP/1.1 408")

    run(play)


@pytest.mark.parametrize("start", [HEAD, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00"], ids=["http1", "http2"])
def test_a_head_that_drips_is_ended_all_the_same(start: bytes) -> None:
    async def play(port: int) -> None:
        reader, writer = await _open(port)
        writer.write(start)
        dripping = asyncio.create_task(_drip(writer, b"X" if start == HEAD else b"", 0.05))
        await _rest(reader)
        dripping.cancel()
        writer.close()

    run(play)


@pytest.mark.parametrize("framing", ["Content-Length: 100000", "Transfer-Encoding: chunked"])
@pytest.mark.parametrize("drip", [b"", b"1\r\nx\r\n"], ids=["silent", "dripping"])
def test_a_body_that_comes_too_slowly_is_503(framing: str, drip: bytes) -> None:
    async def play(port: int) -> None:
        reader, writer = await _open(port)
        writer.write(HEAD + framing.encode() + b"\r\n\r\n1\r\nx\r\n")
        dripping = asyncio.create_task(_drip(writer, drip, 0.02))
        answer = await _rest(reader)
        assert answer.startswith(b"HTTP/1.1 503")
        assert b"retry-after: 5" in answer
        dripping.cancel()
        writer.close()

    run(play)


def test_a_long_body_that_comes_fast_enough_is_taken() -> None:
    async def play(port: int) -> None:
        reader, writer = await _open(port)
        writer.write(HEAD + b"Content-Length: 400000\r\nConnection: close\r\n\r\n")
        for _ in range(20):
            writer.write(bytes(20_000))
            await asyncio.sleep(SHORT.body_s / 8)
        assert (await _rest(reader)).endswith(b"400000")
        writer.close()

    run(play)


def test_an_idle_connection_is_kept_for_a_while_and_then_closed() -> None:
    async def play(port: int) -> None:
        reader, writer = await _open(port)
        for _ in range(2):
            writer.write(WHOLE)
            assert b"200 OK" in await reader.readuntil(b"\r\n\r\n")
            assert await reader.readexactly(1) == b"0"
            await asyncio.sleep(SHORT.head_s + 0.3)
        assert await _rest(reader) == b""
        writer.close()

    run(play)


def test_too_many_connections_are_503_and_soon_there_is_room_again() -> None:
    async def play(port: int) -> None:
        clients = [await _open(port) for _ in range(40)]
        answers = await asyncio.gather(*(_rest(reader) for reader, _ in clients))
        refused = [answer for answer in answers if answer.startswith(b"HTTP/1.1 503")]
        assert len(refused) >= 40 - SHORT.per_address
        assert all(b"retry-after: 5" in answer and b"too many connections" in answer for answer in refused)
        for _, writer in clients:
            writer.close()
        await asyncio.sleep(0.2)
        assert b"200 OK" in await _answer(port, WHOLE.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))

    run(play)


def test_a_crowd_that_idles_makes_room() -> None:
    async def play(port: int) -> None:
        clients = [await _open(port) for _ in range(SHORT.per_address)]
        for reader, writer in clients:
            writer.write(WHOLE)
            await reader.readuntil(b"\r\n\r\n0")
        async with asyncio.timeout(SHORT.idle_s * 0.8):
            await asyncio.wait(
                [asyncio.create_task(_rest(reader)) for reader, _ in clients], return_when="FIRST_COMPLETED"
            )
        for _, writer in clients:
            writer.close()

    run(play)


@pytest.mark.parametrize("upgrade", [False, True], ids=["answer", "websocket"])
def test_a_client_that_does_not_read_is_left(upgrade: bool) -> None:
    extra = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" if upgrade else ""
    key = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" if upgrade else ""

    async def play(port: int) -> None:
        reader, writer = await _open(port)
        writer.write(f"GET /big HTTP/1.1\r\nHost: localhost\r\n{extra}{key}\r\n".encode())
        await asyncio.sleep(SHORT.stalled_s * 3)
        assert len(await _rest(reader)) < BIG
        writer.close()

    run(play)


class _Http2:
    """An HTTP/2 client that sends what it is told and nothing else."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self.writer = writer
        self.http = H2Connection(H2Configuration(client_side=True))
        self.http.initiate_connection()

    def head(self, path: str, *, end: bool) -> int:
        stream = self.http.get_next_available_stream_id()
        names = [
            (":method", "GET" if end else "POST"),
            (":path", path),
            (":scheme", "http"),
            (":authority", "localhost"),
        ]
        self.http.send_headers(stream, names, end_stream=end)
        self.flush()
        return stream

    def flush(self) -> None:
        self.writer.write(self.http.data_to_send())

    async def until_over(self) -> list[object]:
        """The resets and goodbyes until the connection or a stream is over."""
        over: list[object] = []
        while not over:
            try:
                data = await self._reader.read(65536)
            except ConnectionError:
                data = b""
            if not data:
                return [None]
            over = [e for e in self.http.receive_data(data) if isinstance(e, StreamReset | ConnectionTerminated)]
            self.flush()
        return over


def test_an_http2_connection_without_a_request_is_ended() -> None:
    async def play(port: int) -> None:
        client = _Http2(*await _open(port))
        client.flush()
        assert await client.until_over()
        client.writer.close()

    run(play)


def test_an_http2_connection_is_not_kept_by_pings() -> None:
    async def play(port: int) -> None:
        client = _Http2(*await _open(port))
        client.head("/", end=True)

        async def ping() -> None:
            while True:
                client.http.ping(b"12345678")
                client.flush()
                await asyncio.sleep(0.1)

        pinging = asyncio.create_task(ping())
        assert await client.until_over()
        pinging.cancel()
        client.writer.close()

    run(play)


def test_an_http2_body_that_does_not_come_ends_its_stream() -> None:
    async def play(port: int) -> None:
        client = _Http2(*await _open(port))
        client.head("/", end=False)
        assert isinstance((await client.until_over())[0], StreamReset)
        client.writer.close()

    run(play)


async def _ask_again(client: _Http2) -> None:
    while True:
        await asyncio.sleep(SHORT.idle_s / 5)
        client.head("/", end=True)


def test_an_http2_client_that_opens_no_window_is_left() -> None:
    async def play(port: int) -> None:
        client = _Http2(*await _open(port))
        client.head("/big", end=True)
        asking = asyncio.create_task(_ask_again(client))  # so that the connection is never idle
        assert await client.until_over()
        asking.cancel()
        client.writer.close()

    run(play)
