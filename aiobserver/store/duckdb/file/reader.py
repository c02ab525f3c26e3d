"""Reads off the event loop, each with a cursor and a deadline of its own."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

import duckdb

from aiobserver.errors import QueryTimeout, Unavailable
from aiobserver.store.duckdb.file.database import Cursor, Database
from aiobserver.store.duckdb.file.throttle import IngestRate, QueryThrottle

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)

_THREADS = 4
_TIMEOUT_S = 20.0
_FAULTS = (duckdb.FatalException, duckdb.InternalException, duckdb.IOException)
"""Errors that are not the query's fault; the first two end the database."""
_DAMAGED = "Corrupt database file"
"""DuckDB's message for a block with a wrong checksum, in an error without a type; other blocks are readable."""
_MOST_WAITING = 64
"""Queries that run or wait; a dashboard of the largest kind asks a dozen at once."""


class Reader:
    """Runs read functions in worker threads."""

    def __init__(self, database: Database, rate: IngestRate | None = None, *, timeout_s: float = _TIMEOUT_S) -> None:
        """:param rate: of the writer, by which queries are throttled."""
        self._database = database
        self._throttle = QueryThrottle(rate or IngestRate())
        self._timeout_s = timeout_s
        self._waiting = 0
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="read")

    async def run(self, read: Callable[Concatenate[Cursor, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`read(cursor, …)` in a worker thread.

        :raises QueryTimeout: it took longer than the deadline, waiting included, and was interrupted.
        :raises Unavailable: too many queries wait already, or the database is being opened again or cannot be read.
        """
        if self._waiting >= _MOST_WAITING:
            raise Unavailable("too many queries are waiting")
        loop = asyncio.get_running_loop()
        deadline = time.monotonic() + self._timeout_s
        self._waiting += 1
        try:
            async with self._throttle.slot():
                return await loop.run_in_executor(self._pool, lambda: self._read_by(deadline, read, *args, **kwargs))
        finally:
            self._waiting -= 1

    def _read_by(
        self, deadline: float, read: Callable[Concatenate[Cursor, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        if time.monotonic() > deadline:
            raise QueryTimeout(f"the query waited longer than {self._timeout_s:g} s for other queries")
        return self._read(read, *args, **kwargs)

    def _read(self, read: Callable[Concatenate[Cursor, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with self._database.reading() as cursor:
            deadline = threading.Timer(self._timeout_s, cursor.interrupt)
            deadline.start()
            try:
                return read(cursor, *args, **kwargs)
            except duckdb.InterruptException as error:
                if not deadline.finished.is_set():
                    raise Unavailable("the query was interrupted; try again") from None
                raise QueryTimeout(
                    f"the query took longer than {self._timeout_s:g} s; choose a shorter range"
                ) from error
            except duckdb.OutOfMemoryException:
                raise Unavailable(
                    "the query needs more memory than the database may take; choose a shorter range"
                ) from None
            except _FAULTS as error:
                self._database.mark_suspect()
                log.error("read failed: %s", str(error).splitlines()[0])
                raise Unavailable("the database could not be read; see the server log") from None
            except duckdb.Error as error:
                if _DAMAGED not in str(error):
                    raise
                log.error("read failed: %s", str(error).splitlines()[0])
                raise Unavailable(
                    "a part of the database file is damaged; stop the server and run: aiobserver doctor", 60
                ) from None
            finally:
                deadline.cancel()

    def close(self) -> None:
        """Interrupts the running reads."""
        self._database.interrupt_reads()
        self._pool.shutdown(cancel_futures=True)
