"""What one core can do with each step by itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiobserver.model.columns import Row
from aiobserver.otlp.decode import Decoder
from aiobserver.store.duckdb.file.database import Database
from aiobserver.store.duckdb.write.state import RowNumbers
from aiobserver.store.writing import TABLES
from bench.corpus import MESSAGES, RECORDS, Corpus

_GROUP_ROWS = 2048
REFERENCE_RATE = 2.0e6
"""Spans a second that the protobuf library decodes on a core of the machine where the targets were set."""
_GLANCE_S = 0.3


def decode_only(corpus: Corpus, seconds: float) -> float:
    """Records per second of the protobuf library alone."""
    message = MESSAGES[corpus.signal]
    return _rate(lambda number: message().ParseFromString(corpus.bodies[number % len(corpus.bodies)]), seconds)


class Yardstick:
    """How fast this machine is now, beside the one where the targets were set; shared ones change by the minute."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def speed(self) -> float:
        """1: as fast as that one."""
        return decode_only(self._corpus, _GLANCE_S) / REFERENCE_RATE


def decode_to_rows(corpus: Corpus, seconds: float) -> float:
    """Records per second from bodies to row tuples."""
    decoder = _decoder()
    return _rate(lambda number: _decode(decoder, corpus, number), seconds)


def insert_only(corpus: Corpus, seconds: float, folder: Path) -> float:
    """Rows per second into the tuned database, the same rows as those that are sent."""
    decoder = _decoder()
    rows: list[Row] = []
    for number in range(4 * len(corpus.bodies)):
        export = _decode(decoder, corpus, number)
        rows += [row for batch in export.batches for row in batch.rows]
    rows = RowNumbers(0).add(rows)
    database = Database.open(folder / f"insert-{corpus.signal}.duckdb")
    try:
        return _insert_rate(database, TABLES[corpus.signal], rows, seconds)
    finally:
        database.close()


def _insert_rate(database: Database, table: str, rows: list[Row], seconds: float) -> float:
    cursor = database.cursor()
    done, start = 0, time.perf_counter()
    while (taken := time.perf_counter() - start) < seconds:
        for first in range(0, len(rows), _GROUP_ROWS):
            cursor.execute("BEGIN")
            appender = cursor.appender(table)
            appender.append_rows(rows[first : first + _GROUP_ROWS])
            appender.flush()
            cursor.execute("COMMIT")
        done += len(rows)
    cursor.close()
    return done / taken


def _decoder() -> Decoder:
    return Decoder(lambda _service: ("session.id",))


def _decode(decoder: Decoder, corpus: Corpus, number: int) -> Any:
    return decoder.decode(
        corpus.renewed(number), content_type=corpus.content_type, path_signal=corpus.signal, received_ns=time.time_ns()
    )


def _rate(step: Callable[[int], object], seconds: float) -> float:
    step(0)
    number, start = 0, time.perf_counter()
    while (taken := time.perf_counter() - start) < seconds:
        step(number)
        number += 1
    return number * RECORDS / taken
