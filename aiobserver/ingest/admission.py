"""Bounds on what is in memory between the socket and the database, and on how long it waits there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from aiobserver.errors import TooLarge, Unavailable
from aiobserver.system.memory import MemoryBudget

_LONGEST_WAIT_S = 1.0
_ALWAYS_BYTES = 8 * 2**20
"""So much may wait however long it takes: tools that never send again should not be refused for a slow disk."""


class Room:
    """The share of one request; it grows with what really arrives."""

    def __init__(self, intake: Intake, largest: int) -> None:
        self._intake = intake
        self._largest = largest
        self.received = 0
        self.decoded = 0

    def grow(self, size: int) -> None:
        """:raises TooLarge: the body is over its limit. :raises Unavailable: too much is in flight."""
        if self.received + size > self._largest:
            raise too_large(self._largest)
        self._intake.reserve(size)
        self.received += size

    def whole(self) -> None:
        """The body is there; from now on it waits for us, not for its sender."""
        self._intake.wait(self)

    def unpacked(self, size: int) -> None:
        """The body has `size` bytes decompressed. :raises Unavailable: too much is in flight."""
        more = max(0, size - self.received)
        self._intake.reserve(more)
        self.received += more

    def hold_rows(self, size: int) -> None:
        """The rows made of the body take `size` bytes. :raises Unavailable: too many rows wait already."""
        self._intake.reserve_rows(size)
        self.decoded += size


class Intake:
    """All requests that are being received or stored; used on the event loop only."""

    def __init__(self, budget: MemoryBudget | None = None, now: Callable[[], float] = time.monotonic) -> None:
        self._budget = budget or MemoryBudget()
        self._now = now
        self._received = 0
        self._decoded = 0
        self._waiting: dict[Room, float] = {}
        """Requests whose body is there → since when, the oldest first."""

    @contextmanager
    def room_for(self, declared: int, largest: int) -> Iterator[Room]:
        """Room for one body, as long as the block runs.

        :param declared: its Content-Length, 0 if unknown. :param largest: the limit of one body.
        :raises TooLarge: the declared length is over the limit. :raises Unavailable: too much is in flight.
        """
        if declared > largest:
            raise too_large(largest)
        self._check_wait()
        room = Room(self, largest)
        try:
            yield room
        finally:
            self._waiting.pop(room, None)
            self._received -= room.received
            self._decoded -= room.decoded

    def reserve(self, size: int) -> None:
        """:raises Unavailable: too much is in flight."""
        if self._received and self._received + size > self._budget.received:
            raise Unavailable("too many requests are being received")
        self._received += size

    def reserve_rows(self, size: int) -> None:
        """:raises Unavailable: too many rows wait already."""
        if self._decoded and self._decoded + size > self._budget.decoded:
            raise Unavailable("too much is waiting to be stored")
        self._decoded += size

    def wait(self, room: Room) -> None:
        """The request of this room waits from now on."""
        self._waiting[room] = self._now()

    def _check_wait(self) -> None:
        """Whoever comes now would wait behind the others: they are told at once when that takes too long.

        :raises Unavailable: the oldest request has waited too long, and many wait behind it.
        """
        oldest = next(iter(self._waiting), None)
        if oldest is None or self._now() - self._waiting[oldest] < _LONGEST_WAIT_S:
            return
        if self._received - oldest.received > _ALWAYS_BYTES:
            raise Unavailable("more comes in than can be stored")


def too_large(largest: int) -> TooLarge:
    """The error for a body over its limit."""
    return TooLarge(f"the body is over {largest} bytes; see AI_OBSERVER_MAX_BODY_MB")
