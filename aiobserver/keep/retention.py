"""Retention: deletes old data by arrival time (not by their own timestamps), in small steps, after a warning.

The first deletion is announced a day before, and again after each change of the settings. A clock that jumped deletes
nothing (clock.py). docs/decisions/0015.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiobserver.errors import AIObserverError
from aiobserver.keep.clock import DAY_NS, ClockState, look, steady_ns
from aiobserver.model.columns import Signal
from aiobserver.model.times import rfc3339
from aiobserver.store.contract import Keeping
from aiobserver.store.keeping import SIGNALS, Ages, Announced, Selection

log = logging.getLogger(__name__)

_LOOK_S = 600.0
_LEAVE = 0.9
"""A deletion by size leaves this share of the limit."""
_NEAR = 0.95
"""Share of the limit from which a deletion by size is announced."""


@dataclass(frozen=True, slots=True)
class RetentionRules:
    """Limits on the age and size of the data."""

    days: Mapping[Signal, int]
    """Days by signal; signals without an entry are kept for ever."""
    max_bytes: int
    """Maximum size of the database; 0: no limit."""

    def of(self, kind: str) -> str:
        """The rules of a kind, `age` or `size`, as they are announced; empty: none."""
        if kind == "age":
            return ",".join(f"{signal}={self.days[signal]}" for signal in SIGNALS if signal in self.days)
        return str(self.max_bytes) if self.max_bytes else ""

    def tell(self, kind: str) -> str:
        """Describe what will be deleted, for people."""
        if kind == "age":
            kept = ", ".join(f"{signal} {self.days[signal]} days" for signal in SIGNALS if signal in self.days)
            return f"data older than AI_OBSERVER_RETENTION_DAYS ({kept}) will be deleted"
        limit = self.max_bytes / 1e9
        return f"the oldest data will be deleted when the database exceeds AI_OBSERVER_MAX_SIZE_GB ({limit:g} GB)"


class Retention:
    """Looks every ten minutes; used on the event loop."""

    def __init__(self, rules: RetentionRules, keeping: Keeping) -> None:
        self._rules = rules
        self._keeping = keeping
        self._steady_ns: int | None = None
        self._notices: dict[str, str] = {}

    def notices(self) -> list[str]:
        """Notices for people about upcoming deletions."""
        return list(self._notices.values())

    async def run_forever(self, pause_s: float = _LOOK_S) -> None:
        """Look again and again, until cancelled."""
        while self._rules.of("age") or self._rules.of("size"):
            try:
                await self.run(time.time_ns(), steady_ns())
            except AIObserverError as error:
                log.warning("retention postponed: %s", error)
            await asyncio.sleep(pause_s)

    async def run(self, now_ns: int, now_steady_ns: int) -> None:
        """Announce deletions, and carry out those announced a day ago.

        :raises Unavailable: not now.
        """
        ages = await self._keeping.ages()
        state = await self._keeping.notes()
        clock = self._look(state, ages, now_ns, now_steady_ns)
        remembered = _clock_state(clock)
        for kind, is_near in (("age", self._is_old(ages, now_ns + DAY_NS)), ("size", await self._is_near_limit())):
            announced = self._announce(kind, state.get(kind), is_near and clock.is_believed, now_ns)
            if announced is not None:
                remembered[kind] = announced
        await self._keeping.note(remembered)
        if not clock.is_believed:
            return
        if _is_due(remembered.get("age"), now_ns):
            await self._delete_old(ages, now_ns)
        if _is_due(remembered.get("size"), now_ns):
            await self._shrink()

    def _look(self, state: Mapping[str, Announced], ages: list[Ages], now_ns: int, now_steady_ns: int) -> ClockState:
        """Check the clock against the last look, or against the last arrival if there was none."""
        last = state.get("clock") or Announced(max((age.last_ns for age in ages), default=now_ns))
        doubt = state.get("doubt")
        elapsed_ns = 0 if self._steady_ns is None else now_steady_ns - self._steady_ns
        self._steady_ns = now_steady_ns
        clock = look(ClockState(last.at_ns, doubt.at_ns if doubt else None), now_ns, elapsed_ns)
        if clock.doubted_since_ns is None:
            self._notices.pop("clock", None)
        else:
            self._notify(
                "clock",
                "retention paused: the system clock jumped by more than a day; "
                f"resumes at {_minute(clock.doubted_since_ns + DAY_NS)}",
            )
        return clock

    def _announce(self, kind: str, before: Announced | None, is_near: bool, now_ns: int) -> Announced | None:
        """The announcement in force, if any."""
        rules = self._rules.of(kind)
        holds = before is not None and before.rules == rules and before.at_ns <= now_ns
        announced = before if holds else None
        if announced is None and rules and is_near:
            announced = Announced(now_ns, rules)
        if announced is None or now_ns >= announced.at_ns + DAY_NS:
            self._notices.pop(kind, None)
        else:
            self._notify(kind, f"from {_minute(announced.at_ns + DAY_NS)} on, {self._rules.tell(kind)}")
        return announced

    def _notify(self, kind: str, text: str) -> None:
        if self._notices.get(kind) != text:
            log.warning("%s", text)
        self._notices[kind] = text

    def _is_old(self, ages: list[Ages], now_ns: int) -> bool:
        return any(age.first_ns < self._cut(age.signal, now_ns) for age in ages)

    def _cut(self, signal: Signal, now_ns: int) -> int:
        """Arrival time before which records are too old."""
        return now_ns - self._rules.days[signal] * DAY_NS if signal in self._rules.days else 0

    async def _delete_old(self, ages: list[Ages], now_ns: int) -> None:
        for age in ages:
            cut = self._cut(age.signal, now_ns)
            if age.first_ns < cut:
                await self._delete(cut, (age.signal,), "age")

    async def _is_near_limit(self) -> bool:
        limit = self._rules.max_bytes
        return limit > 0 and (await self._keeping.blocks()).used > limit * _NEAR

    async def _shrink(self) -> None:
        """Delete the oldest records of all signals, down to a size that stays below the limit for a while."""
        used = (await self._keeping.blocks()).used
        if used <= self._rules.max_bytes:
            return
        share = 1 - _LEAVE * self._rules.max_bytes / used
        cut = await self._keeping.arrival_of(share)
        await self._delete(cut + 1, SIGNALS, "size")

    async def _delete(self, cut: int, signals: Sequence[Signal], reason: str) -> None:
        deleted = await self._keeping.delete(Selection(received_before=cut), signals)
        if any(deleted.values()):
            told = ", ".join(f"{count} of {signal}" for signal, count in deleted.items())
            log.info("retention by %s: deleted records received before %s: %s", reason, _minute(cut), told)
            await self._keeping.compact_if_worthwhile()


def _clock_state(clock: ClockState) -> dict[str, Announced]:
    state = {"clock": Announced(clock.seen_ns)}
    if clock.doubted_since_ns is not None:
        state["doubt"] = Announced(clock.doubted_since_ns)
    return state


def _is_due(announced: Announced | None, now_ns: int) -> bool:
    return announced is not None and now_ns >= announced.at_ns + DAY_NS


def _minute(time_ns: int) -> str:
    return rfc3339(time_ns)[:16] + "Z"
