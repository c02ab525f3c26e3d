"""Uses of tools, as the events and spans of Gemini CLI tell of them: only spans have an id."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from aiobserver import Records, ToolCall, milliseconds_ns, truth_of
from aiobserver_gemini.calls import agent_of, text_of

_SPAN = "tool_call"
_EVENT = "gemini_cli.tool_call"
_SESSION = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", re.ASCII)
_REJECTED = "reject"
_BY_RULE = "auto_accept"


def tool_calls(records: Records) -> Iterator[ToolCall]:
    """One per result."""
    if records.signal == "traces":
        for position in records.positions("SpanName", _SPAN):
            attributes = records.attributes(position)
            key = text_of(attributes.get("gen_ai.tool.call_id"))
            yield ToolCall(
                position=position, key=key, **_agent(agent_of(key)), name=text_of(attributes.get("gen_ai.tool.name"))
            )
        return
    for position in records.positions("EventName", _EVENT):
        yield _of_event(position, records.attributes(position))


def _of_event(position: int, attributes: Mapping[str, Any]) -> ToolCall:
    prompt = text_of(attributes.get("prompt_id"))
    return ToolCall(
        position=position,
        turn=prompt,
        **_agent(agent_of(prompt)),
        name=text_of(attributes.get("function_name")),
        success=truth_of(attributes.get("success")),
        duration_ns=milliseconds_ns(attributes.get("duration_ms")),
        **_decision(text_of(attributes.get("decision"))),
    )


def _agent(agent: str) -> dict[str, Any]:
    """A subagent of newer versions has a session of its own, by whose id it goes."""
    return {"agent_id": agent, "session": agent if _SESSION.fullmatch(agent) else ""}


def _decision(told: str) -> dict[str, Any]:
    accepted = "accept" if told else ""
    return {
        "decision": _REJECTED if told == _REJECTED else accepted,
        "decided_by": "config" if told == _BY_RULE else "",
    }
