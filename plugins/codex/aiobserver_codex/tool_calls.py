"""Uses of tools, as the events of Codex tell of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aiobserver import Records, ToolCall, milliseconds_ns, truth_of
from aiobserver_codex.calls import text_of

_WITHIN_A_SCRIPT = "exec-"
"""Begin of the ids of calls by a script that the model wrote: what the model asked for is the script."""
_APPROVED = "approved"
_RESULT = "codex.tool_result"
_DECISION = "codex.tool_decision"


def tool_calls(records: Records) -> Iterator[ToolCall]:
    """One per result and one per decision, which have the same id."""
    if records.signal != "logs":
        return
    for position, name in enumerate(records.column("EventName")):
        if name not in {_RESULT, _DECISION}:
            continue
        attributes = records.attributes(position)
        key = text_of(attributes.get("call_id"))
        if not key.startswith(_WITHIN_A_SCRIPT) and (key or name == _RESULT):
            outcome = _result(attributes) if name == _RESULT else _decision(attributes)
            yield ToolCall(position=position, key=key, name=text_of(attributes.get("tool_name")), **outcome)


def _result(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "success": truth_of(attributes.get("success")),
        "duration_ns": milliseconds_ns(attributes.get("duration_ms")),
    }


def _decision(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """`approved`, `approved_for_session` …, else it was refused and did not run."""
    is_accepted = text_of(attributes.get("decision")).startswith(_APPROVED)
    return {
        "success": None if is_accepted else False,
        "decision": "accept" if is_accepted else "reject",
        "decided_by": text_of(attributes.get("source")).lower(),
    }
