"""Calls of a model, as the events of Gemini CLI tell of them: they have no id there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aiobserver import Call, Records, Tokens, count_of, milliseconds_ns

ANSWER = "gemini_cli.api_response"
_ERROR = "gemini_cli.api_error"
_AGENT_TURN = "#"
_PROMPT_TURN = "########"
_KINDS = {"main": "main", "subagent": "subagent"}


def calls(records: Records) -> Iterator[Call]:
    """One per answer and one per request that failed, retries too."""
    if records.signal != "logs":
        return
    for position in records.positions("EventName", ANSWER):
        attributes = records.attributes(position)
        yield Call(position=position, **_identity(attributes), tokens=_tokens(attributes))
    for position in records.positions("EventName", _ERROR):
        attributes = records.attributes(position)
        yield Call(
            position=position,
            **_identity(attributes),
            outcome="error",
            status_code=count_of(attributes.get("status_code")) or None,
            error_type=text_of(attributes.get("error.type")) or text_of(attributes.get("error_type")),
        )


def _identity(attributes: Mapping[str, Any]) -> dict[str, Any]:
    prompt = text_of(attributes.get("prompt_id"))
    role = text_of(attributes.get("role"))
    agent = agent_of(prompt)
    return {
        "session": own_session(attributes),
        "turn": prompt,
        "agent_id": agent,
        "kind": "subagent" if agent else _KINDS.get(role, "auxiliary" if role else ""),
        "model": text_of(attributes.get("model")),
        "provider": "google",
        "duration_ns": milliseconds_ns(attributes.get("duration_ms")),
    }


def own_session(attributes: Mapping[str, Any]) -> str:
    """The session of a subagent; empty for the main agent, and in old versions, whose subagents have none."""
    return agent_of(text_of(attributes.get("prompt_id"))) if attributes.get("role") == "subagent" else ""


def agent_of(prompt: str) -> str:
    """The agent that a prompt id is of: each of its steps has one; empty for the main agent."""
    return "" if _PROMPT_TURN in prompt or _AGENT_TURN not in prompt else prompt.split(_AGENT_TURN, maxsplit=1)[0]


def _tokens(attributes: Mapping[str, Any]) -> Tokens:
    """Gemini's input contains what was read from the cache; thoughts, and results of its own tools, stand beside."""
    whole = count_of(attributes.get("input_token_count")) + count_of(attributes.get("tool_token_count"))
    read = min(whole, count_of(attributes.get("cached_content_token_count")))
    thoughts = count_of(attributes.get("thoughts_token_count"))
    return Tokens(
        input=whole - read,
        cache_read=read,
        output=count_of(attributes.get("output_token_count")) + thoughts,
        reasoning=thoughts,
    )


def text_of(value: object) -> str:
    """The value if it is a text, else an empty one."""
    return value if isinstance(value, str) else ""
