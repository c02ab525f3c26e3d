"""Calls of a model, as the events and spans of Claude Code tell of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aiobserver import Call, Records, Tokens, count_of, milliseconds_ns

_SPAN = "claude_code.llm_request"
_MAIN = frozenset({"sdk", "repl_main_thread"})
_AGENT = "agent:"
_USUAL_SPEED = "normal"
_MOST_USD = 1e9


def calls(records: Records) -> Iterator[Call]:
    """One per request that was answered or given up; before 2.1 they have no id."""
    if records.signal == "traces":
        for position in records.positions("SpanName", _SPAN):
            yield _of_span(records, position, records.attributes(position))
    else:
        for position, name in enumerate(records.column("EventName")):
            if name == "api_request":
                yield _of_event(position, records.attributes(position))
            elif name == "api_error":
                yield _of_error(position, records.attributes(position))


def _of_event(position: int, attributes: Mapping[str, Any]) -> Call:
    return Call(
        position=position,
        **_identity(attributes),
        tokens=_tokens(attributes),
        cost=_number(attributes.get("cost_usd")),
        duration_ns=milliseconds_ns(attributes.get("duration_ms")),
        first_token_ns=milliseconds_ns(attributes.get("ttft_ms")),
        effort=text_of(attributes.get("effort")),
    )


def _of_error(position: int, attributes: Mapping[str, Any]) -> Call:
    return Call(
        position=position,
        **_identity(attributes),
        outcome="error",
        status_code=count_of(attributes.get("status_code")) or None,
        attempts=count_of(attributes.get("attempt")) or None,
        duration_ns=milliseconds_ns(attributes.get("duration_ms")),
    )


def _of_span(records: Records, position: int, attributes: Mapping[str, Any]) -> Call:
    is_failed = attributes.get("success") in {False, "false"}
    return Call(
        position=position,
        **_identity(attributes),
        outcome="error" if is_failed else "ok",
        tokens=None if is_failed else _tokens(attributes),
        duration_ns=records.value(position, "Duration"),
        first_token_ns=milliseconds_ns(attributes.get("ttft_ms")),
        attempts=count_of(attributes.get("attempt")) or None,
        status_code=count_of(attributes.get("status_code")) or None,
    )


def _identity(attributes: Mapping[str, Any]) -> dict[str, Any]:
    source = text_of(attributes.get("query_source")) or text_of(attributes.get("query_source_safe"))
    speed = text_of(attributes.get("speed"))
    return {
        "key": text_of(attributes.get("request_id")),
        "turn": text_of(attributes.get("prompt.id")),
        "agent_id": text_of(attributes.get("agent_id")),
        "agent": text_of(attributes.get("agent.name")),
        "kind": _kind(source),
        "model": text_of(attributes.get("model")),
        "provider": "anthropic",
        "tier": "" if speed == _USUAL_SPEED else speed,
    }


def _kind(source: str) -> Any:
    if source in _MAIN or not source:
        return "main" if source else ""
    return "subagent" if source.startswith(_AGENT) else "auxiliary"


def _tokens(attributes: Mapping[str, Any]) -> Tokens:
    written = count_of(attributes.get("cache_creation_tokens"))
    long_lived = min(written, count_of(attributes.get("cache_creation_1h_tokens")))
    return Tokens(
        input=count_of(attributes.get("input_tokens")),
        cache_read=count_of(attributes.get("cache_read_tokens")),
        cache_write_5m=written - long_lived,
        cache_write_1h=long_lived,
        output=count_of(attributes.get("output_tokens")),
    )


def _number(value: object) -> float | None:
    """A number that may come as text; None if it is none or negative."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if 0 <= number < _MOST_USD else None


def text_of(value: object) -> str:
    """The value if it is a text, else an empty one."""
    return value if isinstance(value, str) else ""
