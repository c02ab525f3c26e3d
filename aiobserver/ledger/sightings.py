"""Sightings as they are stored."""

from __future__ import annotations

from typing import overload

from aiobserver.ledger.identity import place_id, sighting_id
from aiobserver.model.ledger import AnySighting, Call, CallSighting, Sighting, Source, StoredSighting


@overload
def sighting_of(tool: str, source: Source, said: Call) -> CallSighting: ...
@overload
def sighting_of(tool: str, source: Source, said: Sighting) -> AnySighting: ...
def sighting_of(tool: str, source: Source, said: Sighting) -> AnySighting:
    """The sighting of something of which session and time are known."""
    return stored(sighting_id(tool, source, said), place_id(tool, said), tool, source, said)


def stored(
    identity: int, place: int, tool: str, source: Source, said: Sighting, record: int | None = None
) -> AnySighting:
    """The sighting with this id."""
    if isinstance(said, Call):
        return CallSighting(identity, place, tool, source, said, record)
    return StoredSighting(identity, place, tool, source, said, record)
