"""Prices and names of models that the user gives in a file, `prices.toml` (docs/prices.md)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from aiobserver.errors import ConfigError

_KINDS = ("input", "cache_read", "cache_write", "cache_write_1h", "output", "web_search")
_TIER_KINDS = _KINDS[:-1]
_NEEDED = ("input", "output")
_MOST_USD = 10**6
_MOST_TOKENS = 10**12
_FIRST_DAY = date(1970, 1, 1)
_SHOWN = 60


class Alias(NamedTuple):
    """The model that a name stands for."""

    model: str
    provider: str = ""
    """Empty: any."""


@dataclass(frozen=True, slots=True)
class OwnPrice:
    """Prices of a model from a day on. Kinds are those of the file; web searches in USD per thousand, else million."""

    since_day: int
    """Days since 1970; 0: always."""
    usd: Mapping[str, float]
    tiers: tuple[tuple[int, Mapping[str, float]], ...] = ()
    """(input tokens that must be exceeded, USD by kind)"""


@dataclass(frozen=True, slots=True)
class OwnPrices:
    """All that the user's file says."""

    aliases: Mapping[str, Alias] = field(default_factory=lambda: MappingProxyType({}))
    models: Mapping[str, tuple[OwnPrice, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Model → its prices, the last ones first."""

    def of(self, model: str, day: int) -> OwnPrice | None:
        """The price of a model on a day since 1970; None: the file has none for it."""
        return next((price for price in self.models.get(model, ()) if price.since_day <= day), None)


class _BadEntry(ValueError):
    def __init__(self, keys: Iterable[str], problem: str) -> None:
        super().__init__(f"{'.'.join(keys)}: {problem}")


_Keys = tuple[str, ...]


def read_prices(path: Path) -> OwnPrices:
    """The user's prices.

    :raises FileNotFoundError: there is no such file.
    :raises ConfigError: it cannot be used; the message names the file and the line or key.
    """
    import tomllib  # noqa: PLC0415 - most have no such file

    try:
        return _prices(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except FileNotFoundError:
        raise
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: expected text in UTF-8; byte {error.start} is not") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not TOML: {' '.join(str(error).split())}") from None
    except RecursionError:
        raise ConfigError(f"{path}: not TOML: nested too deeply") from None
    except _BadEntry as error:
        raise ConfigError(f"{path}: {error}") from None


def _prices(content: Mapping[str, Any]) -> OwnPrices:
    _known_keys(content, ("aliases", "models"), ())
    models = _table(content.get("models", {}), ("models",))
    aliases = _table(content.get("aliases", {}), ("aliases",))
    return OwnPrices(
        {name: _alias(value, ("aliases", _quoted(name)), aliases) for name, value in aliases.items()},
        {name: _price_list(value, ("models", _quoted(name)), name in aliases) for name, value in models.items()},
    )


def _alias(value: Any, keys: _Keys, aliases: Collection[str]) -> Alias:
    if isinstance(value, str):
        alias = Alias(value)
    else:
        table = _table(value, keys, 'the name of a model in quotes, or { model = "…", provider = "…" }')
        _known_keys(table, ("model", "provider"), keys)
        alias = Alias(_text(table, "model", keys), _text(table, "provider", keys) if "provider" in table else "")
    if not alias.model.strip():
        raise _BadEntry(keys, "expected the name of a model")
    if alias.model in aliases:
        raise _BadEntry(keys, f"{_shown(alias.model)} is an alias itself; expected the name of a model")
    return alias


def _price_list(value: Any, keys: _Keys, is_alias: bool) -> tuple[OwnPrice, ...]:
    if is_alias:
        raise _BadEntry(keys, "is also in [aliases]; expected in one of both")
    entries = value if isinstance(value, list) and value else [value]
    prices = [_price(_table(entry, keys), keys) for entry in entries]
    prices.sort(key=lambda price: price.since_day, reverse=True)
    if len({price.since_day for price in prices}) < len(prices):
        raise _BadEntry((*keys, "since"), "expected another date in each price of a model")
    return tuple(prices)


def _price(table: Mapping[str, Any], keys: _Keys) -> OwnPrice:
    _known_keys(table, (*_KINDS, "tiers", "since"), keys)
    usd = {kind: _usd(table[kind], (*keys, kind)) for kind in _KINDS if kind in table}
    for kind in _NEEDED:
        if kind not in usd:
            raise _BadEntry((*keys, kind), "is missing; expected USD per million tokens")
    tiers = _tiers(table.get("tiers", []), (*keys, "tiers"), usd)
    return OwnPrice(_since(table["since"], (*keys, "since")) if "since" in table else 0, usd, tiers)


def _tiers(value: Any, keys: _Keys, usd: Mapping[str, float]) -> tuple[tuple[int, Mapping[str, float]], ...]:
    if not isinstance(value, list):
        raise _BadEntry(keys, "expected a list such as [{ above = 200000, input = 6, output = 22.5 }]")
    tiers: dict[int, Mapping[str, float]] = {}
    for entry in value:
        table = _table(entry, keys)
        _known_keys(table, ("above", *_TIER_KINDS), keys)
        above = table.get("above")
        if type(above) is not int or not 0 < above <= _MOST_TOKENS:
            raise _BadEntry((*keys, "above"), f"expected a number of tokens, not {_shown(above)}")
        if above in tiers:
            raise _BadEntry((*keys, "above"), f"expected another number in each tier; {above} is there twice")
        tiers[above] = _tier(table, keys, usd)
    return tuple(tiers.items())


def _tier(table: Mapping[str, Any], keys: _Keys, usd: Mapping[str, float]) -> Mapping[str, float]:
    prices = {kind: _usd(table[kind], (*keys, kind)) for kind in _TIER_KINDS if kind in table}
    if not prices:
        raise _BadEntry(keys, f"expected a price in each tier: one of {', '.join(_TIER_KINDS)}")
    for kind in prices:
        if kind not in usd:
            raise _BadEntry((*keys, kind), f"expected {kind} outside of the tiers, too: the price below them")
    return prices


def _usd(value: Any, keys: _Keys) -> float:
    if type(value) not in (int, float) or not 0 <= value <= _MOST_USD:
        unit = "thousand searches" if keys[-1] == "web_search" else "million tokens"
        raise _BadEntry(keys, f"expected USD per {unit}, a number from 0 to {_MOST_USD}, not {_shown(value)}")
    return float(value)


def _since(value: Any, keys: _Keys) -> int:
    if type(value) is not date or value < _FIRST_DAY:
        raise _BadEntry(keys, f"expected a date such as 2026-01-01, without quotes, not {_shown(value)}")
    return (value - _FIRST_DAY).days


def _table(value: Any, keys: _Keys, expected: str = "a table") -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _BadEntry(keys, f"expected {expected}, not {_shown(value)}")
    return value


def _text(table: Mapping[str, Any], key: str, keys: _Keys) -> str:
    value = table.get(key)
    if not isinstance(value, str):
        raise _BadEntry((*keys, key), f"expected text in quotes, not {_shown(value)}")
    return value


def _known_keys(table: Mapping[str, Any], known: Collection[str], keys: _Keys) -> None:
    for key in table:
        if key not in known:
            shown = key if key.isidentifier() else _quoted(key)
            raise _BadEntry((*keys, shown), f"unknown; expected {', '.join(known)}")


def _quoted(name: str) -> str:
    return f'"{_shown(name)[1:-1]}"'


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    try:
        text = repr(value)
    except ValueError:  # an integer of more digits than Python writes
        text = "such a number"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
