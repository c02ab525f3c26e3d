"""Reading makes way for writing: while much is being stored, one query runs at a time and rests follow."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

_BUSY_ROWS_PER_S = 2_000.0
"""Far more than one person's tools send: their queries never wait for this."""
_MEMORY_S = 1.0
_LONGEST_WAIT_S = 2.0
_REST = 0.5
"""A rest after a query, as a part of the time that it took."""


class Pace:
    """How many rows a second are being stored, as a mean that forgets what is a few seconds old."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._seen = (now(), 0.0)
        """(when, rows a second then); one value, since threads read it while another writes."""

    def add(self, rows: int) -> None:
        """So many rows were stored just now."""
        now = self._now()
        self._seen = (now, self._rate_at(now) + rows / _MEMORY_S)

    @property
    def is_high(self) -> bool:
        """Whether reading should make way."""
        return self._rate_at(self._now()) > _BUSY_ROWS_PER_S

    def _rate_at(self, now: float) -> float:
        when, rate = self._seen
        return rate * math.exp((when - now) / _MEMORY_S)


class Courtesy:
    """The turns of queries; on one event loop."""

    def __init__(self, pace: Pace, longest_wait_s: float = _LONGEST_WAIT_S) -> None:
        self._pace = pace
        self._longest_wait_s = longest_wait_s
        self._alone = asyncio.Lock()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Waits for the turn of a query: not at all unless much is being stored, never longer than two seconds.

        The rest after it is for the next one to wait.
        """
        if not self._pace.is_high or not await self._taken():
            yield
            return
        started = time.monotonic()
        try:
            yield
        finally:
            rest = _REST * (time.monotonic() - started)
            asyncio.get_running_loop().call_later(min(rest, self._longest_wait_s), self._alone.release)

    async def _taken(self) -> bool:
        try:
            async with asyncio.timeout(self._longest_wait_s):
                await self._alone.acquire()
        except TimeoutError:
            return False
        return True
