"""Cost of calls by the user's prices and list prices, which come with genai-prices and are never fetched.

What a model costs on a day is looked up once; the tier depends on the size of each request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from aiobserver.ledger.price_file import OwnPrice, OwnPrices
from aiobserver.model.ledger import Call

if TYPE_CHECKING:
    from genai_prices.types import ModelPrice

_SECOND_NS = 10**9
_DAY_S = 86_400
_LAST_SECOND = 253_402_300_799
_REMEMBERED = 4_096
_TOKENS_PER_PRICE = 10**6
_OTHERS_PER_PRICE = 10**3


class _Priced(NamedTuple):
    """A model on a day (since 1970, UTC)."""

    provider: str
    model: str
    day: int


@dataclass(frozen=True, slots=True)
class _Rate:
    """USD of one unit, by the input of the whole request: the highest tier that it exceeds counts for all of it."""

    base: float = 0.0
    tiers: tuple[tuple[int, float], ...] = ()
    """(input tokens that must be exceeded, USD), the highest first."""

    def of(self, input_tokens: int) -> float:
        if not self.tiers:
            return self.base
        return next((price for start, price in self.tiers if input_tokens > start), self.base)


@dataclass(frozen=True, slots=True)
class _Rates:
    """Prices of a model. What has no price of its own costs what contains it does."""

    input: _Rate
    cache_read: _Rate
    cache_write_5m: _Rate
    cache_write_1h: _Rate
    output: _Rate
    reasoning: _Rate
    search: _Rate
    request: _Rate


class Prices:
    """Prices in USD: the user's, else list prices. Used in one thread."""

    def __init__(self, own: OwnPrices | None = None) -> None:
        self._own = own or OwnPrices()
        self._known: dict[_Priced, _Rates | None] = {}
        self._listed: dict[_Priced, _Rates | None] = {}

    def replace(self, own: OwnPrices) -> None:
        """Use other prices of the user from now on."""
        self._own = own
        self._known.clear()

    def cost(self, call: Call) -> float | None:
        """USD of the call by the prices of its day; None: its tokens or the price of its model are not known."""
        return _cost_by(self._known, self._found, call)

    def listed(self, call: Call) -> float | None:
        """USD by list prices alone, of a call that the user's file is for; None: it is not, or the list lacks it."""
        if call.model not in self._own.models and call.model not in self._own.aliases:
            return None
        return _cost_by(self._listed, _list_prices, call)

    def _found(self, priced: _Priced) -> _Rates | None:
        alias = self._own.aliases.get(priced.model)
        if alias is not None:
            priced = _Priced(alias.provider, alias.model, priced.day)
        own = self._own.of(priced.model, priced.day)
        return _list_prices(priced) if own is None else _own_rates(own)


def _cost_by(known: dict[_Priced, _Rates | None], find: Callable[[_Priced], _Rates | None], call: Call) -> float | None:
    if call.tokens is None or not call.model:
        return None
    priced = _Priced(call.provider, call.model, min(call.end_ns // _SECOND_NS, _LAST_SECOND) // _DAY_S)
    if priced not in known:
        if len(known) >= _REMEMBERED:
            known.clear()
        known[priced] = find(priced)
    rates = known[priced]
    return None if rates is None else _cost(rates, call)


def _list_prices(priced: _Priced) -> _Rates | None:
    from genai_prices import Usage, calc_price  # noqa: PLC0415 - takes 0.13 s, and many never need it

    noon = datetime.fromtimestamp(priced.day * _DAY_S + _DAY_S // 2, UTC)
    try:
        found = calc_price(
            Usage(input_tokens=1), priced.model, provider_id=priced.provider or None, genai_request_timestamp=noon
        )
    except (LookupError, ValueError):
        return None
    return _rates_of(found.model_price)


def _rates_of(price: ModelPrice) -> _Rates:
    incoming = _rate(price.input_mtok)
    outgoing = _rate(price.output_mtok)
    written = _rate(price.cache_write_mtok) or incoming
    return _Rates(
        input=incoming or _Rate(),
        cache_read=_rate(price.cache_read_mtok) or incoming or _Rate(),
        cache_write_5m=_rate(price.cache_write_5m_mtok) or written or _Rate(),
        cache_write_1h=_rate(price.cache_write_1h_mtok) or written or _Rate(),
        output=outgoing or _Rate(),
        reasoning=_rate(price.output_reasoning_mtok) or outgoing or _Rate(),
        search=_rate(price.web_searches_kcount, _OTHERS_PER_PRICE) or _Rate(),
        request=_rate(price.requests_kcount, _OTHERS_PER_PRICE) or _Rate(),
    )


def _own_rates(price: OwnPrice) -> _Rates:
    incoming, outgoing = _own_rate(price, "input") or _Rate(), _own_rate(price, "output") or _Rate()
    written = _own_rate(price, "cache_write") or incoming
    return _Rates(
        input=incoming,
        cache_read=_own_rate(price, "cache_read") or incoming,
        cache_write_5m=written,
        cache_write_1h=_own_rate(price, "cache_write_1h") or written,
        output=outgoing,
        reasoning=outgoing,
        search=_own_rate(price, "web_search", _OTHERS_PER_PRICE) or _Rate(),
        request=_Rate(),
    )


def _own_rate(price: OwnPrice, kind: str, per: int = _TOKENS_PER_PRICE) -> _Rate | None:
    if kind not in price.usd:
        return None
    tiers = sorted(((above, usd[kind] / per) for above, usd in price.tiers if kind in usd), reverse=True)
    return _Rate(price.usd[kind] / per, tuple(tiers))


def _rate(price: Any, per: int = _TOKENS_PER_PRICE) -> _Rate | None:
    if price is None:
        return None
    tiers = sorted(((tier.start, float(tier.price / per)) for tier in getattr(price, "tiers", ())), reverse=True)
    return _Rate(float(getattr(price, "base", price) / per), tuple(tiers))


def _cost(rates: _Rates, call: Call) -> float:
    tokens = call.tokens
    assert tokens is not None
    size = tokens.total - tokens.output
    return (
        tokens.input * rates.input.of(size)
        + tokens.cache_read * rates.cache_read.of(size)
        + tokens.cache_write_5m * rates.cache_write_5m.of(size)
        + tokens.cache_write_1h * rates.cache_write_1h.of(size)
        + (tokens.output - tokens.reasoning) * rates.output.of(size)
        + tokens.reasoning * rates.reasoning.of(size)
        + call.web_searches * rates.search.of(size)
        + rates.request.of(size)
    )
