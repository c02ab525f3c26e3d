"""Throttles queries in favour of ingest: while much is being stored, one runs at a time, with a pause after each."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

_BUSY_ROWS_PER_S = 2_000.0
"""Far more than one person's tools send: their queries are never throttled."""
_MEMORY_S = 1.0
_LONGEST_WAIT_S = 2.0
_PAUSE = 0.5
"""The pause after a query, as a part of the time that it took."""


class IngestRate:
    """Rows stored per second, as an exponentially decaying mean over about a second."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._seen = (now(), 0.0)
        """(when, rows a second then); one value, since threads read it while another writes."""

    def add(self, rows: int) -> None:
        """Count rows stored just now."""
        now = self._now()
        self._seen = (now, self._rate_at(now) + rows / _MEMORY_S)

    @property
    def is_high(self) -> bool:
        """Ingest is heavy enough that queries should yield."""
        return self._rate_at(self._now()) > _BUSY_ROWS_PER_S

    def _rate_at(self, now: float) -> float:
        when, rate = self._seen
        return rate * math.exp((when - now) / _MEMORY_S)


class QueryThrottle:
    """Slots for queries while ingest is heavy; used on one event loop."""

    def __init__(self, rate: IngestRate, longest_wait_s: float = _LONGEST_WAIT_S) -> None:
        self._rate = rate
        self._longest_wait_s = longest_wait_s
        self._alone = asyncio.Lock()

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Wait for a slot: not at all unless ingest is heavy, never longer than two seconds.

        The slot is freed after a pause, which the next query waits for.
        """
        if not self._rate.is_high or not await self._acquired():
            yield
            return
        started = time.monotonic()
        try:
            yield
        finally:
            pause = _PAUSE * (time.monotonic() - started)
            asyncio.get_running_loop().call_later(min(pause, self._longest_wait_s), self._alone.release)

    async def _acquired(self) -> bool:
        try:
            async with asyncio.timeout(self._longest_wait_s):
                await self._alone.acquire()
        except TimeoutError:
            return False
        return True
