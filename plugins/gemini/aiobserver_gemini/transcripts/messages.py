"""Messages in Gemini CLI's transcripts: figures and texts in them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from aiobserver import Json, Tokens, count_at, object_at, objects_at, text_at, time_at

_COUNTS = ("input", "output", "cached", "thoughts", "tool")
_ENDS = frozenset(("success", "error", "cancelled"))
_STARTED_MS = re.compile(r"-([0-9]{13})-")
_LARGEST = 10**18
_MS_NS = 10**6


class Task(NamedTuple):
    """The time in which a subagent of an old version worked."""

    agent: str
    begin_ns: int
    end_ns: int


def tokens_of(told: Json) -> Tokens | None:
    """The disjoint form: input contains what was cached, but neither results of built-in tools nor thoughts.

    None: what is there cannot be read.
    """
    counts = [told[name] for name in _COUNTS if name in told]
    if not counts or not all(type(count) is int and 0 <= count <= _LARGEST for count in counts):
        return None
    whole, thoughts = count_at(told, "input") + count_at(told, "tool"), count_at(told, "thoughts")
    read = min(whole, count_at(told, "cached"))
    return Tokens(
        input=whole - read,
        cache_read=read,
        output=count_at(told, "output") + thoughts,
        reasoning=thoughts,
    )


def said(message: Json) -> str:
    """The text of a message: a string, or parts of which some are text."""
    return text_at(message, "content") or "\n".join(
        text_at(part, "text") for part in objects_at(message, "content") if "text" in part
    )


def is_prompt(message: Json) -> bool:
    """Results of tools are written as a user's messages, and so is what the model is told at the beginning."""
    text = said(message) if message.get("type") == "user" else ""
    return bool(text) and not text.startswith("<session_context>")


def success_of(tool_call: Json) -> bool | None:
    """None: the tool has not ended."""
    status = text_at(tool_call, "status")
    return status == "success" if status in _ENDS else None


def output_of(tool_call: Json) -> str:
    """Text that the model was told of a tool's result, or else what the person saw."""
    responses = [object_at(part, "functionResponse", "response") for part in objects_at(tool_call, "result")]
    told = [text_at(response, "output") or text_at(response, "error") for response in responses]
    return "\n".join(filter(None, told)) or text_at(tool_call, "resultDisplay")


def tasks_of(messages: Sequence[Json]) -> list[Task]:
    """The subagents in a session's messages: a user's message while a tool runs is the task of one."""
    prompts = sorted(time_at(message) for message in messages if message.get("type") == "user")
    found: list[Task] = []
    for tool_call in (tool_call for message in messages for tool_call in objects_at(message, "toolCalls")):
        started, end_ns = _STARTED_MS.search(text_at(tool_call, "id")), time_at(tool_call)
        if started is not None:
            place = bisect_left(prompts, int(started[1]) * _MS_NS)
            if place < len(prompts) and prompts[place] <= end_ns:
                found.append(Task(text_at(tool_call, "name"), prompts[place], end_ns))
    return found


def agent_at(tasks: Sequence[Task], time_ns: int) -> str:
    """The subagent that worked at a moment; empty if none did."""
    return next((task.agent for task in tasks if task.begin_ns <= time_ns <= task.end_ns), "")
