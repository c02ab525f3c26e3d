"""OTLP/HTTP: encoding → body → decode and prepare → store → reply; the same for each signal."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import falcon.asgi

from aiobserver.api.http.lenient import LenientRequest
from aiobserver.errors import InvalidRequest
from aiobserver.hooks.isolation.threads import WatchedThread
from aiobserver.ingest.admission import Admission, Reservation
from aiobserver.ingest.pipeline import Pipeline
from aiobserver.model.batch import Export
from aiobserver.model.columns import Signal
from aiobserver.otlp.compression import check_encoding, decompress, is_compressed
from aiobserver.otlp.on_demand import DecoderOnDemand
from aiobserver.otlp.reply import Encoding, failure, media_kind, media_type, reply_encoding, success
from aiobserver.store.writing import StoreRequest
from aiobserver.system.memory import MemoryBudget

T = TypeVar("T")

Receive = Callable[[], Awaitable[dict[str, Any]]]
"""ASGI's."""

_SMALL_BYTES = 2**20
_SMALL_WIRE_BYTES = 16 * 2**10
"""Gzip packs at most 1:1028, so larger bodies may be large; what zstd packs better is decompressed quickly."""
_ROW_BYTES = 700
"""Memory of a row, beside the texts of the body; measured."""


@dataclass(frozen=True, slots=True)
class _Head:
    """The headers that describe the body."""

    content_type: str | None
    content_encoding: str | None
    signal: Signal | None


class _Watch:
    """ASGI's `receive`, which remembers whether the client left."""

    __slots__ = ("_receive", "left")

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.left = False

    async def __call__(self) -> dict[str, Any]:
        event = await self._receive()
        self.left = self.left or event["type"] == "http.disconnect"
        return event


class ExportRequest(LenientRequest):
    """Knows whether the client left: Falcon takes that for the end of the body, and half a body may decode.

    A path may end with slashes.
    """

    def __init__(self, scope: dict[str, Any], receive: Receive, *args: Any, **kwargs: Any) -> None:
        self._watch = _Watch(receive)  # no closure over the request: a cycle would keep its body in memory
        super().__init__(scope, self._watch, *args, **kwargs)
        self.path = self.path.rstrip("/") or "/"

    @property
    def left(self) -> bool:
        return self._watch.left


class Receiver:
    """Shared by the resources of all signals: decoding thread, pipeline, limits."""

    def __init__(
        self,
        decoder: DecoderOnDemand,
        pipeline: Pipeline,
        thread: WatchedThread,
        max_body_bytes: int,
        budget: MemoryBudget | None = None,
    ) -> None:
        """:param thread: where hooks are asked, and small requests decoded."""
        self._decoder = decoder
        self._pipeline = pipeline
        self._max_body_bytes = max_body_bytes
        self._admission = Admission(budget)
        self._thread = thread
        self._large = ThreadPoolExecutor(1, thread_name_prefix="decode-large")  # nobody waits behind a giant

    async def receive(self, req: ExportRequest, signal: Signal | None) -> Export:
        """Stores one export request.

        :raises RequestError: it cannot be stored, ever. :raises Unavailable: it cannot be stored now.
        """
        head = _Head(req.content_type, req.get_header("Content-Encoding"), signal)
        media_kind(head.content_type)
        check_encoding(head.content_encoding)
        with self._admission.admit(req.content_length or 0, self._max_body_bytes) as reservation:
            wire = await _read(req, reservation)
            reservation.body_complete()
            body = await self._decompressed(wire, head, reservation)
            export, request = await self._prepared(body, head, req.context)
            reservation.reserve_rows(len(body) + _ROW_BYTES * sum(map(len, request.rows.values())))
            await self._pipeline.store(request)
            return export

    def close(self) -> None:
        """Ends the decoding threads."""
        self._thread.close()
        self._large.shutdown(cancel_futures=True)

    async def _decompressed(self, wire: bytes, head: _Head, reservation: Reservation) -> bytes:
        if not is_compressed(head.content_encoding):
            return wire
        work = partial(decompress, wire, head.content_encoding, self._max_body_bytes)
        body = await (self._thread.run(work) if len(wire) <= _SMALL_WIRE_BYTES else self._in_large(work))
        reservation.decompressed(len(body))
        return body

    async def _prepared(self, body: bytes, head: _Head, context: Any) -> tuple[Export, StoreRequest]:
        received_ns = time.time_ns()
        decode = partial(self._decode, body, head, context, received_ns)
        if len(body) <= _SMALL_BYTES:
            return await self._thread.run(lambda: self._with_rows(decode(), received_ns))
        export = await self._in_large(decode)
        return await self._thread.run(lambda: self._with_rows(export, received_ns))

    async def _in_large(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._large, work)

    def _decode(self, body: bytes, head: _Head, context: Any, received_ns: int) -> Export:
        context.encoding = self._decoder.encoding_of(body, head.content_type)
        return self._decoder.decode(
            body, content_type=head.content_type, path_signal=head.signal, received_ns=received_ns
        )

    def _with_rows(self, export: Export, received_ns: int) -> tuple[Export, StoreRequest]:
        return export, self._pipeline.prepare(export, received_ns)


async def _read(req: ExportRequest, reservation: Reservation) -> bytes:
    chunks: list[bytes] = []
    async for chunk in req.stream:
        reservation.grow(len(chunk))
        chunks.append(chunk)
    if req.left:
        raise InvalidRequest("the request body was truncated")
    return b"".join(chunks)


class IngestResource:
    """`POST /v1/<signal>`, and `POST /` for any signal."""

    def __init__(self, receiver: Receiver, signal: Signal | None) -> None:
        self._receiver = receiver
        self._signal = signal

    async def on_post(self, req: ExportRequest, resp: falcon.asgi.Response) -> None:
        export = await self._receiver.receive(req, self._signal)
        encoding = _encoding(req)
        resp.content_type = media_type(encoding)
        resp.data = success(export.signal, encoding, export.rejected, export.message)


def answer_status(
    req: falcon.asgi.Request, resp: falcon.asgi.Response, status: int, message: str, error: Exception
) -> None:
    """The answer of a failed request: a google.rpc.Status in its encoding."""
    encoding = _encoding(req)
    if status == 405:  # noqa: PLR2004 - Falcon adds OPTIONS to the list
        resp.set_header("Allow", (resp.get_header("Allow") or "").removesuffix(", OPTIONS"))
    resp.content_type = media_type(encoding)
    resp.data = failure(encoding, status, message, getattr(error, "where", ""))


def _encoding(req: falcon.asgi.Request) -> Encoding:
    """The request's encoding, that is the answer's; without a type and a readable body it is JSON."""
    found: Encoding | None = getattr(req.context, "encoding", None)
    return found or reply_encoding(req.content_type, b"{")
