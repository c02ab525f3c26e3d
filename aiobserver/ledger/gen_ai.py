"""Calls of tools that follow OpenTelemetry's semantic conventions for generative AI: one span per call of a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aiobserver.model.batch import Records
from aiobserver.model.ledger import Call, Tokens
from aiobserver.model.numbers import count_of

_OPERATIONS = frozenset({"chat", "generate_content", "text_completion"})
_PROVIDERS = (
    *(("gcp", "google"), ("vertex", "google"), ("azure", "azure"), ("az.", "azure")),
    *(("aws", "aws"), ("x_ai", "x-ai"), ("mistral", "mistral")),
)
"""(beginning of a provider's name in the conventions, provider that prices are listed under), where they differ."""


def gen_ai_calls(records: Records) -> Iterator[Call]:
    """Calls of the spans of a model's operations (`gen_ai.operation.name`); other spans and logs tell of none.

    `gen_ai.usage.input_tokens` contains those read from a cache and written to one, as the conventions say. A span that
    only sums up others, as that of an agent does, is no call.
    """
    if records.signal != "traces":
        return
    for position, status in enumerate(records.column("StatusCode")):
        attributes = records.attributes(position)
        if _text(attributes, "gen_ai.operation.name") in _OPERATIONS:
            yield _call(position, attributes, is_failed=status == "ERROR")


def _call(position: int, attributes: Mapping[str, Any], *, is_failed: bool) -> Call:
    error = _text(attributes, "error.type")
    provider = _text(attributes, "gen_ai.provider.name") or _text(attributes, "gen_ai.system")
    requested = _text(attributes, "gen_ai.request.model")
    return Call(
        position=position,
        key=_text(attributes, "gen_ai.response.id"),
        agent_id=_text(attributes, "gen_ai.agent.id"),
        agent=_text(attributes, "gen_ai.agent.name"),
        model=_text(attributes, "gen_ai.response.model") or requested,
        requested_model=requested,
        provider=next((listed for start, listed in _PROVIDERS if provider.startswith(start)), provider),
        tokens=None if is_failed else _tokens(attributes),
        outcome="error" if is_failed or error else "ok",
        error_type=error,
        status_code=count_of(attributes.get("http.response.status_code")) or None,
    )


def _tokens(attributes: Mapping[str, Any]) -> Tokens:
    usage = "gen_ai.usage."
    whole = count_of(attributes.get(f"{usage}input_tokens"))
    read = min(whole, count_of(attributes.get(f"{usage}cache_read.input_tokens")))
    told = attributes.get(f"{usage}cache_creation.input_tokens", attributes.get(f"{usage}cache_write.input_tokens"))
    written = min(whole - read, count_of(told))
    output = count_of(attributes.get(f"{usage}output_tokens"))
    return Tokens(
        input=whole - read - written,
        cache_read=read,
        cache_write_5m=written,
        output=output,
        reasoning=min(output, count_of(attributes.get(f"{usage}reasoning.output_tokens"))),
    )


def _text(attributes: Mapping[str, Any], name: str) -> str:
    value = attributes.get(name)
    return value if isinstance(value, str) else ""
