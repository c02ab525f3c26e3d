"""The user's prices are read as documented; what is wrong in the file is told in one line with its place."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from aiobserver.errors import ConfigError
from aiobserver.ledger.price_file import Alias, OwnPrices, read_prices
from aiobserver.ledger.prices import Prices
from aiobserver.model.ledger import Call, Tokens
from tests.server import REPOSITORY


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "prices.toml"


def read(path: Path, text: str) -> OwnPrices:
    path.write_text(text, encoding="utf-8")
    return read_prices(path)


def day(text: str) -> int:
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


def cost(own: OwnPrices, model: str, *, on: int = day("2026-11-27"), searches: int = 0, **tokens: int) -> float | None:
    end_ns = on * 86_400 * 10**9
    call = Call(model=model, provider="acme", tokens=Tokens(**tokens), web_searches=searches, end_ns=end_ns)
    return Prices(own).cost(call)


FULL = """
[models."my-model"]
input = 3
cache_read = 0.3
cache_write = 3.75
cache_write_1h = 6
output = 15
web_search = 10
tiers = [{ above = 200000, input = 6, output = 22.5 }, { above = 400_000, input = 9 }]
"""


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        ({"input": 100_000}, 0.3),
        ({"cache_read": 100_000}, 0.03),
        ({"cache_write_5m": 100_000}, 0.375),
        ({"cache_write_1h": 100_000}, 0.6),
        ({"output": 100_000, "reasoning": 60_000}, 1.5),
        ({"searches": 5}, 0.05),
        ({"input": 200_000}, 0.6),
        ({"input": 200_001, "output": 1_000}, 1.200006 + 0.0225),
        ({"input": 100_001, "cache_read": 100_000}, 0.600006 + 0.03),
        ({"input": 400_001, "output": 1_000}, 3.600009 + 0.0225),
    ],
    ids=str,
)
def test_each_kind_and_tier_has_its_price(path: Path, tokens: dict[str, int], expected: float) -> None:
    assert cost(read(path, FULL), "my-model", **tokens) == pytest.approx(expected, abs=1e-12)


def test_kinds_that_are_not_given_cost_what_contains_them_does(path: Path) -> None:
    own = read(path, "[models.m]\ninput = 2\noutput = 4\ntiers = [{ above = 10, input = 3 }]")
    assert cost(own, "m", input=1) == pytest.approx(2e-6)
    for kind in ("cache_read", "cache_write_5m", "cache_write_1h"):
        assert cost(own, "m", **{kind: 10}) == pytest.approx(20e-6)
        assert cost(own, "m", **{kind: 11}) == pytest.approx(33e-6)
    own = read(path, "[models.m]\ninput = 2\noutput = 4\ncache_write = 5")
    assert cost(own, "m", cache_write_1h=1) == pytest.approx(5e-6)


def test_they_go_before_list_prices(path: Path) -> None:
    call = Call(model="claude-sonnet-4-5", provider="anthropic", tokens=Tokens(input=1_000), end_ns=18 * 10**17)
    assert Prices().cost(call) == pytest.approx(0.003)
    own = read(path, "[models.claude-sonnet-4-5]\ninput = 1\noutput = 1\nsince = 2026-01-01")
    assert Prices(own).cost(call) == pytest.approx(0.001)
    assert Prices(own).cost(replace(call, end_ns=176 * 10**16)) == pytest.approx(0.003), "before its first day"


def test_several_prices_of_a_model_count_from_their_days_on(path: Path) -> None:
    own = read(
        path,
        "[[models.m]]\nsince = 2026-03-01\ninput = 3\noutput = 0\n"
        "[[models.m]]\nsince = 2026-01-01\ninput = 2\noutput = 0\n",
    )
    assert cost(own, "m", on=day("2025-12-31"), input=1_000_000) is None
    assert cost(own, "m", on=day("2026-01-01"), input=1_000_000) == pytest.approx(2)
    assert cost(own, "m", on=day("2026-02-28"), input=1_000_000) == pytest.approx(2)
    assert cost(own, "m", on=day("2026-03-01"), input=1_000_000) == pytest.approx(3)
    own = read(path, "[[models.m]]\ninput = 1\noutput = 0\n[[models.m]]\nsince = 2026-01-01\ninput = 2\noutput = 0")
    assert cost(own, "m", on=day("2025-12-31"), input=1_000_000) == pytest.approx(1)
    assert cost(own, "m", on=day("2026-01-01"), input=1_000_000) == pytest.approx(2)


def test_an_alias_costs_what_its_model_does(path: Path) -> None:
    own = read(
        path,
        '[aliases]\n"bedrock/claude-sonnet" = "claude-sonnet-4-5"\nmine = "my-model"\n'
        '"my-gateway/gpt" = { model = "gpt-5", provider = "openai" }\n' + FULL,
    )
    assert own.aliases["my-gateway/gpt"] == Alias("gpt-5", "openai")
    assert cost(own, "bedrock/claude-sonnet", input=100_000) == pytest.approx(0.3)
    assert cost(own, "mine", output=100_000) == pytest.approx(1.5)
    assert cost(own, "my-gateway/gpt", output=100_000) == pytest.approx(1.0)
    assert cost(own, "my-gateway/claude", output=100_000) is None


def test_what_is_priced_at_nothing_is_not_unpriced(path: Path) -> None:
    assert cost(read(path, "[models.local]\ninput = 0\noutput = 0"), "local", input=5) == 0.0


def test_replaced_prices_count_at_once(path: Path) -> None:
    call = Call(model="m", tokens=Tokens(input=1_000_000), end_ns=10**18)
    prices = Prices(read(path, "[models.m]\ninput = 1\noutput = 1"))
    assert prices.cost(call) == pytest.approx(1)
    prices.replace(read(path, "[models.m]\ninput = 2\noutput = 1"))
    assert prices.cost(call) == pytest.approx(2)
    prices.replace(OwnPrices())
    assert prices.cost(call) is None


@pytest.mark.parametrize("text", ["", "# nothing\n", "[aliases]\n[models]\n", "\ufeff[models]\n"])
def test_a_file_may_be_empty(path: Path, text: str) -> None:
    assert read(path, text) == OwnPrices({}, {})


def test_the_documented_example_can_be_read(path: Path) -> None:
    (example, *_) = re.findall(r"^```toml\n(.*?)^```", (REPOSITORY / "docs/prices.md").read_text(), re.M | re.S)
    own = read(path, example)
    assert own.aliases
    assert own.models


def _model(line: str) -> str:
    return f'[models."m"]\ninput = 1\noutput = 2\n{line}'


BAD = {
    "not TOML": ("[models", "not TOML: .*end of document"),
    "a line that is none": ("[models.m]\ninput = 1\noutput == 2\n", "not TOML: .*line 3"),
    "a key twice": ("[models.m]\ninput = 1\ninput = 2\n", "not TOML: .*line 3"),
    "nested too deeply": ("a = " + "[" * 100_000, "not TOML"),
    "unknown table": ("[model]\n", "model: unknown; expected aliases, models"),
    "unknown key": (_model("inputs = 3"), 'models."m".inputs: unknown; expected input, '),
    "unknown key with a space": (_model('"in put" = 3'), 'models."m"."in put": unknown'),
    "negative": (_model("cache_read = -1"), 'models."m".cache_read: expected USD per million tokens.* not -1'),
    "not a number": (_model("cache_read = nan"), "cache_read: .*not nan"),
    "infinite": (_model("cache_read = inf"), "cache_read: .*not inf"),
    "too much": (_model("cache_read = 1000001"), "cache_read: .*from 0 to 1000000"),
    "endless": (_model("cache_read = " + "9" * 3000), "cache_read: .*from 0 to 1000000"),
    "text": (_model('cache_read = "1"'), "cache_read: .*not '1'"),
    "true": (_model("cache_read = true"), "cache_read: .*not True"),
    "searches": (_model("web_search = -1"), "web_search: expected USD per thousand searches"),
    "no output": ("[models.m]\ninput = 1", 'models."m".output: is missing'),
    "no input": ("[models.m]\noutput = 1", 'models."m".input: is missing'),
    "no table": ("[models]\nm = 3", 'models."m": expected a table, not 3'),
    "models are none": ("models = 3", "models: expected a table, not 3"),
    "no prices": ("[models]\nm = []", 'models."m": expected a table'),
    "a list of numbers": ("[models]\nm = [1]", 'models."m": expected a table, not 1'),
    "tiers are none": (_model("tiers = 3"), "tiers: expected a list such as"),
    "a tier is none": (_model("tiers = [3]"), "tiers: expected a table, not 3"),
    "a tier without a start": (
        _model("tiers = [{ input = 1 }]"),
        "tiers.above: expected a number of tokens, not nothing",
    ),
    "a tier from 0": (_model("tiers = [{ above = 0, input = 1 }]"), "tiers.above: .*not 0"),
    "a tier with a fraction": (_model("tiers = [{ above = 1.5, input = 1 }]"), "tiers.above: .*not 1.5"),
    "a tier twice": (
        _model("tiers = [{ above = 5, input = 1 }, { above = 5, output = 1 }]"),
        "tiers.above: .*5 is there twice",
    ),
    "a tier without a price": (_model("tiers = [{ above = 5 }]"), "tiers: expected a price in each tier"),
    "a tier of what has no price": (
        _model("tiers = [{ above = 5, cache_read = 1 }]"),
        "tiers.cache_read: expected cache_read outside of the tiers",
    ),
    "a tier of searches": (_model("tiers = [{ above = 5, web_search = 1 }]"), "tiers.web_search: unknown"),
    "a negative tier": (_model("tiers = [{ above = 5, input = -1 }]"), "tiers.input: .*not -1"),
    "no date": (_model('since = "2026-01-01"'), "since: expected a date such as 2026-01-01, without quotes"),
    "a time": (_model("since = 2026-01-01T00:00:00Z"), "since: expected a date"),
    "before 1970": (_model("since = 1969-12-31"), "since: expected a date"),
    "a date twice": (
        "[[models.m]]\ninput = 1\noutput = 1\n[[models.m]]\ninput = 2\noutput = 1",
        'models."m".since: expected another date in each price',
    ),
    "aliases are none": ("aliases = []", "aliases: expected a table"),
    "an alias of a number": ("[aliases]\nx = 3", r'aliases."x": expected the name of a model in quotes, or .* not 3'),
    "an alias of nothing": ('[aliases]\nx = ""', 'aliases."x": expected the name of a model'),
    "an alias without a model": (
        '[aliases]\nx = { provider = "openai" }',
        r'aliases."x".model: expected text in quotes',
    ),
    "an alias with more": ('[aliases]\nx = { model = "m", price = 1 }', 'aliases."x".price: unknown'),
    "a provider that is none": ('[aliases]\nx = { model = "m", provider = 1 }', 'aliases."x".provider: expected text'),
    "an alias of an alias": ('[aliases]\nx = "y"\ny = "m"', "aliases.\"x\": 'y' is an alias itself"),
    "an alias of itself": ('[aliases]\nx = "x"', "aliases.\"x\": 'x' is an alias itself"),
    "a model and an alias": ('[aliases]\nm = "n"\n' + _model(""), r'models."m": is also in \[aliases\]'),
}


@pytest.mark.parametrize(("text", "message"), BAD.values(), ids=BAD.keys())
def test_what_is_wrong_is_told_in_one_line_with_its_place(path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        read(path, text)
    told = str(caught.value)
    assert told.startswith(f"{path}: ")
    assert told.isprintable()
    assert len(told) < len(str(path)) + 300


def test_names_that_are_no_text_are_told_in_one_line(path: Path) -> None:
    with pytest.raises(ConfigError, match=r"a\\nb") as caught:
        read(path, '[models."a\\nb\\u001b"]\ninput = -1\noutput = 1')
    assert str(caught.value).isprintable()


def test_what_cannot_be_read_is_told(path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_prices(path)
    path.write_bytes(b"[models]\n\xff")
    with pytest.raises(ConfigError, match="expected text in UTF-8; byte 9 is not"):
        read_prices(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        read_prices(path)
