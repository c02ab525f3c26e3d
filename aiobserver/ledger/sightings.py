"""Sightings of calls, as they are stored."""

from __future__ import annotations

from aiobserver.ledger.identity import call_id, place_id
from aiobserver.model.ledger import Call, CallSighting, Source


def sighting_of(tool: str, source: Source, call: Call) -> CallSighting:
    """The sighting of a call of which session and end are known."""
    return CallSighting(call_id(tool, source, call), place_id(tool, call), tool, source, call)
