"""Reads off the event loop, each with a cursor and a deadline of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

import duckdb

from aiobserver.errors import QueryTimeout
from aiobserver.storage.database import Cursor, Database

P = ParamSpec("P")
T = TypeVar("T")

_THREADS = 4
_TIMEOUT_S = 20.0


class Reader:
    """Runs read functions in worker threads."""

    def __init__(self, database: Database, *, timeout_s: float = _TIMEOUT_S) -> None:
        self._database = database
        self._timeout_s = timeout_s
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="read")

    async def run(self, read: Callable[Concatenate[Cursor, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`read(cursor, …)` in a worker thread.

        :raises QueryTimeout: it took longer than the deadline and was interrupted.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, lambda: self._read(read, *args, **kwargs))

    def _read(self, read: Callable[Concatenate[Cursor, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        cursor = self._database.cursor()
        deadline = threading.Timer(self._timeout_s, cursor.interrupt)
        deadline.start()
        try:
            return read(cursor, *args, **kwargs)
        except duckdb.InterruptException as error:
            raise QueryTimeout(f"the query took longer than {self._timeout_s:g} s; choose a shorter range") from error
        finally:
            deadline.cancel()
            cursor.close()

    def close(self) -> None:
        """Waits for the running reads."""
        self._pool.shutdown(cancel_futures=True)
