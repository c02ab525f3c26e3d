"""Lines of Claude Code's transcripts: what decides how one is read."""

from __future__ import annotations

import re

from aiobserver import Json, Tokens, count_at, milliseconds_ns, object_at, objects_at, text_at

_NO_PROMPT = (
    "<command-name>",
    "<command-message>",
    "<local-command-",
    "<task-notification>",
    "[Request interrupted by ",
)
_NOTHING = re.compile(
    rb'\{"type":"(?:api-request|file-history-)'
    rb'|\{"parentUuid":(?:null|"[\w-]*"),"isSidechain":(?:true|false),(?:"agentId":"[\w-]*",)?"attachment":'
    rb'(?!\{"type":"queued_command")'
)
_ERROR_TYPE = re.compile(r'"type": ?"(\w+_error)"')
_USUAL = frozenset(("", "standard", "normal"))
_SECOND_NS = 10**9
_MOST_SECONDS = 10**9


says_nothing = _NOTHING.match
"""True of the request's prompts and tools and of saved files, most of all bytes: told by how the line begins.

What stands there is no part of any text, so nobody can write it into another line.
"""


def is_prompt(line: Json, message: Json, blocks: list[Json]) -> bool:
    """True of what a person typed, but for commands and for what the tool writes in a person's place.

    :param blocks: of the message, none of which is a tool's result.
    """
    if any(line.get(name) is True for name in ("isMeta", "isCompactSummary", "isSidechain")):
        return False
    if text_at(line, "promptSource") == "system" or text_at(object_at(line, "origin"), "kind") not in {"", "human"}:
        return False
    begin = text_at(message, "content") or next((text_at(block, "text") for block in blocks if "text" in block), "")
    return bool(begin or blocks) and not begin.startswith(_NO_PROMPT)


def said(content: Json) -> str:
    """The text of a message or of a tool's result: a string, or blocks of which some are text."""
    return text_at(content, "content") or "\n".join(
        text_at(block, "text") for block in objects_at(content, "content") if "text" in block
    )


def is_readable(usage: Json) -> bool:
    """False if it does not say how many tokens there were."""
    read, written = usage.get("input_tokens"), usage.get("output_tokens")
    return type(read) is int and type(written) is int and read >= 0 and written >= 0


def tokens_of(usage: Json) -> Tokens:
    """Tokens of a call: its input excludes both reads from the cache and writes to it."""
    long_lived = count_at(object_at(usage, "cache_creation"), "ephemeral_1h_input_tokens")
    output = count_at(usage, "output_tokens")
    return Tokens(
        input=count_at(usage, "input_tokens"),
        cache_read=count_at(usage, "cache_read_input_tokens"),
        cache_write_5m=max(0, count_at(usage, "cache_creation_input_tokens") - long_lived),
        cache_write_1h=long_lived,
        output=output,
        reasoning=min(output, count_at(object_at(usage, "output_tokens_details"), "thinking_tokens")),
    )


def tier_of(usage: Json) -> str:
    """Speed or service tier, where it is not the usual one."""
    speed = text_at(usage, "speed")
    tier = text_at(usage, "service_tier") if speed in _USUAL else speed
    return "" if tier in _USUAL else tier


def searches_of(usage: Json) -> int:
    """Searches of the web that the provider made for the call."""
    return count_at(object_at(usage, "server_tool_use"), "web_search_requests")


def error_type_of(line: Json, error: Json) -> str:
    """Name of an error, as the provider's answer in its text has it, else as the line says."""
    found = _ERROR_TYPE.search(text_at(error, "message"))
    return found[1] if found else text_at(line, "error")


def duration_of(result: object, elapsed_ns: int) -> int:
    """The tool's own figure where it has one, else the time between its line and that of its result."""
    if isinstance(result, dict):
        seconds = result.get("durationSeconds")
        if isinstance(seconds, float) and 0 < seconds <= _MOST_SECONDS:
            return int(seconds * _SECOND_NS)
        if told_ns := milliseconds_ns(result.get("totalDurationMs")):
            return told_ns
    return max(0, elapsed_ns)
