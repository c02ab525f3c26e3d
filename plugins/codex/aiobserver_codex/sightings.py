"""All that records of Codex tell the ledger."""

from __future__ import annotations

from collections.abc import Iterator

from aiobserver import Call, Records, SessionFact, ToolCall, Turn
from aiobserver_codex.calls import calls
from aiobserver_codex.prompts import prompts
from aiobserver_codex.tool_calls import tool_calls
from aiobserver_codex.turn_costs import turn_costs


def sightings(records: Records) -> Iterator[Call | ToolCall | Turn | SessionFact]:
    """Calls of a model, uses of tools, prompts and what they cost, and facts about sessions."""
    yield from calls(records)
    yield from tool_calls(records)
    yield from prompts(records)
    yield from turn_costs(records)
