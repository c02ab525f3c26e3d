"""The connections of one port: how many there may be, and how long each may take for what (docs/decisions/0017)."""

from __future__ import annotations

import resource
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

from uvicorn.server import ServerState

_FILES = 20_000
_OWN_FILES = 128
"""What is kept back from connections for the database, its temporary files and the log."""
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
    """From the first byte of a request, or from the start of a connection, to the end of the headers."""
    body_s: float = 30
    body_bytes_per_s: int = 16 * 2**10
    """A body that comes at least so fast may take longer."""
    idle_s: float = 75
    """Between two requests. Tools export every 5 to 60 s; a shorter time closes under the request being sent."""
    crowded_idle_s: float = 5
    """The same while more than half of all connections are taken."""
    stalled_s: float = 30
    """Until a client that does not read is left."""

    @classmethod
    def of_this_process(cls) -> Self:
        """As many connections as there may be open files; asks for as many as the system gives without a privilege."""
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
        """:param unreadable: called with the first bytes of a connection on which something came that is no HTTP."""
        super().__init__()
        self.limits = limits
        self.unreadable = unreadable or _ignore
        self._by_address: dict[str, int] = {}

    def admit(self, address: str) -> bool:
        """Whether one more connection may be served; counts it in any case, until `release`."""
        count = self._by_address.get(address, 0)
        self._by_address[address] = count + 1
        return len(self.connections) < self.limits.connections and count < self.limits.per_address

    def release(self, address: str) -> None:
        """The connection is gone."""
        count = self._by_address.pop(address, 1) - 1
        if count:
            self._by_address[address] = count

    @property
    def idle_s(self) -> float:
        """How long a connection may wait between two requests."""
        crowded = len(self.connections) > self.limits.connections * _CROWDED
        return self.limits.crowded_idle_s if crowded else self.limits.idle_s

    def sweep(self, now: float) -> None:
        """Ends what takes too long; to be called every second or so.

        :param now: seconds of a clock that never jumps.
        """
        for connection in list(self.connections):
            swept: Any = connection
            swept.sweep(now)


def _ignore(_first: bytes) -> None:
    """Nobody wants to know."""


class Phase:
    """For how long a connection has been doing the same thing."""

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
    """What waits to be read by the client."""

    __slots__ = ("_floor", "_since")

    def __init__(self) -> None:
        self._floor = 0
        self._since = 0.0

    def is_stalled(self, size: int, now: float, limits: Limits) -> bool:
        """Whether the client reads nothing worth mentioning.

        :param size: bytes that wait now.
        """
        if size == 0 or size <= self._floor - _PROGRESS_BYTES or self._floor == 0:
            self._floor, self._since = size, now
        return size > _MOST_UNSENT or (size > 0 and now - self._since > limits.stalled_s)
