"""Deleting: exactly what was selected goes, and what is counted from the rest stays right."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiobserver.ingest.delta import DeltaTracker
from aiobserver.model.columns import MARK_SESSION_ROOT, Signal
from aiobserver.store.duckdb.file.database import Cursor, Database
from aiobserver.store.duckdb.traces.index import index_rows, next_span
from aiobserver.store.duckdb.write.deletion import count_selected, delete_step
from aiobserver.store.duckdb.write.writer import Writer
from aiobserver.store.keeping import SIGNALS, Selection
from aiobserver.store.writing import StoreRequest
from tests.chance import by_chance
from tests.rows import NOW, SECOND, log, point, span
from tests.store.duckdb.inserting import insert


def _delete(cursor: Cursor, selection: Selection, *signals: Signal) -> int:
    total = 0
    for signal in signals or SIGNALS:
        while deleted := delete_step(cursor, selection, signal):
            total += deleted
    return total


def _all(cursor: Cursor, query: str) -> list[Any]:
    return cursor.execute(query).fetchall()


@pytest.mark.parametrize(
    ("selection", "left"),
    [
        (Selection(), []),
        (Selection(from_ns=NOW + 2 * SECOND), [0, 1]),
        (Selection(to_ns=NOW + 2 * SECOND), [2, 3]),
        (Selection(service="even"), [1, 3]),
        (Selection(session="first"), [2, 3]),
        (Selection(received_before=NOW + 101 * SECOND), [1, 2, 3]),
        (Selection(service="even", session="first"), [1, 2, 3]),
        (Selection(service="none"), [0, 1, 2, 3]),
    ],
    ids=["everything", "from", "to", "service", "session", "received", "both", "nothing"],
)
def test_what_is_selected_goes_and_nothing_else(cursor: Cursor, selection: Selection, left: list[int]) -> None:
    common = [
        {
            "Timestamp": NOW + number * SECOND,
            "ServiceName": ("even", "odd")[number % 2],
            "SessionId": ("first", "first", "second", None)[number],
            "ReceivedAt": NOW + (100 + number) * SECOND,
        }
        for number in range(4)
    ]
    insert(cursor, "otel_logs", [log(**each) for each in common])
    insert(cursor, "otel_traces", [span(TraceId=f"{n:032x}", **each) for n, each in enumerate(common)])
    insert(
        cursor, "otel_metrics", [point(MetricName=f"m{n}", AggregationTemporality=1, **e) for n, e in enumerate(common)]
    )
    expected = {signal: 4 - len(left) for signal in SIGNALS}
    assert {signal: count_selected(cursor, selection, signal) for signal in SIGNALS} == expected
    assert _delete(cursor, selection) == 3 * (4 - len(left))
    for table in ("otel_logs", "otel_traces", "otel_metrics"):
        assert _all(cursor, f"SELECT Timestamp FROM {table} ORDER BY 1") == [(NOW + n * SECOND,) for n in left]
    assert _delete(cursor, selection) == 0


_SPANS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(1, 6), st.integers(0, 6), st.booleans(), st.integers(0, 9)),
    min_size=1,
    max_size=14,
    unique_by=lambda each: each[:2],
)


@by_chance(40)
@given(spans=_SPANS, indexed=st.integers(0, 14), cut=st.integers(0, 10))
def test_the_index_of_traces_is_that_of_the_spans_that_are_left(
    cursor: Cursor, spans: list[tuple[int, int, int, bool, int]], indexed: int, cut: int
) -> None:
    def clear() -> None:
        for table in ("otel_traces", "trace_index", "trace_index_state"):
            cursor.execute(f"DELETE FROM {table}")

    def row(trace: int, number: int, parent: int, marked: bool, start: int) -> Any:
        return span(
            TraceId=f"{trace:032x}",
            SpanId=f"{number:016x}",
            ParentSpanId=f"{parent:016x}" if parent else "",
            Marks=MARK_SESSION_ROOT if marked else 0,
            Timestamp=NOW + start,
        )

    columns = "* EXCLUDE (FirstRow, LastRow, TraceFirstRow, TraceLastRow)"
    clear()
    insert(cursor, "otel_traces", [row(*each) for each in spans[:indexed]])
    index_rows(cursor)
    insert(cursor, "otel_traces", [row(*each) for each in spans[indexed:]])
    _delete(cursor, Selection(to_ns=NOW + cut), "traces")
    following = next_span(cursor)
    index_rows(cursor)
    after = sorted(_all(cursor, f"SELECT {columns} FROM trace_index"), key=str)
    clear()
    insert(cursor, "otel_traces", [row(*each) for each in spans if each[4] >= cut])
    index_rows(cursor)
    assert after == sorted(_all(cursor, f"SELECT {columns} FROM trace_index"), key=str)
    assert following == len(spans)


def test_the_index_of_sessions_is_that_of_the_records_that_are_left(database: Database) -> None:
    def request(digest: bytes, start: int) -> StoreRequest:
        common = [{"Timestamp": NOW + start + n, "SessionId": f"s{n % 3}"} for n in range(6)]
        rows: dict[Signal, list[Any]] = {
            "logs": [log(EventName=f"e{n % 2}", **each) for n, each in enumerate(common)],
            "traces": [span(SpanId=f"{start + n:016x}", **each) for n, each in enumerate(common)],
            "metrics": [point(AggregationTemporality=1, **each) for each in common],
        }
        return StoreRequest(digest, NOW, rows, ())

    async def run(writer: Writer) -> None:
        await writer.store(request(b"1", 0))
        await writer.store(request(b"2", 10))
        for selection in (Selection(from_ns=NOW + 4, to_ns=NOW + 12), Selection(session="s1")):
            for signal in SIGNALS:
                while await writer.execute(delete_step, selection, signal):
                    pass

    writer = Writer(database, DeltaTracker(lambda _service: frozenset()))
    try:
        asyncio.run(run(writer))
    finally:
        writer.close()
    cursor = database.cursor()
    index = _all(
        cursor,
        "SELECT SessionId, Signal, EventName, sum(Records), min(First), max(Last) FROM session_index GROUP BY ALL",
    )
    counted = _all(
        cursor,
        "SELECT SessionId, 'logs', EventName, count(*), min(Timestamp), max(Timestamp) FROM otel_logs GROUP BY ALL "
        "UNION ALL SELECT SessionId, 'metrics', '', count(*), min(Timestamp), max(Timestamp) FROM otel_metrics "
        "GROUP BY ALL UNION ALL SELECT SessionId, 'traces', '', count(*), min(Timestamp), max(Timestamp + Duration) "
        "FROM otel_traces GROUP BY ALL",
    )
    cursor.close()
    assert sorted(index) == sorted(counted)
    assert {row[0] for row in index} == {"s0", "s2"}


def test_the_last_point_of_a_running_total_stays_while_later_ones_do(cursor: Cursor) -> None:
    points = [point(Timestamp=NOW + n, StartTimestamp=NOW, Value=float(n), ReceivedAt=NOW + n) for n in range(1, 6)]
    ended = [point(MetricName="ended", Timestamp=NOW + n, StartTimestamp=NOW, ReceivedAt=NOW + n) for n in range(1, 4)]
    insert(cursor, "otel_metrics", [*points, *ended])
    selection = Selection(received_before=NOW + 4)
    assert count_selected(cursor, selection, "metrics") == 5
    assert _delete(cursor, selection) == 5
    assert _all(cursor, "SELECT Value FROM otel_metrics ORDER BY 1") == [(3.0,), (4.0,), (5.0,)]
    assert count_selected(cursor, selection, "metrics") == 0
    assert _delete(cursor, Selection()) == 3


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "db.duckdb")
    yield database
    database.close()


def test_a_series_without_points_is_forgotten_and_comes_again(database: Database) -> None:
    def request(digest: bytes, value: float) -> StoreRequest:
        rows = [point(MetricName="tokens", Timestamp=NOW + int(value), StartTimestamp=NOW, Value=value)]
        return StoreRequest(digest, NOW, {"metrics": rows}, ())

    async def run(writer: Writer) -> None:
        await writer.store(request(b"1", 100.0))
        for signal in SIGNALS:
            await writer.execute(delete_step, Selection(), signal)
        assert await writer.forget_series() == 2
        await writer.store(request(b"2", 130.0))

    writer = Writer(database, DeltaTracker(lambda _service: frozenset({"tokens"})))
    try:
        asyncio.run(run(writer))
    finally:
        writer.close()
    cursor = database.cursor()
    assert _all(cursor, "SELECT MetricName, Value FROM otel_metrics ORDER BY 1") == [
        ("tokens", 130.0),
        ("tokens.delta", 30.0),
    ]
    assert _all(cursor, "SELECT MetricName FROM metric_series ORDER BY 1") == [("tokens",), ("tokens.delta",)]
    cursor.close()
