"""The services and counts of a range are those of its records, of whatever kind they are."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from aiobserver.ingest.delta import DeltaTracker
from aiobserver.store.duckdb.file.database import Cursor, Database
from aiobserver.store.duckdb.totals.reads import read_services, read_totals
from aiobserver.store.duckdb.write.writer import Writer
from aiobserver.store.totals import Totals
from aiobserver.store.writing import StoreRequest
from tests.rows import NOW, SECOND, log, point, span

_END = 2**64 - 1
_LATER = NOW + 100 * SECOND


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[Cursor]:
    """A service of each signal, at a time of its own, and one with a trace that goes on between the others."""
    database = Database.open(tmp_path / "db.duckdb")
    writer = Writer(database, DeltaTracker(lambda _service: frozenset()))
    spans = [
        span(ServiceName="spans", SpanId="a" * 16),
        span(ServiceName="spans", SpanId="b" * 16, ParentSpanId="a" * 16, Timestamp=_LATER, StatusCode="ERROR"),
    ]
    logs = [log(ServiceName="logs", Timestamp=NOW + 10 * SECOND)]
    points = [
        point(ServiceName=name, ResourceAttributes=f'{{"service.name":"{name}"}}', Timestamp=NOW + second * SECOND)
        for name, second in (("points", 20), ("logs", 30))
    ]
    asyncio.run(writer.store(StoreRequest(b"1", NOW, {"traces": spans, "logs": logs, "metrics": points}, ())))
    writer.close()
    cursor = database.cursor()
    yield cursor
    cursor.close()
    database.close()


@pytest.mark.parametrize(
    ("first", "end", "services"),
    [
        (0, _END, ["logs", "points", "spans"]),
        (NOW + SECOND, NOW + 15 * SECOND, ["logs"]),
        (NOW + 15 * SECOND, NOW + 25 * SECOND, ["points"]),
        (NOW + 25 * SECOND, NOW + 35 * SECOND, ["logs"]),
        (NOW + 20 * SECOND, NOW + 20 * SECOND, []),
        (_LATER, _END, ["spans"]),
    ],
)
def test_services_are_those_with_a_record_in_the_range(
    stored: Cursor, first: int, end: int, services: list[str]
) -> None:
    assert read_services(stored, first, end) == services


@pytest.mark.parametrize(
    ("first", "end", "totals"),
    [
        (0, _END, Totals(1, 2, 1, 1, 2)),
        (NOW, _LATER, Totals(1, 1, 0, 1, 2)),
        (_LATER, _END, Totals(1, 1, 1, 0, 0)),
        (NOW + SECOND, _LATER, Totals(0, 0, 0, 1, 2)),
    ],
)
def test_a_trace_counts_where_it_has_a_span(stored: Cursor, first: int, end: int, totals: Totals) -> None:
    assert read_totals(stored, first, end)[0] == totals
