"""Plays the sample: the past at once, and from then on what happens while the time goes by."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from aiobserver.demo.encode import encode
from aiobserver.errors import AIObserverError
from aiobserver.hooks.host import Plugins
from aiobserver.ingest.pipeline import Pipeline
from aiobserver.model.columns import Signal
from aiobserver.model.demo import DemoExport
from aiobserver.otlp.on_demand import DecoderOnDemand
from aiobserver.store.writing import StoreRequest

log = logging.getLogger(__name__)

_SECOND_NS = 10**9
_PAST_NS = 7 * 86_400 * _SECOND_NS
_PERIOD_NS = 15 * 60 * _SECOND_NS
_SEED = 1
_LARGEST_BODY = 2**19


@dataclass(frozen=True, slots=True)
class _Message:
    """An export request, and when it is sent."""

    time_ns: int
    signal: Signal
    body: bytes


class Player:
    """Sends what the plugins offer through decoder, plugins and writer, as if it came from the tools."""

    def __init__(self, plugins: Plugins, decoder: DecoderOnDemand, pipeline: Pipeline) -> None:
        self._plugins = plugins
        self._decoder = decoder
        self._pipeline = pipeline
        self._thread = plugins.thread("demo")

    async def play(self) -> None:
        """Play the sample until cancelled, or until storing fails."""
        try:
            await self._play(time.time_ns())
        except AIObserverError as error:
            log.warning("sample stopped: %s", error)
        finally:
            self._thread.stop()

    async def _play(self, now_ns: int) -> None:
        await self._send(await self._messages(now_ns - _PAST_NS, now_ns, _SEED))
        log.info("sample history complete after %.1f s", (time.time_ns() - now_ns) / _SECOND_NS)
        seed = _SEED
        while True:
            seed += 1
            await self._send_in_time(await self._messages(now_ns, now_ns + _PERIOD_NS, seed))
            await _until(now_ns + _PERIOD_NS)
            now_ns += _PERIOD_NS

    async def _messages(self, start_ns: int, end_ns: int, seed: int) -> list[_Message]:
        """The messages of all plugins, by time."""
        messages = await self._thread.run(lambda: self._plugins.demo(start_ns, end_ns, seed, _message))
        return sorted(messages, key=lambda message: message.time_ns)

    async def _send_in_time(self, messages: list[_Message]) -> None:
        while messages:
            await _until(messages[0].time_ns)
            now_ns = time.time_ns()
            due = [message for message in messages if message.time_ns <= now_ns]
            await self._send(due)
            messages = messages[len(due) :]

    async def _send(self, messages: list[_Message]) -> None:
        for signal, body in _requests(messages):
            await self._pipeline.store(await self._thread.run(lambda: self._prepare(signal, body)))  # noqa: B023 - awaited

    def _prepare(self, signal: Signal, body: bytes) -> StoreRequest:
        received_ns = time.time_ns()
        export = self._decoder.decode(
            body, content_type="application/x-protobuf", path_signal=signal, received_ns=received_ns
        )
        return self._pipeline.prepare(export, received_ns)


def _message(export: DemoExport) -> _Message:
    return _Message(int(export.time_ns), *encode(export))


def _requests(messages: Iterable[_Message]) -> Iterator[tuple[Signal, bytes]]:
    """Fewer, larger requests: protobuf messages of a signal put together are one message."""
    waiting: dict[Signal, list[bytes]] = {}
    for message in messages:
        bodies = waiting.setdefault(message.signal, [])
        bodies.append(message.body)
        if sum(map(len, bodies)) >= _LARGEST_BODY:
            yield message.signal, b"".join(waiting.pop(message.signal))
    for signal, bodies in waiting.items():
        yield signal, b"".join(bodies)


async def _until(time_ns: int) -> None:
    while (left_ns := time_ns - time.time_ns()) > 0:
        await asyncio.sleep(left_ns / _SECOND_NS)
