"""Prices are those of genai-prices, for every model, tier and kind of token."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from genai_prices import Usage, calc_price
from genai_prices.data_snapshot import get_snapshot

from aiobserver.ledger.prices import Prices
from aiobserver.model.ledger import Call, Tokens

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
PROVIDERS = [provider for provider in get_snapshot().providers if provider.id in {"anthropic", "openai", "google"}]


def call(model: str, provider: str, tokens: Tokens, searches: int = 0) -> Call:
    return Call(
        model=model, provider=provider, tokens=tokens, web_searches=searches, end_ns=int(NOON.timestamp()) * 10**9
    )


@pytest.mark.parametrize("size", [1_000, 300_000], ids=["small", "large"])
@pytest.mark.parametrize("provider", PROVIDERS, ids=[provider.id for provider in PROVIDERS])
def test_a_call_costs_what_genai_prices_says(provider: object, size: int) -> None:
    chance = random.Random(size)
    prices = Prices()
    for model in provider.models:  # type: ignore[attr-defined]
        if model.id.startswith("ft:"):  # fine-tuned models have names of their own
            continue
        tokens = Tokens(
            input=chance.randrange(size),
            cache_read=chance.randrange(size),
            cache_write_5m=chance.randrange(size),
            cache_write_1h=chance.randrange(size),
            output=500,
            reasoning=chance.randrange(500),
        )
        usage = Usage(
            input_tokens=tokens.total - tokens.output,
            output_tokens=tokens.output,
            output_reasoning_tokens=tokens.reasoning,
            cache_read_tokens=tokens.cache_read,
            cache_write_tokens=tokens.cache_write,
            cache_write_5m_tokens=tokens.cache_write_5m,
            cache_write_1h_tokens=tokens.cache_write_1h,
            web_searches=2,
        )
        name, owner = model.id, provider.id  # type: ignore[attr-defined]
        expected = calc_price(usage, name, provider_id=owner, genai_request_timestamp=NOON).total_price
        assert prices.cost(call(name, owner, tokens, 2)) == pytest.approx(float(expected), abs=1e-12), name


@pytest.mark.parametrize(
    ("model", "tokens"),
    [("nobody-knows-1", Tokens(input=1)), ("", Tokens(input=1)), ("claude-sonnet-4-5", None)],
    ids=["unknown model", "no model", "no tokens"],
)
def test_what_is_not_known_has_no_price(model: str, tokens: Tokens | None) -> None:
    assert Prices().cost(Call(model=model, provider="anthropic", tokens=tokens, end_ns=10**18)) is None


def test_the_price_is_that_of_the_day_and_the_tier_that_of_the_request() -> None:
    prices = Prices()
    small = prices.cost(call("claude-sonnet-4-5", "anthropic", Tokens(input=200_000)))
    large = prices.cost(call("claude-sonnet-4-5", "anthropic", Tokens(input=200_001)))
    assert small == pytest.approx(0.6)
    assert large == pytest.approx(1.200006)
