"""Uses of tools, as the events and spans of Claude Code tell of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aiobserver import Records, ToolCall, milliseconds_ns, truth_of
from aiobserver_claude.calls import text_of

_SPAN = "claude_code.tool"
_EXECUTION = "claude_code.tool.execution"
_REJECTED = "reject"


def tool_calls(records: Records) -> Iterator[ToolCall]:
    """One per result, and one per call that was rejected: it has no result. Before 2.1 they have no id."""
    if records.signal == "traces":
        yield from _of_spans(records)
        return
    for position, name in enumerate(records.column("EventName")):
        if name == "tool_result":
            yield _of_result(position, records.attributes(position))
        elif name == "tool_decision":
            attributes = records.attributes(position)
            if attributes.get("decision") == _REJECTED:
                yield _of_rejection(position, attributes)


def _of_spans(records: Records) -> Iterator[ToolCall]:
    """The span around a call has its name and contains the wait for a person; one within it has how it ended."""
    for position in records.positions("SpanName", _SPAN):
        yield ToolCall(position=position, **_identity(records.attributes(position)))
    for position in records.positions("SpanName", _EXECUTION):
        attributes = records.attributes(position)
        known = _identity(attributes)
        if known["key"]:
            yield ToolCall(
                position=position,
                **known,
                success=truth_of(attributes.get("success")),
                duration_ns=milliseconds_ns(attributes.get("duration_ms")),
            )


def _of_result(position: int, attributes: Mapping[str, Any]) -> ToolCall:
    return ToolCall(
        position=position,
        **_identity(attributes),
        success=truth_of(attributes.get("success")),
        duration_ns=milliseconds_ns(attributes.get("duration_ms")),
        decision=text_of(attributes.get("decision_type")),
        decided_by=text_of(attributes.get("decision_source")),
    )


def _of_rejection(position: int, attributes: Mapping[str, Any]) -> ToolCall:
    return ToolCall(
        position=position,
        **_identity(attributes),
        success=False,
        decision=_REJECTED,
        decided_by=text_of(attributes.get("source")),
    )


def _identity(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": text_of(attributes.get("tool_use_id")) or text_of(attributes.get("use_id")),
        "turn": text_of(attributes.get("prompt.id")),
        "agent_id": text_of(attributes.get("agent_id")),
        "name": text_of(attributes.get("tool_name")),
    }
