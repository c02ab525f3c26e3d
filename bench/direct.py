"""Mixed records through the writer alone, in this process: much faster than over HTTP, for the same database."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from aiobserver.ingest.delta import DeltaTracker
from aiobserver.model.columns import COLUMNS, Row
from aiobserver.otlp.decode import Decoder
from aiobserver.store.duckdb.file.database import Database
from aiobserver.store.duckdb.write.writer import Writer
from aiobserver.store.writing import Count, StoreRequest
from bench.corpus import MARK, RECORDS, Corpus, Signal
from bench.server import DATABASE

_AT_ONCE = 8
_MANY = 64
"""Requests between two looks at the clock."""
_CHANGING: Mapping[Signal, tuple[str, ...]] = {
    "traces": ("TraceId", "SessionId", "SpanAttributes"),
    "logs": ("TraceId", "SessionId", "LogAttributes"),
    "metrics": ("SessionId", "Attributes"),
}
_SERIES = COLUMNS["metrics"].index("SeriesId")


def fill(folder: Path, corpora: Mapping[Signal, Corpus], records: int, tell: Callable[[int, float], None]) -> None:
    """Stores records of all signals in turns. :param tell: gets how many there are, after each of some requests."""
    database = Database.open(folder / DATABASE)
    writer = Writer(database, DeltaTracker(lambda _service: frozenset({"gemini_cli.token.usage"})))
    try:
        asyncio.run(_store(writer, {signal: _rows(corpus) for signal, corpus in corpora.items()}, records, tell))
    finally:
        writer.close()
        database.close()


def resident_mb() -> float:
    """Resident memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


async def _store(
    writer: Writer, rows: Mapping[Signal, list[list[Row]]], records: int, tell: Callable[[int, float], None]
) -> None:
    began = time.perf_counter()
    signals = tuple(rows)
    for first in range(0, records // RECORDS, _MANY):
        turn = asyncio.Semaphore(_AT_ONCE)

        async def store(number: int, turn: asyncio.Semaphore = turn) -> None:
            async with turn:
                signal = signals[number // _AT_ONCE % len(signals)]
                await writer.store(_request(signal, rows[signal][number % len(rows[signal])]))

        await asyncio.gather(*(store(number) for number in range(first, first + _MANY)))
        tell((first + _MANY) * RECORDS, time.perf_counter() - began)


def _rows(corpus: Corpus) -> list[list[Row]]:
    """The rows of each body, as the server makes them."""
    decoder = Decoder(lambda _service: ("session.id",))
    exports = [
        decoder.decode(body, content_type=corpus.content_type, path_signal=corpus.signal, received_ns=time.time_ns())
        for body in corpus.bodies
    ]
    return [[row for batch in export.batches for row in batch.rows] for export in exports]


def _request(signal: Signal, rows: list[Row]) -> StoreRequest:
    """The rows as if of new sessions, traces and series."""
    fresh, mark = secrets.token_hex(len(MARK)), MARK.hex()
    places = [COLUMNS[signal].index(name) for name in _CHANGING[signal]]
    renewed = []
    for row in rows:
        values = list(row)
        for place in places:
            values[place] = values[place].replace(mark, fresh)
        if signal == "metrics":
            values[_SERIES] = hash((values[_SERIES], fresh)) % 2**64
        renewed.append(tuple(values))
    counts = (Count("received", signal, "bench", "", len(rows)),)
    return StoreRequest(secrets.token_bytes(16), time.time_ns(), {signal: renewed}, counts, 100 * len(rows))
