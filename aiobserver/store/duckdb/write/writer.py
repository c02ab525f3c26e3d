"""The one thread that writes: it commits all waiting requests together, answers them, and recovers from faults.

Module by module: `queue`, `transaction` (what is committed together), `maintenance` (between commits),
`file/space` (room on the disk). What happens when something fails is told here (docs/decisions/0012).
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import MappingProxyType
from typing import Concatenate, ParamSpec, TypeVar

import duckdb

from aiobserver.errors import AIObserverError, DatabaseError, InvalidRequest, Unavailable
from aiobserver.ledger.metering import MeterRule
from aiobserver.ledger.prices import Prices
from aiobserver.model.columns import Signal
from aiobserver.store.duckdb.file.database import Cursor, Database
from aiobserver.store.duckdb.file.throttle import IngestRate
from aiobserver.store.duckdb.ledger import fill
from aiobserver.store.duckdb.write.deletion import STEP_ROWS, delete_step, forget_series
from aiobserver.store.duckdb.write.maintenance import Maintenance
from aiobserver.store.duckdb.write.queue import Checkpoint, PendingTask, ReplaceFile, WriteQueue
from aiobserver.store.duckdb.write.transaction import Transactions
from aiobserver.store.keeping import Selection
from aiobserver.store.ledger import Repriced, RepriceRange
from aiobserver.store.writing import Increments, Sighted, Stored, StoreRequest

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)

_QUIET_S = 0.2
"""Time without a request after which the writer counts as idle."""
_NEXT_STEP_S = 0.02
"""And so long from then on, between one step of it and the next."""
_IDLE_S = 1.0
"""Pause between two checks of itself when nothing else happens, and between two attempts to recover."""
_YIELD = 5.0
"""The pause after a part of an import, as a multiple of the time that it took, while much telemetry comes."""
_LONGEST_YIELD_S = 5.0
_RETRY_AFTER_S = 5

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


class Writer:
    """Stores export requests and runs changes, one transaction at a time; the thread starts at once."""

    def __init__(
        self,
        database: Database,
        increments: Increments,
        meter_rules: Mapping[str, MeterRule] = MappingProxyType({}),
        prices: Prices | None = None,
    ) -> None:
        self._database = database
        self._increments = increments
        self._meter_rules = meter_rules
        self._prices = prices or Prices()
        self._queue = WriteQueue()
        self.ingest_rate = IngestRate()
        self._problem: str | None = None
        self._indexing = ThreadPoolExecutor(1, thread_name_prefix="index")
        self._begin()
        self._thread = threading.Thread(target=self._run, name="writer")
        self._thread.start()

    async def store(self, request: StoreRequest) -> Stored:
        """Returns once the request's rows are committed.

        :raises InvalidRequest: a value cannot be stored, now or ever; nothing of the request was stored.
        :raises Unavailable: cannot be stored now, or it is not known whether it was; sent again it is stored once.
        """
        begin = time.monotonic()
        stored: Stored = await self._queue.submit(request)
        if request.transcripts and self.ingest_rate.is_high:
            await asyncio.sleep(min(_LONGEST_YIELD_S, _YIELD * (time.monotonic() - begin)))
        return stored

    async def execute(self, change: Callable[Concatenate[Cursor, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs `change(cursor, …)` in a transaction of its own and returns its result, or raises what it raises."""
        return await self._queue.submit(lambda cursor: change(cursor, *args, **kwargs))  # type: ignore[no-any-return]

    async def replace_file(self, complete: Callable[[Cursor], Path]) -> None:
        """Replace the database by the file that `complete(cursor)` makes, and continue with it.

        :raises Unavailable: the database stays as it is.
        """
        await self._queue.submit(ReplaceFile(complete))

    async def checkpoint(self) -> None:
        """Moves the write-ahead log into the file, if there is room; deleted rows give their blocks back."""
        await self._queue.submit(Checkpoint())

    async def delete_step(self, selection: Selection, signal: Signal) -> tuple[int, bool]:
        """Delete some of the selected records, and what the ledger knows from them.

        :returns: (how many records, whether anything was left to delete)
        """

        def step(cursor: Cursor) -> tuple[int, bool]:
            records = delete_step(cursor, selection, signal)
            if signal == "metrics":
                if records:
                    self._transactions.forget_points()
                return records, records > 0
            sightings = self._transactions.forget_calls(selection, signal, STEP_ROWS)
            if signal == "logs":
                sightings += self._transactions.forget_transcripts(selection, STEP_ROWS)
            return records, records > 0 or sightings > 0

        return await self.execute(step)

    async def forget_transcripts(self, service: str) -> int:
        """Delete some of what transcripts told of a service; number of sightings."""
        selection = Selection(service=service)
        return await self.execute(lambda _cursor: self._transactions.forget_told(selection, STEP_ROWS))

    async def add_sightings(self, signal: Signal, sighted: Sequence[tuple[Sighted, int]], end: int) -> None:
        """Add sightings of records that are stored already, each with its number; all before `end` is read."""

        def add(cursor: Cursor) -> None:
            self._transactions.add_sightings(sighted)
            fill.advance(cursor, signal, end)

        await self.execute(add)

    async def meter_sessions(self, first: int, end: int) -> None:
        """Compare metrics and calls of the sessions of these rows of series; all before `end` is read."""

        def meter(cursor: Cursor) -> None:
            self._transactions.meter(fill.read_sessions(cursor, first, end))
            fill.advance(cursor, "metrics", end)

        await self.execute(meter)

    async def reprice(self, span: RepriceRange, calls: int) -> Repriced:
        """Price the first stored calls of a range anew, at most so many."""
        return await self.execute(lambda _cursor: self._transactions.reprice(span, calls))

    async def forget_series(self) -> int:
        """Forgets the metric series that have no points any more; how many."""
        return await self.execute(lambda cursor: forget_series(cursor, self._transactions.series))

    def queue_status(self) -> tuple[int, int]:
        """Requests and bytes that wait to be stored."""
        return self._queue.status()

    def problem(self) -> str | None:
        """Reason why a write would not be accepted now, or None."""
        if self._queue.is_closed:
            return "the server is stopping"
        return self._problem or self._database.problem() or self._database.space.shortage()

    def close(self) -> None:
        """Stores what is waiting, then stops; later requests are refused."""
        self._queue.close()
        self._thread.join()
        self._indexing.shutdown()
        self._transactions.close()

    def _run(self) -> None:
        is_quiet = False
        while (group := self._queue.next_group(self._patience_s(is_quiet=is_quiet))) is not None:
            is_quiet = not group
            try:
                self._step(group)
            except BaseException as error:  # the thread must live: whatever happens, everybody is answered
                log.exception("writer error; continuing")
                for job in group:
                    job.fail(self._unavailable(error))
        self._tidy()

    def _patience_s(self, *, is_quiet: bool) -> float:
        """Time to wait for requests before turning to maintenance; short once the writer is idle."""
        if not self._maintenance.is_due:
            return _IDLE_S
        return _NEXT_STEP_S if is_quiet else _QUIET_S

    def _step(self, group: Sequence[PendingTask]) -> None:
        if group and not isinstance(group[0].task, StoreRequest):
            self._maintenance.before_change()
        if group and isinstance(group[0].task, ReplaceFile):
            self._replace_file(group[0], group[0].task)
        elif group and isinstance(group[0].task, Checkpoint):
            self._maintenance.checkpoint()
            group[0].answer(None)
        elif group:
            self._write(group)
            self._maintenance.after_commit()
        else:
            self._when_idle()
        if self._database.is_suspect and not self._database.probe():
            self._recover()

    def _replace_file(self, job: PendingTask, task: ReplaceFile) -> None:
        try:
            fresh = task.complete(self._transactions.cursor)
            self._maintenance.checkpoint()
        except (duckdb.Error, OSError, Unavailable) as error:
            self._transactions.rollback()
            job.fail(Unavailable(_first_line(error), _RETRY_AFTER_S))
            return
        self._transactions.close()
        try:
            self._database.exchange(fresh)
            self._begin()
        except (duckdb.Error, DatabaseError, Unavailable, OSError) as error:
            self._database.mark_suspect()
            self._recover()
            job.fail(Unavailable(_first_line(error), _RETRY_AFTER_S))
        else:
            job.answer(None)

    def _begin(self) -> None:
        self._transactions = Transactions(self._database, self._increments, self._meter_rules, self._prices)
        self._maintenance = Maintenance(self._transactions.cursor, self._database, self._indexing)

    def _write(self, group: Sequence[PendingTask]) -> None:
        refusal = self._refusal(group)
        if refusal is not None:
            for job in group:
                job.fail(Unavailable(refusal, _RETRY_AFTER_S))
            return
        failure = self._attempt(group)
        if failure is None:
            return
        if len(group) == 1:
            group[0].fail(self._told(failure))
        elif isinstance(failure, (duckdb.Error, *_BAD_VALUES)) and self._database.probe():
            for job in group:  # one of them is bad, perhaps
                self._write([job])
        else:
            for job in group:
                job.fail(self._unavailable(failure))

    def _attempt(self, group: Sequence[PendingTask]) -> BaseException | None:
        """Commits the group and answers it; why not, if it fails: then nothing of it is remembered."""
        try:
            outcomes = self._transactions.run([job.task for job in group])
        except BaseException as error:  # whatever happens, everybody is answered
            self._transactions.rollback()
            return error.with_traceback(None)  # its frames hold handles of the database
        self._problem = None
        self._maintenance.stored(self._transactions.rows, self._transactions.rows_of)
        self.ingest_rate.add(sum(self._transactions.rows_of.values()))
        replaced = self._database.problem()  # then the commit went into a file that nobody will open again
        for job, outcome in zip(group, outcomes, strict=True):
            if replaced is None:
                job.answer(outcome)
            else:
                job.fail(Unavailable(replaced, _RETRY_AFTER_S))
        if self._transactions.is_untidy:
            self._tidy()
        return None

    def _told(self, failure: BaseException) -> BaseException:
        """Error for the sender of a request that failed alone."""
        if isinstance(failure, AIObserverError):
            return failure
        if isinstance(failure, _BAD_VALUES):
            return InvalidRequest(f"cannot be stored: {_first_line(failure)}")
        return self._unavailable(failure)

    def _unavailable(self, failure: BaseException) -> Unavailable:
        self._database.mark_suspect()
        self._problem = f"cannot write to the database: {_first_line(failure)}"
        return Unavailable(self._problem, _RETRY_AFTER_S)

    def _refusal(self, group: Sequence[PendingTask]) -> str | None:
        """Reason why the group must not be written, or None."""
        problem = self._database.problem()
        if problem is not None:
            return problem
        space = self._database.space
        if not isinstance(group[0].task, StoreRequest):
            return space.shortage_for_change()
        size = sum(job.size for job in group)
        if space.shortage(size) is not None and space.checkpoint_would_help:
            self._maintenance.checkpoint()
        return space.shortage(size)

    def _when_idle(self) -> None:
        """Maintenance, and finding out whether what went wrong is over."""
        self._maintenance.when_idle()
        space = self._database.space
        if space.shortage() is not None and space.checkpoint_would_help:
            self._maintenance.checkpoint()
        if self._problem is not None and space.shortage() is None:
            self._tidy()

    def _tidy(self) -> None:
        """Rewrites the small tables; that it succeeds is also how a problem is seen to be over."""
        if self._database.problem() is not None or self._database.space.shortage_for_change() is not None:
            return
        try:
            self._transactions.tidy()
        except duckdb.Error as error:
            self._transactions.rollback()
            self._unavailable(error)
        else:
            self._problem = None

    def _recover(self) -> None:
        """Opens the database again, as often as it takes; meanwhile everybody is told to come back."""
        reason = self._problem or "the database had to be closed"
        log.error("%s; opening it again", reason)
        while not self._queue.has_ended:
            self._transactions.close()
            try:
                self._database.reopen()
                self._begin()
            except (duckdb.Error, DatabaseError, Unavailable, OSError) as error:
                self._database.mark_suspect()
                problem = f"the database cannot be opened again: {_first_line(error)}"
                if problem != self._problem:
                    log.error("%s", problem)
                self._problem = problem
            else:
                self._problem = None
                log.warning("the database is open again: all that was acknowledged is there")
                return
            self._queue.reject_for(_IDLE_S, Unavailable(problem, _RETRY_AFTER_S))


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
