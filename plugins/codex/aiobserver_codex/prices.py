"""Cost of a call by list prices, which come with genai-prices and are never fetched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

_SECOND_NS = 10**9
_LAST_SECOND = 253_402_300_799


def call_cost(model: str, counts: Mapping[str, int], time_ns: int) -> float | None:
    """USD of one call at its time; None: the price is not known.

    :param counts: tokens by type; `input` includes cached ones, `output` includes reasoning.
    """
    from genai_prices import Usage, calc_price  # noqa: PLC0415 - takes 0.13 s, and many never need it

    usage = Usage(
        input_tokens=counts.get("input", 0),
        output_tokens=counts.get("output", 0),
        cache_read_tokens=counts.get("cacheRead", 0),
        cache_write_tokens=counts.get("cacheCreation", 0),
    )
    moment = datetime.fromtimestamp(min(time_ns // _SECOND_NS, _LAST_SECOND), UTC)
    try:
        return float(calc_price(usage, model, provider_id="openai", genai_request_timestamp=moment).total_price)
    except (LookupError, ValueError):
        return None
