"""Stored sightings that are, or may be, of the same things as some others."""

from __future__ import annotations

from collections.abc import Sequence

from aiobserver.ledger.matching import NEAR_NS, related
from aiobserver.model.columns import Row
from aiobserver.model.ledger import AnySighting
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.ledger.memory import SAME_KEY_NS
from aiobserver.store.duckdb.ledger.rows import stored_sighting
from aiobserver.store.duckdb.write.lookup import Lookup

_END = 2**64 - 1


class RelatedSightings:
    """Looks for sightings with the same id, and for those without a key near in time, from one to the next."""

    def __init__(self, cursor: Cursor) -> None:
        self._lookup = Lookup(cursor, "ledger/related", "wanted_sighting", ("Id", "Place", "FromTime", "ToTime"))

    def forget(self) -> None:
        """Register the relation of the lookup anew, after a transaction that was rolled back."""
        self._lookup.forget()

    def beside(self, sightings: Sequence[AnySighting]) -> list[AnySighting]:
        """All stored sightings of the same things, those that may be, and of whatever these may be."""
        return list(self.numbered_beside(sightings).values())

    def numbered_beside(self, sightings: Sequence[AnySighting]) -> dict[int, AnySighting]:
        """The same, by the numbers of their rows."""
        found: dict[int, AnySighting] = {}
        latest = sightings
        while latest:
            rows = self._lookup.rows([_wanted(sighting) for sighting in latest], _bounds(latest))
            candidates = dict(map(stored_sighting, rows))
            joined = set(map(id, related(latest, candidates.values())))
            fresh = {
                number: sighting
                for number, sighting in candidates.items()
                if number not in found and id(sighting) in joined
            }
            found.update(fresh)
            latest = list(fresh.values())
        return found


def _bounds(sightings: Sequence[AnySighting]) -> dict[str, int]:
    ends = [sighting.end_ns for sighting in sightings]
    first, last = min(ends), max(ends)
    return {
        "id_from_ns": max(0, first - SAME_KEY_NS),
        "id_to_ns": min(last + SAME_KEY_NS, _END),
        "from_ns": max(0, first - NEAR_NS),
        "to_ns": min(last + NEAR_NS, _END),
    }


def _wanted(sighting: AnySighting) -> Row:
    end_ns = sighting.end_ns
    return sighting.id, sighting.place, max(0, end_ns - NEAR_NS), min(end_ns + NEAR_NS, _END)
