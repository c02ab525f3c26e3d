"""Bounds on the bytes in memory between the socket and the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from aiobserver.errors import TooLarge, Unavailable

_LIMIT_BYTES = 256 * 2**20


class Room:
    """The share of one request; it grows with what really arrives."""

    def __init__(self, intake: Intake, largest: int) -> None:
        self._intake = intake
        self._largest = largest
        self.received = 0

    def grow(self, size: int) -> None:
        """:raises TooLarge: the body is over its limit. :raises Unavailable: too much is in flight."""
        if self.received + size > self._largest:
            raise too_large(self._largest)
        self._intake.reserve(size)
        self.received += size


class Intake:
    """The bytes of all requests that are being received or stored."""

    def __init__(self, limit: int = _LIMIT_BYTES) -> None:
        self._limit = limit
        self._used = 0

    @contextmanager
    def room_for(self, declared: int, largest: int) -> Iterator[Room]:
        """Room for one body, as long as the block runs.

        :param declared: its Content-Length, 0 if unknown. :param largest: the limit of one body.
        :raises TooLarge: the declared length is over the limit. :raises Unavailable: too much is in flight.
        """
        if declared > largest:
            raise too_large(largest)
        room = Room(self, largest)
        try:
            yield room
        finally:
            self._used -= room.received

    def reserve(self, size: int) -> None:
        """:raises Unavailable: too much is in flight."""
        if self._used and self._used + size > self._limit:
            raise Unavailable("too many requests are being received")
        self._used += size


def too_large(largest: int) -> TooLarge:
    """The error for a body over its limit."""
    return TooLarge(f"the body is over {largest} bytes; see AI_OBSERVER_MAX_BODY_MB")
