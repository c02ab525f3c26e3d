"""Prompts of a person and facts about sessions, as the events of Codex tell of them: prompts have no id there."""

from __future__ import annotations

from collections.abc import Iterator

from aiobserver import Records, SessionFact, Turn
from aiobserver_codex.calls import text_of

_OF_THE_TOOL = "Generate a concise, single-line task title"


def prompts(records: Records) -> Iterator[Turn | SessionFact]:
    """One per prompt but the tool's own, for a title; these cannot be told apart unless prompts are sent with text."""
    if records.signal != "logs":
        return
    for position in records.positions("EventName", "codex.conversation_starts"):
        told = records.attributes(position)
        version = text_of(told.get("app.version")) or text_of(records.resource.get("service.version"))
        if version:
            yield SessionFact(position=position, version=version)
    for position in records.positions("EventName", "codex.user_prompt"):
        if not text_of(records.attributes(position).get("prompt")).startswith(_OF_THE_TOOL):
            yield Turn(position=position)
