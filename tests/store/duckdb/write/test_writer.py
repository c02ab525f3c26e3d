"""The writer answers once it has committed, stores a request wholly or not at all, and never twice."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from aiobserver.errors import InvalidRequest, NotFound, Unavailable
from aiobserver.ingest.delta import DeltaTracker
from aiobserver.model.columns import Row, Signal
from aiobserver.store.duckdb.file.database import Cursor, Database
from aiobserver.store.duckdb.logs.reads import list_logs
from aiobserver.store.duckdb.write.deletion import delete_step
from aiobserver.store.duckdb.write.writer import Writer
from aiobserver.store.keeping import Selection
from aiobserver.store.logs import LogFilter
from aiobserver.store.writing import Count, Stored, StoreRequest
from tests.rows import NOW, log, point, span


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "db.duckdb")
    yield database
    database.close()


@pytest.fixture
def writer(database: Database) -> Iterator[Writer]:
    writer = start(database)
    yield writer
    writer.close()


def start(database: Database) -> Writer:
    return Writer(database, DeltaTracker(lambda _service: frozenset({"metric"})))


def request(digest: str, counts: tuple[Count, ...] = (), **rows: list[Row]) -> StoreRequest:
    by_signal: dict[Signal, list[Row]] = {signal: rows[signal] for signal in rows}  # type: ignore[misc]
    return StoreRequest(digest.encode(), NOW, by_signal, counts, size=100)


def count(database: Database, table: str) -> Any:
    return database.cursor().execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]


def has(database: Database, table: str, rows: int) -> bool:
    return bool(count(database, table) == rows)


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert condition()


def store(writer: Writer, *requests: StoreRequest) -> list[Stored | BaseException]:
    async def all_at_once() -> list[Stored | BaseException]:
        return await asyncio.gather(*(writer.store(each) for each in requests), return_exceptions=True)

    return asyncio.run(all_at_once())


def test_what_was_answered_is_committed(database: Database, writer: Writer) -> None:
    store(writer, request("a", traces=[span()], logs=[log(), log()], metrics=[point()]))
    assert [count(database, name) for name in ("otel_traces", "otel_logs")] == [1, 2]


def test_a_request_sent_again_is_stored_once_even_at_the_same_time(database: Database, writer: Writer) -> None:
    outcomes = store(writer, *[request("a", logs=[log()]) for _ in range(5)])
    assert sorted(outcome.duplicate for outcome in outcomes if isinstance(outcome, Stored)) == [False] + [True] * 4
    assert count(database, "otel_logs") == 1


def test_a_request_sent_again_after_a_restart_is_stored_once(database: Database) -> None:
    for _ in range(2):
        writer = start(database)
        store(writer, request("a", logs=[log()], metrics=[point()]))
        writer.close()
    assert [count(database, name) for name in ("otel_logs", "stored_requests", "metric_series")] == [1, 1, 2]


def test_spans_are_numbered_in_order_of_arrival_and_taken_into_the_index(database: Database) -> None:
    for first in (0, 2):
        writer = start(database)
        for number in (first, first + 1):
            store(writer, request(f"{number}", traces=[span(SpanId=f"{number:016x}", TraceId=f"{number:032x}")]))
        wait_for(partial(has, database, "trace_index", first + 2))
        writer.close()
    rows = database.cursor().execute("SELECT RowNumber, SpanId FROM otel_traces ORDER BY RowNumber").fetchall()
    assert rows == [(number, f"{number:016x}") for number in range(4)]
    assert database.cursor().execute("SELECT TraceId FROM trace_index ORDER BY ALL").fetchall() == [
        (f"{number:032x}",) for number in range(4)
    ]


def test_blocks_of_logs_are_taken_into_the_index_in_quiet_times_and_again_after_a_deletion(database: Database) -> None:
    writer = start(database)
    logs = [log(Timestamp=number, Body='"RareTerm"' if number == 3 else '"usual"') for number in range(5_000)]
    store(writer, request("a", logs=logs[:3_000]))
    wait_for(partial(has, database, "log_index", 1))
    store(writer, request("b", logs=logs[3_000:]))
    wait_for(partial(has, database, "log_index", 2))
    assert asyncio.run(writer.execute(delete_step, Selection(to_ns=3), "logs")) == 3
    wait_for(partial(has, database, "log_index", 2))
    writer.close()
    cursor = database.cursor()
    assert cursor.execute("SELECT Block FROM log_index ORDER BY ALL").fetchall() == [(0,), (1,)]
    found = list_logs(cursor, LogFilter(0, NOW, search="rareterm"), 10, 0, lambda rows: [row[0] for row in rows])
    assert found == ([3], 1)
    writer = start(database)
    store(writer, request("c", logs=[log()]))
    writer.close()
    assert database.cursor().execute("SELECT max(RowNumber) FROM otel_logs").fetchall() == [(5_000,)]


def test_increments_are_stored_with_their_points_and_survive_a_restart(database: Database) -> None:
    for moment, value in ((1, 5.0), (2, 7.0)):
        writer = start(database)
        store(writer, request(f"{moment}", metrics=[point(Timestamp=moment, Value=value)]))
        writer.close()
    rows = database.cursor().execute("SELECT Value FROM otel_metrics WHERE MetricName = 'metric.delta'").fetchall()
    assert rows == [(5.0,), (2.0,)]


def test_runs_that_were_forgotten_go_on_from_their_stored_state(database: Database) -> None:
    for moment in (1, 2, 3):
        writer = Writer(database, DeltaTracker(lambda _service: frozenset({"metric"}), 2))
        for run in range(20):
            rows = [point(SeriesId=run, StartTimestamp=7, Timestamp=10 * moment, Value=float(run + 100 * moment))]
            store(writer, request(f"{moment} {run}", metrics=rows))
            store(writer, request(f"{moment} {run} again", metrics=rows))
        writer.close()
    cursor = database.cursor()
    increments = "SELECT Timestamp, count(*), sum(Value) FROM otel_metrics WHERE MetricName = 'metric.delta' GROUP BY 1"
    assert sorted(cursor.execute(increments).fetchall()) == [(10, 20, 2190.0), (20, 20, 2000.0), (30, 20, 2000.0)]
    assert cursor.execute("SELECT count(*), min(Timestamp), max(Value) FROM delta_state").fetchall() == [
        (20, 30, 319.0)
    ]
    assert count(database, "metric_series") == 21


POISON = {
    "too large a number": {"TraceFlags": 2**40},
    "a negative time": {"Timestamp": -1},
    "a lone surrogate": {"ServiceName": "\ud800"},
    "a missing column": {"ServiceName": None},
}


@pytest.mark.parametrize("many", [1, 400], ids=["few rows", "many rows"])
@pytest.mark.parametrize("poison", POISON.values(), ids=POISON.keys())
def test_a_poisoned_request_is_refused_and_the_others_of_its_group_are_stored(
    database: Database, writer: Writer, poison: dict[str, object], many: int
) -> None:
    outcomes = store(
        writer,
        request("a", logs=[log(SeverityText="a")] * many, metrics=[point(Timestamp=1, Value=2.0)]),
        request("b", logs=[log(SeverityText="b"), log(**poison)], metrics=[point(Timestamp=2, Value=9.0)]),
        request("c", logs=[log(SeverityText="c")] * many, metrics=[point(Timestamp=3, Value=5.0)]),
    )
    assert [type(outcome) for outcome in outcomes] == [Stored, InvalidRequest, Stored]
    texts = database.cursor().execute("SELECT DISTINCT SeverityText FROM otel_logs ORDER BY ALL").fetchall()
    assert count(database, "otel_logs") == 2 * many
    increments = database.cursor().execute("SELECT sum(Value) FROM otel_metrics WHERE MetricName LIKE '%.delta'")
    assert (texts, increments.fetchall()) == ([("a",), ("c",)], [(5.0,)])


def test_a_poisoned_request_sent_again_is_refused_again(database: Database, writer: Writer) -> None:
    bad = request("b", logs=[log(TraceFlags=2**40)])
    outcomes = store(writer, bad) + store(writer, bad)
    assert [type(outcome) for outcome in outcomes] == [InvalidRequest, InvalidRequest]
    assert count(database, "stored_requests") == 0


def test_counters_add_up_and_are_kept(database: Database) -> None:
    counts = (Count("received", "logs", "svc", "", 3), Count("dropped", "logs", "svc", "", 2))
    writer = start(database)
    store(writer, request("a", counts, logs=[log()]), request("b", counts, logs=[log()]), request("a", counts))
    writer.close()
    start(database).close()
    sums = database.cursor().execute("SELECT Kind, sum(Amount)::INT FROM counters GROUP BY ALL ORDER BY ALL").fetchall()
    assert sums == [("deduplicated", 3), ("dropped", 4), ("received", 6)]


def test_a_change_returns_its_result_or_leaves_no_trace(database: Database, writer: Writer) -> None:
    def add(cursor: Cursor, fail: bool) -> str:
        cursor.execute("INSERT INTO dashboards VALUES ('1', 'n', '', false, 0, 0)")
        if fail:
            raise NotFound("no such widget")
        return "done"

    with pytest.raises(NotFound, match="no such widget"):
        asyncio.run(writer.execute(add, True))
    assert count(database, "dashboards") == 0
    assert asyncio.run(writer.execute(add, False)) == "done"
    assert count(database, "dashboards") == 1


def test_a_fault_of_the_database_is_a_reason_to_try_again_and_the_writer_goes_on(
    database: Database, writer: Writer
) -> None:
    def broken(cursor: Cursor) -> None:
        cursor.execute("SELECT * FROM no_such_table")

    with pytest.raises(Unavailable):
        asyncio.run(writer.execute(broken))
    assert isinstance(store(writer, request("a", logs=[log()]))[0], Stored)
    assert writer.problem() is None


def test_a_stopped_writer_refuses_and_what_was_waiting_is_stored(database: Database) -> None:
    writer = start(database)

    async def close_while_waiting() -> list[Stored | BaseException]:
        waiting = [asyncio.create_task(writer.store(request(str(n), logs=[log()]))) for n in range(20)]
        await asyncio.sleep(0)
        await asyncio.to_thread(writer.close)
        return await asyncio.gather(*waiting, return_exceptions=True)

    outcomes = asyncio.run(close_while_waiting())
    assert all(isinstance(outcome, Stored) for outcome in outcomes)
    assert count(database, "otel_logs") == 20
    assert isinstance(store(writer, request("late", logs=[log()]))[0], Unavailable)


def test_old_digests_are_forgotten_and_ten_thousand_kept(database: Database) -> None:
    writer = start(database)
    requests = [StoreRequest(f"{n}".encode(), n, {"logs": [log()]}) for n in range(10_050)]
    store(writer, *requests)
    writer.close()
    assert count(database, "stored_requests") == 10_000
    writer = start(database)
    outcomes = store(writer, requests[0], requests[-1])
    writer.close()
    assert [outcome.duplicate for outcome in outcomes if isinstance(outcome, Stored)] == [False, True]
