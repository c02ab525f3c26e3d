"""Lines of Codex' transcripts: figures, outcomes and texts in them."""

from __future__ import annotations

import re
from typing import TypeAlias

from aiobserver import Json, Tokens, count_at, object_at, objects_at, parsed, text_at

_NOTHING = re.compile(
    rb'\{"timestamp":"[\w:.+-]*",(?:"ordinal":\d+,)?"type":'
    rb'(?:"world_state"|"response_item","payload":\{"type":"(?:message|reasoning|ghost_snapshot|additional_tools)")'
)
_EXIT_CODE = re.compile(r"(?:Exit code:|Process exited with code) -?([0-9]+)")
_SCRIPT = re.compile(r"Script (completed|failed)")
_COUNTS = (
    "input_tokens",
    "cached_input_tokens",
    "cache_write_input_tokens",
    "output_tokens",
    "reasoning_output_tokens",
)
_HEAD_CHARACTERS = 400
_LARGEST = 10**18
_MOST_SECONDS = 10**9
_SECOND_NS = 10**9
_NAMES_OF_LIMITS = frozenset(("limit_id", "limit_name"))

Counts: TypeAlias = tuple[int, ...]
"""Tokens in the order of `_COUNTS`."""


def says_nothing(line: bytes) -> bool:
    """True of what went to the model, most of all bytes: events tell the same, and how the line begins tells it.

    What stands there is no part of any text, so nobody can write it into another line.
    """
    return _NOTHING.match(line) is not None and line.endswith(b"}")


def counts_of(usage: Json) -> Counts | None:
    """The tokens that were counted; None if what is there cannot be."""
    told = [usage[name] for name in _COUNTS if name in usage]
    if not told or not all(type(count) is int and 0 <= count <= _LARGEST for count in told):
        return None
    return tuple(count_at(usage, name) for name in _COUNTS)


def used_since(before: Counts | None, total: Counts, last: Counts) -> Counts:
    """The tokens by which a sum of all calls so far is larger than the one told of before.

    A process begins at 0 again or, in a fork, at the sum of its parent: there the last call alone counts.
    """
    if before is None:
        return last
    used = tuple(new - old for new, old in zip(total, before, strict=True))
    return last if min(used) < 0 else used


def tokens_of(counts: Counts) -> Tokens:
    """The disjoint form: input contains what was cached, output contains reasoning."""
    whole, cached, written, output, reasoning = counts
    read = min(whole, cached)
    written = min(whole - read, written)
    return Tokens(
        input=whole - read - written,
        cache_read=read,
        cache_write_5m=written,
        output=output,
        reasoning=min(output, reasoning),
    )


def agent_of(meta: Json) -> str:
    """The role of a subagent if it has one, else its name."""
    spawn = object_at(meta, "source", "subagent", "thread_spawn")
    named = (text_at(spawn, "agent_role"), text_at(spawn, "agent_nickname"), text_at(spawn, "agent_path"))
    return next(filter(None, named), "") or text_at(object_at(meta, "source"), "subagent")


def output_of(item: Json) -> str:
    """Text that the model was told of a tool's result."""
    return text_at(item, "output") or "".join(text_at(part, "text") for part in objects_at(item, "output"))


def shown_output(output: str) -> str:
    """Text that the tool wrote; older versions put it into an object, with the exit code."""
    value = _wrapped(output)
    return text_at(value, "output") if "output" in value else output


def outcome_of(output: str) -> tuple[bool | None, int]:
    """(success, duration) as the text of a result tells them, the duration in tenths of a second or 0."""
    told = object_at(_wrapped(output), "metadata")
    if "exit_code" in told:
        return told["exit_code"] == 0, _duration_ns(told.get("duration_seconds"))
    if script := _SCRIPT.match(output):
        return script[1] == "completed", 0
    code = _EXIT_CODE.search(output, 0, _HEAD_CHARACTERS)
    return (not code[1].strip("0") if code else None), 0


def said(item: Json) -> str:
    """The text of a message."""
    return "\n".join(text_at(part, "text") for part in objects_at(item, "content") if "text" in part)


def thought(item: Json) -> str:
    """Text that the model shows of its reasoning."""
    for key in ("summary_text", "raw_content"):
        texts = item.get(key)
        told = [text for text in texts if isinstance(text, str)] if isinstance(texts, list) else []
        if told:
            return "\n".join(told)
    return ""


def is_limit(limits: Json) -> bool:
    """False if no limit is told but its name."""
    return any(value not in (None, {}) for name, value in limits.items() if name not in _NAMES_OF_LIMITS)


def _wrapped(output: str) -> Json:
    value = parsed(output.encode("utf-8", "replace")) if output.startswith("{") else None
    return value if isinstance(value, dict) else {}


def _duration_ns(seconds: object) -> int:
    if isinstance(seconds, int | float) and 0 < seconds <= _MOST_SECONDS:
        return int(seconds * _SECOND_NS)
    return 0
