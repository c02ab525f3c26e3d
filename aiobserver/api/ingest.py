"""OTLP/HTTP: encoding → body → decode and prepare → store → reply; the same for each signal."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import falcon.asgi

from aiobserver.errors import TooLarge, Unavailable
from aiobserver.model import Export, Signal
from aiobserver.otlp.compression import decompressor
from aiobserver.otlp.decode import Decoder
from aiobserver.otlp.reply import failure, media_type, reply_encoding, success
from aiobserver.pipeline import Pipeline
from aiobserver.storage.request import StoreRequest

_IN_FLIGHT_BYTES = 256 * 2**20
_BODY_DEADLINE_S = 30
_DECODERS = 2


@dataclass(slots=True)
class Intake:
    """Bounds the bytes that are in memory between the socket and the database."""

    limit: int = _IN_FLIGHT_BYTES
    used: int = 0

    def take(self, size: int) -> None:
        """:raises Unavailable: too much is in flight already."""
        if self.used and self.used + size > self.limit:
            raise Unavailable("too many requests are being received")
        self.used += size

    def give_back(self, size: int) -> None:
        self.used -= size


class Receiver:
    """What the resources of all signals share: decoding threads, pipeline, limits."""

    def __init__(self, decoder: Decoder, pipeline: Pipeline, max_body_bytes: int) -> None:
        self._decoder = decoder
        self._pipeline = pipeline
        self._max_body_bytes = max_body_bytes
        self._intake = Intake()
        self._threads = ThreadPoolExecutor(_DECODERS, thread_name_prefix="decode")

    async def receive(self, req: falcon.asgi.Request, signal: Signal | None) -> tuple[Export, bytes]:
        """Stores one export request; returns it with the first bytes of its body.

        :raises RequestError: it cannot be stored, ever. :raises Unavailable: it cannot be stored now.
        """
        taken = 0
        try:
            declared = self._declared_length(req)
            self._intake.take(declared)
            taken = declared
            body = await asyncio.wait_for(self._body(req), _BODY_DEADLINE_S)
            self._intake.take(len(body))
            taken += len(body)
            loop = asyncio.get_running_loop()
            export, request = await loop.run_in_executor(
                self._threads, self._prepare, body, req.content_type, signal, time.time_ns()
            )
            await self._pipeline.store(request)
            return export, body[:64]
        except TimeoutError:
            raise Unavailable(f"the body took longer than {_BODY_DEADLINE_S} s") from None
        finally:
            self._intake.give_back(taken)

    def close(self) -> None:
        """Ends the decoding threads."""
        self._threads.shutdown(cancel_futures=True)

    def _declared_length(self, req: falcon.asgi.Request) -> int:
        length = req.content_length or 0
        if length > self._max_body_bytes:
            raise self._too_large()
        return length

    async def _body(self, req: falcon.asgi.Request) -> bytes:
        feed = decompressor(req.get_header("Content-Encoding"), self._max_body_bytes)
        received = 0
        async for chunk in req.stream:
            received += len(chunk)
            if received > self._max_body_bytes:
                raise self._too_large()
            feed.feed(chunk)
        return feed.finish()

    def _too_large(self) -> TooLarge:
        return TooLarge(f"the body is over {self._max_body_bytes} bytes; see AI_OBSERVER_MAX_BODY_MB")

    def _prepare(
        self, body: bytes, content_type: str | None, signal: Signal | None, received_ns: int
    ) -> tuple[Export, StoreRequest]:
        export = self._decoder.decode(body, content_type=content_type, path_signal=signal, received_ns=received_ns)
        return export, self._pipeline.prepare(export, received_ns)


class IngestResource:
    """`POST /v1/<signal>`, and `POST /` for any signal."""

    def __init__(self, receiver: Receiver, signal: Signal | None) -> None:
        self._receiver = receiver
        self._signal = signal

    async def on_post(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        export, start = await self._receiver.receive(req, self._signal)
        encoding = reply_encoding(req.content_type, start)
        resp.content_type = media_type(encoding)
        resp.data = success(export.signal, encoding, export.rejected, export.message)


def answer_status(
    req: falcon.asgi.Request, resp: falcon.asgi.Response, status: int, message: str, where: str
) -> None:
    """The answer of a failed request: a google.rpc.Status in its encoding."""
    encoding = reply_encoding(req.content_type, b"{")
    if status == 405:
        resp.set_header("Allow", "POST")
    resp.content_type = media_type(encoding)
    resp.data = failure(encoding, status, message, where)
