"""Admission control: bounds on memory between the socket and the database, and on the time requests wait there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from aiobserver.errors import TooLarge, Unavailable
from aiobserver.system.memory import MemoryBudget

_LONGEST_WAIT_S = 1.0
_ALWAYS_BYTES = 8 * 2**20
"""This much may wait for any time: tools that never retry should not be refused for a slow disk."""


class Reservation:
    """The memory reserved for one request; it grows with what really arrives."""

    def __init__(self, admission: Admission, largest: int) -> None:
        self._admission = admission
        self._largest = largest
        self.received = 0
        self.decoded = 0

    def grow(self, size: int) -> None:
        """:raises TooLarge: the body is over its limit. :raises Unavailable: too much is in flight."""
        if self.received + size > self._largest:
            raise too_large(self._largest)
        self._admission.reserve(size)
        self.received += size

    def body_complete(self) -> None:
        """Mark the body as received: from now on it waits for the server, not for its sender."""
        self._admission.wait(self)

    def decompressed(self, size: int) -> None:
        """Reserve the decompressed size of the body. :raises Unavailable: too much is in flight."""
        more = max(0, size - self.received)
        self._admission.reserve(more)
        self.received += more

    def reserve_rows(self, size: int) -> None:
        """Reserve `size` bytes for the rows made of the body. :raises Unavailable: too many rows wait already."""
        self._admission.reserve_rows(size)
        self.decoded += size


class Admission:
    """Admits requests within a memory budget; used on the event loop only."""

    def __init__(self, budget: MemoryBudget | None = None, now: Callable[[], float] = time.monotonic) -> None:
        self._budget = budget or MemoryBudget()
        self._now = now
        self._received = 0
        self._decoded = 0
        self._waiting: dict[Reservation, float] = {}
        """Requests whose body is there → since when, the oldest first."""

    @contextmanager
    def admit(self, declared: int, largest: int) -> Iterator[Reservation]:
        """Admit one request for the duration of the block.

        :param declared: its Content-Length, 0 if unknown. :param largest: the limit of one body.
        :raises TooLarge: the declared length is over the limit. :raises Unavailable: too much is in flight.
        """
        if declared > largest:
            raise too_large(largest)
        self._check_wait()
        reservation = Reservation(self, largest)
        try:
            yield reservation
        finally:
            self._waiting.pop(reservation, None)
            self._received -= reservation.received
            self._decoded -= reservation.decoded

    def reserve(self, size: int) -> None:
        """:raises Unavailable: too much is in flight."""
        if self._received and self._received + size > self._budget.received:
            raise Unavailable("too many requests are being received")
        self._received += size

    def reserve_rows(self, size: int) -> None:
        """:raises Unavailable: too many rows wait already."""
        if self._decoded and self._decoded + size > self._budget.decoded:
            raise Unavailable("write queue is full")
        self._decoded += size

    def wait(self, reservation: Reservation) -> None:
        """Start the waiting time of a request."""
        self._waiting[reservation] = self._now()

    def _check_wait(self) -> None:
        """Refuse a new request at once if it would wait too long behind the others.

        :raises Unavailable: the oldest request has waited too long, and many wait behind it.
        """
        oldest = next(iter(self._waiting), None)
        if oldest is None or self._now() - self._waiting[oldest] < _LONGEST_WAIT_S:
            return
        if self._received - oldest.received > _ALWAYS_BYTES:
            raise Unavailable("ingest is faster than storage; retry later")


def too_large(largest: int) -> TooLarge:
    """The error for a body over its limit."""
    return TooLarge(f"the body is over {largest} bytes; see AI_OBSERVER_MAX_BODY_MB")
