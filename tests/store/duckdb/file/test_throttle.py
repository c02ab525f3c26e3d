"""Queries make way for storing while much is stored, and only then; none waits for ever."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from aiobserver.store.duckdb.file.database import Cursor, Database
from aiobserver.store.duckdb.file.reader import Reader
from aiobserver.store.duckdb.file.throttle import IngestRate, QueryThrottle

_MANY_ROWS = 1_000_000
_NEVER_S = 60


class Clock:
    """A clock that is set by hand, in seconds."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


class Together:
    """A read that notes how many of it run at once."""

    def __init__(self, parties: int) -> None:
        self._running = 0
        self.most = 0
        self._lock = threading.Lock()
        self._all_here = threading.Event()
        self._parties = parties

    def __call__(self, _cursor: Cursor) -> None:
        with self._lock:
            self._running += 1
            self.most = max(self.most, self._running)
            if self._running == self._parties:
                self._all_here.set()
        self._all_here.wait(0.2)
        with self._lock:
            self._running -= 1


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "db.duckdb")
    yield database
    database.close()


def _most_at_once(database: Database, rate: IngestRate) -> int:
    reader = Reader(database, rate)
    read = Together(3)

    async def run() -> None:
        await asyncio.gather(*(reader.run(read) for _ in range(3)))

    try:
        asyncio.run(run())
    finally:
        reader.close()
    return read.most


def test_queries_run_side_by_side(database: Database) -> None:
    rate = IngestRate()
    rate.add(500)

    assert _most_at_once(database, rate) == 3


def test_while_much_is_stored_one_runs_at_a_time(database: Database) -> None:
    rate = IngestRate()
    rate.add(_MANY_ROWS)

    assert _most_at_once(database, rate) == 1


def test_a_large_request_now_and_then_is_not_much_for_long() -> None:
    clock = Clock()
    rate = IngestRate(clock)
    assert not rate.is_high
    rate.add(5_000)
    assert rate.is_high
    clock.now_s = 2
    assert not rate.is_high


def test_a_steady_stream_is_as_much_as_it_is() -> None:
    clock = Clock()
    slow, fast = IngestRate(clock), IngestRate(clock)
    for tenth in range(100):
        clock.now_s = tenth / 10
        slow.add(150)
        fast.add(300)

    assert not slow.is_high
    assert fast.is_high


def test_a_query_behind_a_slow_one_does_not_wait_for_its_end() -> None:
    rate = IngestRate()
    rate.add(_MANY_ROWS)
    throttle = QueryThrottle(rate, longest_wait_s=0.05)
    order: list[str] = []

    async def slow(second_done: asyncio.Event) -> None:
        async with throttle.slot():
            await asyncio.wait_for(second_done.wait(), _NEVER_S)
            order.append("slow")

    async def run() -> None:
        second_done = asyncio.Event()
        first = asyncio.create_task(slow(second_done))
        await asyncio.sleep(0)
        async with throttle.slot():
            order.append("second")
        second_done.set()
        await first

    asyncio.run(run())

    assert order == ["second", "slow"]


def test_a_query_that_fails_gives_up_its_slot() -> None:
    rate = IngestRate()
    rate.add(_MANY_ROWS)
    throttle = QueryThrottle(rate, longest_wait_s=_NEVER_S)

    async def fail() -> None:
        async with throttle.slot():
            raise LookupError

    async def run() -> None:
        with pytest.raises(LookupError):
            await fail()
        async with asyncio.timeout(_NEVER_S / 2), throttle.slot():
            pass

    asyncio.run(run())
