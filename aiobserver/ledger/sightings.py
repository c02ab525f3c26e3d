"""Sightings as they are stored."""

from __future__ import annotations

from typing import overload

from aiobserver.ledger.identity import place_id, sighting_id
from aiobserver.model.ledger import (
    AnySighting,
    Call,
    CallSighting,
    SessionFact,
    Sighting,
    Source,
    StoredSighting,
    ToolCall,
    Turn,
)


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
        return CallSighting(identity, place, tool, source, said, said.end_ns, record)
    return StoredSighting(identity, place, tool, source, said, _end_ns(said), record)


def _end_ns(said: ToolCall | Turn | SessionFact) -> int:
    if isinstance(said, ToolCall):
        return said.end_ns
    return said.start_ns if isinstance(said, Turn) else said.time_ns
