"""Plausibility check of the system clock: a clock that jumped must not delete anything."""

from __future__ import annotations

import time
from dataclasses import dataclass

DAY_NS = 86_400 * 10**9


@dataclass(frozen=True, slots=True)
class ClockState:
    """The last look at the clock, kept across restarts; times in ns since 1970."""

    seen_ns: int
    doubted_since_ns: int | None = None
    """Time at which the clock was found to have jumped ahead; None: it is believed."""

    @property
    def is_believed(self) -> bool:
        return self.doubted_since_ns is None


def look(before: ClockState, now_ns: int, elapsed_ns: int) -> ClockState:
    """The state after another look.

    More than a day ahead of the last look, beyond the time that is known to have passed, may be a jump or a server that
    was off: it is believed once a day has passed since without another one. A clock that was set back is believed:
    it makes data younger.

    :param elapsed_ns: time that passed since the last look by a clock nobody can set, 0 if that is not known.
    """
    doubted = before.doubted_since_ns
    if now_ns - before.seen_ns - elapsed_ns > DAY_NS:
        doubted = now_ns
    elif doubted is not None and not 0 <= now_ns - doubted < DAY_NS:
        doubted = None
    return ClockState(now_ns, doubted)


def steady_ns() -> int:
    """A clock that cannot be set and that runs while the machine sleeps, where the system has one."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic_ns() if clock is None else time.clock_gettime_ns(clock)
