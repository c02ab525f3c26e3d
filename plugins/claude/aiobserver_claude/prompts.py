"""Prompts of a person and facts about sessions, as the events of Claude Code tell of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aiobserver import Records, SessionFact, Turn
from aiobserver_claude.calls import text_of
from aiobserver_claude.events import PROMPTING_COMMANDS, PROMPTING_SOURCES

_OF_THE_TOOL = "<task-notification>"


def prompts(records: Records) -> Iterator[Turn | SessionFact]:
    """One per prompt but those that the tool writes itself when a background task ends; each tells the version, too."""
    if records.signal != "logs":
        return
    version = text_of(records.resource.get("service.version"))
    for position in records.positions("EventName", "user_prompt"):
        attributes = records.attributes(position)
        if version:
            yield SessionFact(position=position, version=version)
        if not text_of(attributes.get("prompt")).startswith(_OF_THE_TOOL):
            key = text_of(attributes.get("prompt.id"))
            yield Turn(position=position, key=key, is_command=_is_command(attributes))


def _is_command(attributes: Mapping[str, Any]) -> bool:
    """A command that does something in the terminal and hands the model no prompt."""
    name = text_of(attributes.get("command_name"))
    source = text_of(attributes.get("command_source"))
    return bool(name) and name not in PROMPTING_COMMANDS and source not in PROMPTING_SOURCES
