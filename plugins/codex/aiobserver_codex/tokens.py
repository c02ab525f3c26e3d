"""Tokens and cost, out of the streaming events that are not stored themselves.

Only the second of two `response.completed` events of a call has counts. `input` includes cached tokens, `output`
includes reasoning; both recorded versions send the total as `tool_token_count`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from aiobserver import Breakdown, BreakdownValue, DerivedPoint, MetricInfo, Records, Unpriced, count_of
from aiobserver_codex.prices import call_cost

TOKENS = "codex_cli_rs.token.usage"
COST = "codex_cli_rs.cost.usage"
MODEL = Breakdown("model", "Model")
DERIVED = (
    MetricInfo(
        name=TOKENS,
        display_name="Token Usage",
        unit="tokens",
        kind="counter",
        description="Tokens by type, derived from the streaming events.",
        breakdowns=(
            Breakdown(
                "type",
                "Type",
                (
                    BreakdownValue("input", "Input", counts_as="input"),
                    BreakdownValue("output", "Output", counts_as="output"),
                    BreakdownValue("cacheRead", "Cache Read", part_of="input", counts_as="cache_read"),
                    BreakdownValue("cacheCreation", "Cache Creation", part_of="input", counts_as="cache_write"),
                    BreakdownValue("reasoning", "Reasoning", part_of="output", counts_as="reasoning"),
                    BreakdownValue("tool", "Tool"),
                ),
            ),
            MODEL,
        ),
        role="tokens",
        note="Never add these to the native codex.* token metrics: they are the same tokens.",
    ),
    MetricInfo(
        name=COST,
        display_name="Cost",
        unit="USD",
        kind="counter",
        description="Cost by list prices, computed per call.",
        breakdowns=(MODEL,),
        role="cost",
        note="A model without a known price gives no cost; its calls are counted as unpriced.",
    ),
)

_STREAM_EVENT = "codex.sse_event"
_NOISE = frozenset({_STREAM_EVENT, "codex.websocket_event"})
_COMPLETED = "response.completed"
_UNKNOWN_MODEL = "unknown"
_TYPES = {
    "input_token_count": "input",
    "output_token_count": "output",
    "cached_token_count": "cacheRead",
    "reasoning_token_count": "reasoning",
    "cache_write_token_count": "cacheCreation",
    "tool_token_count": "tool",
}
_KEPT = ("conversation.id",)


def dropped_logs(logs: Records) -> Iterable[int]:
    """Positions of the streaming events: hundreds a turn, and nothing to read in them."""
    return (position for position, name in enumerate(logs.column("EventName")) if name in _NOISE)


def derived_points(logs: Records) -> Iterator[DerivedPoint | Unpriced]:
    """Token and cost points of the calls that were completed."""
    for position in logs.positions("EventName", _STREAM_EVENT):
        attributes = logs.attributes(position)
        if attributes.get("event.kind") == _COMPLETED:
            counts = token_counts(attributes)
            if counts:
                yield from _points(logs, position, attributes, counts)


def token_counts(attributes: Mapping[str, Any]) -> dict[str, int]:
    """Type → tokens, of those that are not zero."""
    counts = {kind: count_of(attributes.get(name)) for name, kind in _TYPES.items()}
    if counts["tool"] == counts["input"] + counts["output"]:
        counts["tool"] = 0
    return {kind: count for kind, count in counts.items() if count}


def _points(
    logs: Records, position: int, attributes: Mapping[str, Any], counts: Mapping[str, int]
) -> Iterator[DerivedPoint | Unpriced]:
    model = _model(logs, attributes)
    kept = {name: attributes[name] for name in _KEPT if name in attributes}
    for kind, count in counts.items():
        yield DerivedPoint(position, TOKENS, count, "tokens", "Tokens by type.", {"type": kind, "model": model, **kept})
    cost = call_cost(model, counts, logs.value(position, "Timestamp"))
    if cost is None:
        yield Unpriced(position, model)
    elif cost:
        yield DerivedPoint(position, COST, cost, "USD", "Cost by list prices.", {"model": model, **kept})


def _model(logs: Records, attributes: Mapping[str, Any]) -> str:
    model = attributes.get("model") or logs.resource.get("model")
    return model if isinstance(model, str) else _UNKNOWN_MODEL
