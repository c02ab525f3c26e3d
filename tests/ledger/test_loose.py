"""JSON that somebody else wrote is read whatever it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiobserver import count_at, json_text, object_at, objects_at, parsed, text_at, time_of
from tests.chance import by_chance

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b'{"a": 1}', {"a": 1}),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (b'"a\\ud800b"', "a?b"),
        (b'"\\u0000"', "\x00"),
        (b'{"a": 1', None),
        (b"", None),
        (b"\xff\x00\x01", None),
        (b"NaN", None),
        (b"1e999", None),
        (b"[" * 100_000, None),
        (b"[" * 2000 + b"]" * 2000, None),
        (b"9" * 5000, None),
    ],
)
def test_what_is_no_json_is_nothing(content: bytes, value: object) -> None:
    assert parsed(content) == value


def test_what_has_another_type_is_empty() -> None:
    value: dict[str, Any] = {"a": [1, {"b": 2}, None], "t": 1, "o": "x", "n": "1"}
    assert objects_at(value, "a") == [{"b": 2}]
    assert objects_at(value, "t") == []
    assert (text_at(value, "t"), text_at(value, "missing"), text_at(value, "o")) == ("", "", "x")
    assert (object_at(value, "o", "x"), object_at({"a": {"b": {"c": 1}}}, "a", "b")) == ({}, {"c": 1})


@pytest.mark.parametrize("number", [-1, 0, True, 1.0, "1", None, 2**63, 10**30, 10**18 + 1])
def test_what_is_no_count_is_zero(number: object) -> None:
    assert count_at({"n": number}, "n") == 0


def test_a_sum_of_counts_can_be_stored() -> None:
    assert count_at({"n": 10**18}, "n") * 9 < 2**63


@pytest.mark.parametrize(
    ("text", "time_ns"),
    [
        ("2026-11-27T14:31:05.663Z", 1795789865663000000),
        ("2026-11-27T14:31:05.663", 1795789865663000000),
        ("2026-11-27T15:31:05.663+01:00", 1795789865663000000),
        ("1969-12-31T23:59:59Z", 0),
        ("9999-12-31T23:59:59Z", 0),
        ("0001-01-01T00:00:00+23:59", 0),
        ("yesterday", 0),
        ("", 0),
        (1795789865, 0),
        (None, 0),
    ],
)
def test_times(text: object, time_ns: int) -> None:
    assert time_of(text) == time_ns


def test_json_nested_too_deep_to_be_written_is_empty() -> None:
    deep = parsed(b'{"a":' * 1000 + b"1" + b"}" * 1000)
    assert json_text(deep) in {"", '{"a":' * 1000 + "1" + "}" * 1000}
    assert json_text({"a": [1, "ä"]}) == '{"a":[1,"ä"]}'


@by_chance(200)
@given(value=VALUES)
def test_any_value_is_read_and_written(value: object) -> None:
    read = parsed(json.dumps(value).encode("utf-8", "surrogatepass"))
    assert parsed(json_text(read).encode()) == read
