"""Cost, out of the answers of the model: price tiers are per request, so the metrics cannot tell it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from aiobserver import Breakdown, DerivedPoint, MetricInfo, Records, Unpriced, count_of

COST = "gemini_cli.cost.usage"
MODEL = Breakdown("model", "Model")
DERIVED = (
    MetricInfo(
        COST,
        "Cost",
        "USD",
        "counter",
        "Cost by list prices, computed per call from the model's answers.",
        (MODEL,),
        role="cost",
        note="A model without a known price gives no cost; its calls are counted as unpriced.",
    ),
)

_ANSWER = "gemini_cli.api_response"
_UNKNOWN_MODEL = "unknown"
_OWN_COST = ("cost", "cost_usd")
_KEPT = ("session.id",)
_SECOND_NS = 10**9
_LAST_SECOND = 253_402_300_799


def cost_points(logs: Records) -> Iterator[DerivedPoint | Unpriced]:
    """One cost point per answer; none where the tool sends a cost itself."""
    for position in logs.positions("EventName", _ANSWER):
        attributes = logs.attributes(position)
        if any(name in attributes for name in _OWN_COST):
            continue
        model = attributes.get("model")
        model = model if isinstance(model, str) and model else _UNKNOWN_MODEL
        cost = call_cost(model, attributes, logs.value(position, "Timestamp"))
        if cost is None:
            yield Unpriced(position, model)
        elif cost:
            kept = {name: attributes[name] for name in _KEPT if name in attributes}
            yield DerivedPoint(position, COST, cost, "USD", "Cost by list prices.", {"model": model, **kept})


def call_cost(model: str, attributes: Mapping[str, Any], time_ns: int) -> float | None:
    """USD of one call at its time; None: the price is not known.

    Input includes cached tokens, thoughts are beside output.
    """
    from genai_prices import Usage, calc_price  # noqa: PLC0415 - takes 0.13 s, and many never need it

    usage = Usage(
        input_tokens=count_of(attributes.get("input_token_count")),
        output_tokens=count_of(attributes.get("output_token_count")) + count_of(attributes.get("thoughts_token_count")),
        cache_read_tokens=count_of(attributes.get("cached_content_token_count")),
    )
    moment = datetime.fromtimestamp(min(time_ns // _SECOND_NS, _LAST_SECOND), UTC)
    try:
        return float(calc_price(usage, model, provider_id="google", genai_request_timestamp=moment).total_price)
    except (LookupError, ValueError):
        return None
