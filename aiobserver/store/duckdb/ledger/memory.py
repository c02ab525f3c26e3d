"""Sightings that were stored lately, so that live ones need not be looked for in the table."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from aiobserver.ledger.matching import NEAR_NS, related
from aiobserver.model.ledger import AnySighting, SessionFact

SAME_KEY_NS = 3600 * 10**9
"""Sightings with one key that are further apart are of two things: copies keep their times."""

_END = attrgetter("end_ns")

_KEPT = 20_000
"""Twice as many at most; about 2 KB each."""

MOST_FILLED = 5_000
"""Most that are read back from the table after a start."""


@dataclass(slots=True)
class _Timeline:
    """Sightings in order of time."""

    ends: list[int] = field(default_factory=list)
    sightings: list[AnySighting] = field(default_factory=list)

    def add(self, sighting: AnySighting) -> None:
        place = bisect_right(self.ends, sighting.end_ns)
        self.ends.insert(place, sighting.end_ns)
        self.sightings.insert(place, sighting)

    def remove(self, sighting: AnySighting) -> None:
        place = self.sightings.index(sighting)
        del self.ends[place], self.sightings[place]

    def near(self, end_ns: int) -> list[AnySighting]:
        first = bisect_left(self.ends, end_ns - NEAR_NS)
        return self.sightings[first : bisect_right(self.ends, end_ns + NEAR_NS, first)]


class SightingMemory:
    """Has all stored sightings that end after a moment; what a transaction adds counts once it is committed."""

    def __init__(self, last_ns: int | None, kept: int = _KEPT) -> None:
        """
        :param last_ns: when the last one ends that is stored already; None: there is none.
        :param kept: how many are kept at least.
        """
        self._complete_after = -1 if last_ns is None else last_ns
        self._kept = kept
        self._by_id: dict[int, list[AnySighting]] = defaultdict(list)
        self._by_place: dict[int, _Timeline] = defaultdict(_Timeline)
        self._pending: list[AnySighting] = []
        self._count = 0

    def has_all_beside(self, sightings: Iterable[AnySighting]) -> bool:
        """True if whatever hangs together with these, and is stored, is remembered. Facts of sessions may be older."""
        first = self._complete_after + SAME_KEY_NS
        return all(
            not isinstance(sighting.said, SessionFact) and (sighting.end_ns > first or self._complete_after < 0)
            for sighting in sightings
        )

    def beside(self, sightings: Sequence[AnySighting]) -> list[AnySighting]:
        """Remembered sightings of the same things, those that may be, and of whatever these may be."""
        found: dict[int, AnySighting] = {}
        latest = sightings
        while latest:
            candidates = {id(one): one for sighting in latest for one in self._candidates(sighting)}
            fresh = [one for one in related(latest, candidates.values()) if id(one) not in found]
            found.update((id(one), one) for one in fresh)
            latest = fresh
        return list(found.values())

    def add(self, sightings: Iterable[AnySighting]) -> None:
        """Remember these once the transaction is committed."""
        self._pending.extend(sightings)

    def commit(self) -> None:
        for sighting in self._pending:
            if sighting.end_ns > self._complete_after:
                self._by_id[sighting.id].append(sighting)
                self._by_place[sighting.place].add(sighting)
                self._count += 1
        self._pending.clear()
        if self._count > 2 * self._kept:
            self._drop_oldest()

    def rollback(self) -> None:
        self._pending.clear()

    def forget(self, gone: Iterable[AnySighting]) -> None:
        """Forget these: they are deleted. What is remembered does not know the number of its record."""
        for sighting in gone:
            own = self._by_id.get(sighting.id, [])
            same = next((one for one in own if (one.source, one.said) == (sighting.source, sighting.said)), None)
            if same is not None:
                own.remove(same)
                self._by_place[same.place].remove(same)

    def _candidates(self, sighting: AnySighting) -> Iterator[AnySighting]:
        for one in self._by_id.get(sighting.id, ()):
            if abs(one.end_ns - sighting.end_ns) <= SAME_KEY_NS:
                yield one
        own = self._by_place.get(sighting.place)
        if own is not None:
            yield from own.near(sighting.end_ns)

    def _drop_oldest(self) -> None:
        ordered = sorted((one for own in self._by_id.values() for one in own), key=_END)
        self._complete_after = ordered[-self._kept].end_ns
        left = [one for one in ordered if one.end_ns > self._complete_after]
        self._by_id.clear()
        self._by_place.clear()
        for one in left:
            self._by_id[one.id].append(one)
            self._by_place[one.place].add(one)
        self._count = len(left)
