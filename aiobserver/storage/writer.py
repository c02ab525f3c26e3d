"""The one thread that writes: it commits all waiting requests together, then answers them."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

import duckdb

from aiobserver.errors import AIObserverError, InvalidRequest, Unavailable
from aiobserver.model import Row
from aiobserver.storage.database import Cursor, Database
from aiobserver.storage.memory import Counters, RetryWindow, SeriesIndex, SessionTotals, SpanNumbers
from aiobserver.storage.queries import sql
from aiobserver.storage.request import TABLES, Count, Increments, Stored, StoreRequest
from aiobserver.storage.upkeep import Upkeep

P = ParamSpec("P")
T = TypeVar("T")

_GROUP_ROWS = 2_048
_QUEUE_BYTES = 256 * 2**20
_QUIET_S = 0.2
"""So long without a request, and there is time for upkeep."""
_TIDY_AFTER_ROWS = 20_000

# What a value that does not fit its column raises; everything else may be better the next time.
_BAD_VALUES = (
    duckdb.ConversionException,
    duckdb.InvalidInputException,
    duckdb.OutOfRangeException,
    duckdb.InvalidTypeException,
    duckdb.ConstraintException,
    duckdb.NotImplementedException,
    OverflowError,
    UnicodeError,
    ValueError,
    TypeError,
)


@dataclass(slots=True)
class _Job:
    """A request to store or a change to run, and whom to tell."""

    task: StoreRequest | Callable[[Cursor], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]

    @property
    def size(self) -> int:
        return self.task.size if isinstance(self.task, StoreRequest) else 0

    @property
    def row_count(self) -> int:
        return sum(map(len, self.task.rows.values())) if isinstance(self.task, StoreRequest) else 0

    def answer(self, result: Any) -> None:
        self._tell(lambda: self.future.set_result(result))

    def fail(self, error: BaseException) -> None:
        self._tell(lambda: self.future.set_exception(error))

    def _tell(self, settle: Callable[[], None]) -> None:
        def unless_settled() -> None:
            if not self.future.done():
                settle()

        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(unless_settled)


class Writer:
    """Stores export requests and runs changes, one transaction at a time; the thread starts at once."""

    def __init__(self, database: Database, increments: Increments) -> None:
        self._cursor = database.cursor()
        self._increments = increments
        self._increments.restore(self._cursor.execute(sql("writer_delta_state")).fetchall())
        self._retries = RetryWindow(self._cursor.execute(sql("writer_stored_requests")).fetchall())
        self._series = SeriesIndex(number for (number,) in self._cursor.execute(sql("writer_series")).fetchall())
        self._spans = SpanNumbers(self._cursor.execute(sql("writer_next_span")).fetchall()[0][0])
        self._sessions = SessionTotals()
        self._counters = Counters()
        self._memories = (self._retries, self._series, self._spans, self._sessions, self._counters, self._increments)
        self._upkeep = Upkeep(self._cursor)
        self._untidy_rows = 0
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._waiting_bytes = 0
        self._waiting = 0
        self._problem: str | None = None
        self._closing = False
        self._tidy()
        self._thread = threading.Thread(target=self._run, name="writer")
        self._thread.start()

    async def store(self, request: StoreRequest) -> Stored:
        """Returns once the request's rows are committed.

        :raises InvalidRequest: a value cannot be stored, now or ever; nothing of the request was stored.
        :raises Unavailable: cannot be stored now; nothing of the request was stored.
        """
        if self._waiting_bytes + request.size > _QUEUE_BYTES:
            raise Unavailable("too much is waiting to be stored")
        return await self._submit(request)  # type: ignore[no-any-return]

    async def execute(self, change: Callable[Concatenate[Cursor, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs `change(cursor, …)` in a transaction of its own and returns its result, or raises what it raises."""
        return await self._submit(lambda cursor: change(cursor, *args, **kwargs))  # type: ignore[no-any-return]

    def queue_status(self) -> tuple[int, int]:
        """Requests and bytes that wait to be stored."""
        return self._waiting, self._waiting_bytes

    def problem(self) -> str | None:
        """Why a write would not be accepted now, or None."""
        if self._closing:
            return "the server is stopping"
        return self._problem

    def close(self) -> None:
        """Stores what is waiting, then stops; later requests are refused."""
        if not self._closing:
            self._closing = True
            self._jobs.put(None)
        self._thread.join()
        self._cursor.close()

    async def _submit(self, task: StoreRequest | Callable[[Cursor], Any]) -> Any:
        if self._closing:
            raise Unavailable("the server is stopping", retry_after_s=5)
        loop = asyncio.get_running_loop()
        job = _Job(task, loop, loop.create_future())
        self._waiting += 1
        self._waiting_bytes += job.size
        self._jobs.put(job)
        try:
            return await asyncio.shield(job.future)
        finally:
            self._waiting -= 1
            self._waiting_bytes -= job.size

    def _run(self) -> None:
        for group in self._groups():
            try:
                self._write(group)
            except BaseException as error:  # the thread must live: whatever happens, everybody is answered
                self._abandon()
                for job in group:
                    job.fail(Unavailable(f"storing failed: {_first_line(error)}"))
            self._upkeep.while_busy()
        self._tidy()

    def _groups(self) -> Iterator[list[_Job]]:
        """All that waits, up to a number of rows; a change is a group of its own."""
        stopping = False
        while not stopping:
            job = self._next()
            group: list[_Job] = []
            rows = 0
            while True:
                if job is None:
                    stopping = True
                elif isinstance(job.task, StoreRequest):
                    group.append(job)
                    rows += job.row_count
                else:
                    if group:
                        yield group
                        group, rows = [], 0
                    yield [job]
                if stopping or rows >= _GROUP_ROWS:
                    break
                try:
                    job = self._jobs.get_nowait()
                except queue.Empty:
                    break
            if group:
                yield group

    def _next(self) -> _Job | None:
        """The next job, None when stopping; what there is to do for the tables is done while there is none."""
        while self._upkeep.is_due:
            try:
                return self._jobs.get(timeout=_QUIET_S)
            except queue.Empty:
                self._upkeep.while_quiet()
        return self._jobs.get()

    def _write(self, group: Sequence[_Job]) -> None:
        if len(group) == 1:
            self._write_alone(group[0])
            return
        try:
            outcomes = self._transact([job.task for job in group])
        except (duckdb.Error, *_BAD_VALUES):
            self._abandon()
            for job in group:
                self._write_alone(job)
        else:
            for job, outcome in zip(group, outcomes, strict=True):
                job.answer(outcome)

    def _write_alone(self, job: _Job) -> None:
        try:
            job.answer(self._transact([job.task])[0])
        except AIObserverError as error:
            self._abandon()
            job.fail(error)
        except _BAD_VALUES as error:
            self._abandon()
            job.fail(InvalidRequest(f"cannot be stored: {_first_line(error)}"))
        except duckdb.Error as error:
            self._abandon()
            self._problem = f"the database refuses to store: {_first_line(error)}"
            job.fail(Unavailable(self._problem, retry_after_s=5))

    def _transact(self, tasks: Sequence[StoreRequest | Callable[[Cursor], Any]]) -> list[Any]:
        self._cursor.execute("BEGIN")
        requests = [task for task in tasks if isinstance(task, StoreRequest)]
        outcomes: list[Any]
        if requests:
            outcomes = list(self._append(requests))
        else:
            outcomes = [task(self._cursor) for task in tasks if not isinstance(task, StoreRequest)]
        self._cursor.execute("COMMIT")
        for part in self._memories:
            part.commit()
        self._problem = None
        if self._untidy_rows > _TIDY_AFTER_ROWS:
            self._tidy()
        return outcomes

    def _append(self, requests: Sequence[StoreRequest]) -> list[Stored]:
        tables: dict[str, list[Row]] = {}
        outcomes = [self._collect(request, tables) for request in requests]
        tables["counters"] = self._counters.rows()
        tables["session_index"] = self._sessions.rows()
        for table, rows in tables.items():
            self._append_rows(table, rows)
        self._upkeep.stored(sum(map(len, tables.values())), len(tables.get("otel_traces", ())))
        for table in ("counters", "stored_requests", "delta_state", "session_index"):
            self._untidy_rows += len(tables.get(table, ()))
        return outcomes

    def _collect(self, request: StoreRequest, tables: dict[str, list[Row]]) -> Stored:
        if request.digest and self._retries.seen(request.digest):
            self._counters.add(
                Count("deduplicated", count.signal, count.service, "", count.amount)
                for count in request.counts
                if count.kind == "received"
            )
            return Stored(duplicate=True)
        if request.digest:
            self._retries.add(request.digest, request.received_ns)
            tables.setdefault("stored_requests", []).append((request.digest, request.received_ns))
        self._counters.add(request.counts)
        points = request.rows.get("metrics", [])
        increments, states = self._increments.add(points)
        for signal, rows in request.rows.items():
            self._sessions.add(signal, rows)
            tables.setdefault(TABLES[signal], []).extend(self._spans.add(rows) if signal == "traces" else rows)
        tables.setdefault("otel_metrics", []).extend(increments)
        tables.setdefault("delta_state", []).extend(states)
        tables.setdefault("metric_series", []).extend(self._series.add([*points, *increments]))
        return Stored(increments=increments)

    def _append_rows(self, table: str, rows: list[Row]) -> None:
        if rows:
            appender = self._cursor.appender(table)
            try:
                appender.append_rows(rows)
                appender.flush()
            except BaseException:
                appender.clear()
                raise

    def _abandon(self) -> None:
        """Leaves the transaction, if one is open, and forgets what it would have changed."""
        with suppress(duckdb.Error):  # none is open: DuckDB ends a transaction itself when its commit fails
            self._cursor.execute("ROLLBACK")
        for part in self._memories:
            part.rollback()

    def _tidy(self) -> None:
        """Rewrites the small append-only tables without what is out of date."""
        self._untidy_rows = 0
        replacements = {
            "stored_requests": self._retries.prune(time.time_ns()),
            "delta_state": self._increments.states(),
            "counters": self._cursor.execute(sql("writer_counters")).fetchall(),
        }
        try:
            self._cursor.execute("BEGIN")
            for table, rows in replacements.items():
                self._cursor.execute(sql(f"writer_clear_{table}"))
                self._append_rows(table, rows)
            for step in ("session_index_merge", "session_index_clear", "session_index_store"):
                self._cursor.execute(sql(step))
            self._cursor.execute("COMMIT")
        except duckdb.Error as error:
            self._abandon()
            self._problem = f"the database refuses to store: {_first_line(error)}"


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
