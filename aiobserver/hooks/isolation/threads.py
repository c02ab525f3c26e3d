"""A thread for work that calls hooks; when one hangs, another thread takes its place and does the work again."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from queue import SimpleQueue
from typing import Any, TypeVar

from aiobserver.hooks.isolation.call import HookGivenUp
from aiobserver.hooks.isolation.watchdog import Watchdog

T = TypeVar("T")

_CLOSE_S = 5


@dataclass(slots=True, eq=False)
class _Job:
    """Work that may be done twice: a hook that hangs is switched off, then it is done again without."""

    work: Callable[[], Any]
    result: Future[Any] = field(default_factory=Future)


class WatchedThread:
    """One thread at a time, in the order of the calls."""

    def __init__(self, watchdog: Watchdog, name: str) -> None:
        self._watchdog = watchdog
        self._name = name
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._current: _Job | None = None
        self._thread = self._start(None)

    async def run(self, work: Callable[[], T]) -> T:
        """The result of the work, without blocking the event loop."""
        return await asyncio.wrap_future(self._submit(work))

    def call(self, work: Callable[[], T]) -> T:
        """The result of the work."""
        return self._submit(work).result()

    def close(self) -> None:
        """Ends the thread and waits for it; one that hangs ends with the process."""
        self.stop()
        self._thread.join(_CLOSE_S)

    def stop(self) -> None:
        """Ends the thread after what it does now."""
        while not self._jobs.empty():
            waiting = self._jobs.get()
            if waiting is not None:
                waiting.result.cancel()
        self._jobs.put(None)

    def _submit(self, work: Callable[[], T]) -> Future[T]:
        job = _Job(work)
        self._jobs.put(job)
        return job.result

    def _start(self, first: _Job | None) -> threading.Thread:
        thread = threading.Thread(target=self._work, args=(first,), name=self._name, daemon=True)
        thread.start()
        return thread

    def _work(self, first: _Job | None) -> None:
        with suppress(HookGivenUp):  # another thread has taken over
            self._work_off(first)

    def _work_off(self, first: _Job | None) -> None:
        self._watchdog.guard(self._replace)
        job = first or self._jobs.get()
        while job is not None:
            self._current = job
            self._do(job)
            job = self._jobs.get()
        self._watchdog.unguard()

    def _do(self, job: _Job) -> None:
        if not job.result.running() and not job.result.set_running_or_notify_cancel():
            return
        try:
            settle = partial(job.result.set_result, job.work())
        except HookGivenUp:
            raise
        except BaseException as error:  # travels to who waits
            settle = partial(job.result.set_exception, error)
        with self._lock:
            if threading.current_thread() is not self._thread:
                raise HookGivenUp
            settle()

    def _replace(self) -> None:
        with self._lock:
            self._thread = self._start(self._current)
