"""Calls of a model, as the events of Codex tell of them: its answers have no id there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aiobserver import Call, Records, Tokens, count_of, milliseconds_ns

_COMPLETED = "response.completed"
_LOWEST_ERROR = 400


def calls(records: Records) -> Iterator[Call]:
    """One per completed answer and one per request that failed; spans tell of no tokens."""
    if records.signal != "logs":
        return
    for position in records.positions("EventName", "codex.sse_event"):
        attributes = records.attributes(position)
        if attributes.get("event.kind") == _COMPLETED and "input_token_count" in attributes:
            yield _of_answer(records, position, attributes)
    for position in records.positions("EventName", "codex.api_request"):
        attributes = records.attributes(position)
        if attributes.get("error.message"):
            yield _of_failure(records, position, attributes)


def _of_answer(records: Records, position: int, attributes: Mapping[str, Any]) -> Call:
    return Call(
        position=position,
        model=model_of(records, attributes),
        provider="openai",
        tier=text_of(attributes.get("service_tier")),
        effort=text_of(attributes.get("model_reasoning_effort")),
        tokens=disjoint_tokens(attributes),
        first_token_ns=milliseconds_ns(attributes.get("ttft_ms")),
    )


def _of_failure(records: Records, position: int, attributes: Mapping[str, Any]) -> Call:
    status = count_of(attributes.get("http.response.status_code"))
    return Call(
        position=position,
        key=text_of(attributes.get("auth.request_id")),
        model=model_of(records, attributes),
        provider="openai",
        outcome="error",
        status_code=status if status >= _LOWEST_ERROR else None,
        attempts=count_of(attributes.get("attempt")) + 1,
        duration_ns=milliseconds_ns(attributes.get("duration_ms")),
    )


def disjoint_tokens(attributes: Mapping[str, Any]) -> Tokens:
    """Tokens of an answer: Codex' input contains what was read from the cache and written to it."""
    whole = count_of(attributes.get("input_token_count"))
    read = min(whole, count_of(attributes.get("cached_token_count")))
    written = min(whole - read, count_of(attributes.get("cache_write_token_count")))
    output = count_of(attributes.get("output_token_count"))
    return Tokens(
        input=whole - read - written,
        cache_read=read,
        cache_write_5m=written,
        output=output,
        reasoning=min(output, count_of(attributes.get("reasoning_token_count"))),
    )


def model_of(records: Records, attributes: Mapping[str, Any]) -> str:
    """The model's name; older versions have it in the resource."""
    return text_of(attributes.get("model")) or text_of(records.resource.get("model"))


def text_of(value: object) -> str:
    """The value if it is a text, else an empty one."""
    return value if isinstance(value, str) else ""
