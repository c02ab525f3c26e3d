"""The ledger of some sightings."""

from __future__ import annotations

from collections.abc import Iterable

from aiobserver.ledger.entries import ledger_tool_calls, ledger_turns, session_facts
from aiobserver.ledger.merge import ledger_calls
from aiobserver.ledger.sightings import sighting_of
from aiobserver.model.ledger import Sighting

Ledger = tuple[list[str], ...]


def ledger_of(tool: str, told: Iterable[Sighting]) -> Ledger:
    """Its calls, tool calls, turns and sessions, in a fixed order."""
    found = [sighting_of(tool, "transcript", said) for said in told]
    merged = (ledger_calls(found), ledger_tool_calls(found), ledger_turns(found), session_facts(found))
    return tuple(sorted(map(repr, entries)) for entries in merged)
