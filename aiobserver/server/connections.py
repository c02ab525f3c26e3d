"""Limits on the connections of one port: their number and their timeouts (docs/decisions/0017)."""

from __future__ import annotations

import resource
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

from uvicorn.server import ServerState

_FILES = 20_000
_OWN_FILES = 128
"""File descriptors reserved for the database, its temporary files and the log."""
_FEWEST = 8
_CROWDED = 0.5
_PROGRESS_BYTES = 16 * 2**10
_MOST_UNSENT = 256 * 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one port; times in seconds."""

    connections: int = 8_192
    per_address: int = 6_144
    """Other machines still get in when one takes all it can."""
    head_s: float = 10
    """Timeout from the first byte of a request, or the start of a connection, to the end of the headers."""
    body_s: float = 30
    body_bytes_per_s: int = 16 * 2**10
    """A body may take longer if it arrives at this rate."""
    idle_s: float = 75
    """Keep-alive timeout. Tools export every 5 to 60 s; a shorter one would close while a request is being sent."""
    crowded_idle_s: float = 5
    """The same while more than half of all connections are taken."""
    stalled_s: float = 30
    """Timeout for a client that does not read."""

    @classmethod
    def of_this_process(cls) -> Self:
        """Derive the limits from the allowed number of open files, raised as far as possible without privileges."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _FILES if hard == resource.RLIM_INFINITY else min(hard, _FILES)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            with suppress(OSError, ValueError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
                soft = wanted
        files = _FILES if soft == resource.RLIM_INFINITY else soft
        most = max(_FEWEST, min(cls().connections, (files - _OWN_FILES) // 2))
        return cls(connections=most, per_address=max(_FEWEST, most * 3 // 4))


class Connections(ServerState):
    """uvicorn's state of one port, which refuses connections and ends those that take too long."""

    def __init__(self, limits: Limits, unreadable: Callable[[bytes], None] | None = None) -> None:
        """:param unreadable: called with the first bytes of a connection that does not speak HTTP."""
        super().__init__()
        self.limits = limits
        self.unreadable = unreadable or _ignore
        self._by_address: dict[str, int] = {}

    def admit(self, address: str) -> bool:
        """Count a connection until `release`. Return whether it may be served."""
        count = self._by_address.get(address, 0)
        self._by_address[address] = count + 1
        return len(self.connections) < self.limits.connections and count < self.limits.per_address

    def release(self, address: str) -> None:
        """Uncount a closed connection."""
        count = self._by_address.pop(address, 1) - 1
        if count:
            self._by_address[address] = count

    @property
    def idle_s(self) -> float:
        """The current keep-alive timeout."""
        crowded = len(self.connections) > self.limits.connections * _CROWDED
        return self.limits.crowded_idle_s if crowded else self.limits.idle_s

    def sweep(self, now: float) -> None:
        """Close connections that take too long; to be called about every second.

        :param now: seconds of a clock that never jumps.
        """
        for connection in list(self.connections):
            swept: Any = connection
            swept.sweep(now)


def _ignore(_first: bytes) -> None:
    """Ignore unreadable connections."""


class Phase:
    """Measures the duration of a connection's current phase."""

    __slots__ = ("_key", "_since", "_start_bytes")

    def __init__(self) -> None:
        self._key: Hashable = None
        self._since = 0.0
        self._start_bytes = 0

    def elapsed(self, key: Hashable, now: float, received: int = 0) -> tuple[float, int]:
        """(seconds since `key` was first seen, bytes received since then)"""
        if key != self._key:
            self._key, self._since, self._start_bytes = key, now, received
        return now - self._since, received - self._start_bytes


class Unsent:
    """Measures the progress of a client that reads."""

    __slots__ = ("_floor", "_since")

    def __init__(self) -> None:
        self._floor = 0
        self._since = 0.0

    def is_stalled(self, size: int, now: float, limits: Limits) -> bool:
        """True if the client reads next to nothing.

        :param size: bytes that wait now.
        """
        if size == 0 or size <= self._floor - _PROGRESS_BYTES or self._floor == 0:
            self._floor, self._since = size, now
        return size > _MOST_UNSENT or (size > 0 and now - self._since > limits.stalled_s)
