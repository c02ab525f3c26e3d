"""All that records of Gemini CLI tell the ledger."""

from __future__ import annotations

from collections.abc import Iterator

from aiobserver import Call, Records, SessionFact, ToolCall, Turn
from aiobserver_gemini.calls import calls
from aiobserver_gemini.prompts import prompts
from aiobserver_gemini.tool_calls import tool_calls


def sightings(records: Records) -> Iterator[Call | ToolCall | Turn | SessionFact]:
    """Calls of a model, uses of tools, prompts, and facts about sessions."""
    yield from calls(records)
    yield from tool_calls(records)
    yield from prompts(records)
