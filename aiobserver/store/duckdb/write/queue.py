"""Queue of the writer: requests to store, changes to run, and who waits for them."""

from __future__ import annotations

import asyncio
import queue
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiobserver.errors import Unavailable
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.writing import StoreRequest


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Moves the write-ahead log into the file, if there is room."""


@dataclass(frozen=True, slots=True)
class ReplaceFile:
    """Puts the file in the place of the database that `complete(cursor)` makes; there is no transaction around it."""

    complete: Callable[[Cursor], Path]


Task = StoreRequest | ReplaceFile | Checkpoint | Callable[[Cursor], Any]

_GROUP_ROWS = 2_048
_QUEUE_BYTES = 256 * 2**20


@dataclass(slots=True)
class PendingTask:
    """A task, and whom to tell how it went."""

    task: Task
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


class WriteQueue:
    """A bounded queue from the event loop to the writer's thread."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[PendingTask | None] = queue.SimpleQueue()
        self._held: PendingTask | None = None
        self._waiting = 0
        self._waiting_bytes = 0
        self._ended = False
        self.is_closed = False
        """True if later tasks are rejected."""

    async def submit(self, task: Task) -> Any:
        """The task's result, once it is committed.

        :raises Unavailable: too much is waiting, or the server is stopping.
        """
        if self.is_closed:
            raise Unavailable("the server is stopping", retry_after_s=5)
        loop = asyncio.get_running_loop()
        job = PendingTask(task, loop, loop.create_future())
        if self._waiting_bytes + job.size > _QUEUE_BYTES:
            raise Unavailable("write queue is full")
        self._waiting += 1
        self._waiting_bytes += job.size
        self._queue.put(job)
        try:
            return await asyncio.shield(job.future)
        finally:
            self._waiting -= 1
            self._waiting_bytes -= job.size

    def status(self) -> tuple[int, int]:
        """Tasks and bytes that wait."""
        return self._waiting, self._waiting_bytes

    def close(self) -> None:
        """Finish queued tasks, reject new ones."""
        if not self.is_closed:
            self.is_closed = True
            self._queue.put(None)

    def next_group(self, timeout_s: float) -> list[PendingTask] | None:
        """The tasks of the next transaction: all requests that wait, up to a number of rows, or one change.

        Empty if nothing came in time, None once closed and all is done.
        """
        group: list[PendingTask] = []
        rows = 0
        job = self._take(timeout_s)
        while job is not None:
            if not isinstance(job.task, StoreRequest):
                if not group:
                    return [job]
                self._held = job
                break
            group.append(job)
            rows += job.row_count
            job = self._take(0) if rows < _GROUP_ROWS else None
        return group if group or not self._ended else None

    def reject_for(self, seconds: float, error: Unavailable) -> None:
        """Answers all that waits and comes with an error; ends early when closed."""
        deadline = time.monotonic() + seconds
        while not self._ended and (left := deadline - time.monotonic()) > 0:
            job = self._take(left)
            if job is not None:
                job.fail(error)

    @property
    def has_ended(self) -> bool:
        """True if it is closed and empty."""
        return self._ended

    def _take(self, timeout_s: float) -> PendingTask | None:
        """The next job; None: none in time, or the last was taken."""
        if self._held is not None:
            job, self._held = self._held, None
            return job
        if self._ended:
            return None
        try:
            taken = self._queue.get(timeout=timeout_s) if timeout_s else self._queue.get_nowait()
        except queue.Empty:
            return None
        self._ended = taken is None
        return taken
