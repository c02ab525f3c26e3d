"""Keys are set and removed in TOML text; all else stays to the byte."""

from __future__ import annotations

import tomllib

import pytest

from aiobserver.model.setup import SetupValue
from aiobserver.setup.toml_file import load, with_value, without

KEY = ("otel", "exporter")
VALUE: SetupValue = {"otlp-http": {"endpoint": "http://localhost:4318/v1/logs", "headers": {"X Y": "z"}}}
LINE = 'exporter = { otlp-http = { endpoint = "http://localhost:4318/v1/logs", headers = { "X Y" = "z" } } }\n'

CASES = {
    "empty": ("", "[otel]\n" + LINE),
    "no table": ("model = 'x' # why\n", "model = 'x' # why\n\n[otel]\n" + LINE),
    "other tables": (
        "# head\n[z]\nb = 1\n[a]\nc = 1 # why\n",
        "# head\n[z]\nb = 1\n[a]\nc = 1 # why\n\n[otel]\n" + LINE,
    ),
    "the table": (
        "[otel]\nenvironment = 'dev' # why\n\n# next\n[b]\nc = 1\n",
        f"[otel]\nenvironment = 'dev' # why\n{LINE}\n# next\n[b]\nc = 1\n",
    ),
    "comments below the last key": (
        "[otel]\nenvironment = 'dev'\n# span = 1\n\n# next\n[b]\n",
        f"[otel]\nenvironment = 'dev'\n# span = 1\n{LINE}\n# next\n[b]\n",
    ),
    "carriage returns": ("a = 1\r\n", "a = 1\r\n\r\n[otel]\r\n" + LINE.replace("\n", "\r\n")),
    "arrays of tables": ("[[mcp]]\na = 1\n[[mcp]]\na = 2\n", "[[mcp]]\na = 1\n[[mcp]]\na = 2\n\n[otel]\n" + LINE),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_a_key_is_set_and_the_rest_stays(before: str, after: str) -> None:
    assert with_value(before, KEY, VALUE) == after


@pytest.mark.parametrize("before", [before for before, _ in CASES.values()], ids=CASES)
def test_removing_what_was_added_gives_back_the_text(before: str) -> None:
    text = without(with_value(before, KEY, VALUE), KEY)
    assert (text if "otel" in load(before) else without(text, ("otel",))) == before


ELSEWHERE = {
    "an inline table": "otel = { environment = 'dev' }\n[b]\nc = 1\n",
    "dotted keys": "otel.environment = 'dev'\nx = 1\n[b]\nc = 1\n",
    "a table out of order": "[otel.x]\ny = 1\n[b]\nc = 1\n[otel]\nz = 1\n",
    "a table of its own to be replaced": "[otel.exporter.otlp-http]\nendpoint = 'x'\n[b]\nc = 1\n",
    "no last line end": "a = 1",
}


@pytest.mark.parametrize("before", ELSEWHERE.values(), ids=ELSEWHERE)
def test_the_value_is_there_however_the_table_is_written(before: str) -> None:
    after = tomllib.loads(with_value(before, KEY, VALUE))
    assert after["otel"].pop("exporter") == VALUE
    expected = tomllib.loads(before)
    expected.setdefault("otel", {}).pop("exporter", None)
    assert after == expected


BROKEN = {
    "a table twice": "[a]\nb = 1\n[a]\nc = 1\n",
    "a table beside a value": "[otel]\nexporter = 'otlp-http'\n[otel.exporter.otlp-http]\nendpoint = 'x'\n",
    "no value": "a =\n",
    "conflict marks": "<<<<<<< HEAD\n",
    "json": '{"a": 1}\n',
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_what_is_no_toml_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"at line|line \d+"):
        load(text)


def test_a_way_through_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="otel is not a table"):
        with_value("otel = 1\n", KEY, VALUE)
