"""The hub: publishes committed rows to all subscribers, each through its own bounded queue."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from aiobserver.model.columns import Row, Signal

_QUEUE_ROWS = 5_000


class Subscriber:
    """The queue of one client: at most 5,000 rows; further rows are only counted."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Signal, Sequence[Row]]] = []
        """Committed rows, shared by all subscribers: a slow one holds no copy."""
        self._waiting_rows = 0
        self._missed: dict[Signal, int] = {}
        self._arrived = asyncio.Event()

    def offer(self, signal: Signal, rows: Sequence[Row]) -> None:
        """Never waits and never fails."""
        space = _QUEUE_ROWS - self._waiting_rows
        taken = min(space, len(rows))
        if taken:
            self._waiting.append((signal, rows if taken == len(rows) else rows[:taken]))
            self._waiting_rows += taken
        self._arrived.set()
        if len(rows) > taken:
            self.miss(signal, len(rows) - taken)

    def miss(self, signal: Signal, count: int) -> None:
        """Count rows that it does not get: it has to look anew."""
        self._missed[signal] = self._missed.get(signal, 0) + count
        self._arrived.set()

    async def wait(self) -> None:
        """Wait until there is something to take."""
        await self._arrived.wait()

    def take(self) -> tuple[dict[Signal, list[Row]], dict[Signal, int]]:
        """(rows by signal in order of arrival, how many were missed by signal); empties the queue."""
        rows: dict[Signal, list[Row]] = {}
        for signal, batch in self._waiting:
            rows.setdefault(signal, []).extend(batch)
        missed = self._missed
        self._waiting = []
        self._waiting_rows = 0
        self._missed = {}
        self._arrived.clear()
        return rows, missed


class Hub:
    """All subscribers; used on the event loop only."""

    def __init__(self) -> None:
        self._subscribers: set[Subscriber] = set()

    def publish(self, signal: Signal, rows: Sequence[Row]) -> None:
        """Offers rows to all subscribers."""
        if rows:
            for subscriber in self._subscribers:
                subscriber.offer(signal, rows)

    def announce(self, count: int) -> None:
        """Tell all subscribers that so many entries of the ledger came otherwise than by records."""
        for subscriber in self._subscribers:
            subscriber.miss("logs", count)

    @contextmanager
    def subscribed(self) -> Iterator[Subscriber]:
        """A subscriber, as long as the block runs."""
        subscriber = Subscriber()
        self._subscribers.add(subscriber)
        try:
            yield subscriber
        finally:
            self._subscribers.discard(subscriber)

    def __len__(self) -> int:
        return len(self._subscribers)
