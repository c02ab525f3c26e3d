"""Keys are set and removed in JSON text as a careful person would; all else stays to the byte."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiobserver.setup.formats import changed
from aiobserver.setup.json_file import load, with_value, without
from tests.chance import by_chance

CASES = {
    "empty object": ("{}", '{\n  "a": {\n    "b": 1\n  }\n}'),
    "empty file": ("", '{\n  "a": {\n    "b": 1\n  }\n}\n'),
    "after the last member": ('{\n  "x": 1\n}\n', '{\n  "x": 1,\n  "a": {\n    "b": 1\n  }\n}\n'),
    "indented by four": ('{\n    "x": 1\n}\n', '{\n    "x": 1,\n    "a": {\n        "b": 1\n    }\n}\n'),
    "indented by tabs": ('{\n\t"x": 1\n}\n', '{\n\t"x": 1,\n\t"a": {\n\t\t"b": 1\n\t}\n}\n'),
    "trailing comma": ('{\n  "x": 1,\n}\n', '{\n  "x": 1,\n  "a": {\n    "b": 1\n  },\n}\n'),
    "comment after the last": (
        '{\n  "x": 1 // why\n}\n',
        '{\n  "x": 1, // why\n  "a": {\n    "b": 1\n  }\n}\n',
    ),
    "comment after the trailing comma": (
        '{\n  "x": 1, /* why */ // really\n}\n',
        '{\n  "x": 1, /* why */ // really\n  "a": {\n    "b": 1\n  },\n}\n',
    ),
    "only a comment": ("{\n  // nothing yet\n}\n", '{\n  "a": {\n    "b": 1\n  }\n  // nothing yet\n}\n'),
    "carriage returns": ('{\r\n  "x": 1\r\n}\r\n', '{\r\n  "x": 1,\r\n  "a": {\r\n    "b": 1\r\n  }\r\n}\r\n'),
    "one line": ('{"x":1}', '{"x":1, "a": {"b": 1}}'),
    "into an object": (
        '{\n  "a": {\n    "x": 1\n  },\n  "y": 2\n}',
        '{\n  "a": {\n    "x": 1,\n    "b": 1\n  },\n  "y": 2\n}',
    ),
    "into an empty object": ('{\n  "a": {},\n  "y": 2\n}', '{\n  "a": {\n    "b": 1\n  },\n  "y": 2\n}'),
    "a value in place": ('{"a" : { "b" : "old" /* c */ , }}', '{"a" : { "b" : 1 /* c */ , }}'),
    "signs in texts": (
        '{\n  "x": "// no } comment \\" {,"\n}',
        '{\n  "x": "// no } comment \\" {,",\n  "a": {\n    "b": 1\n  }\n}',
    ),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_a_key_is_set_and_the_rest_stays(before: str, after: str) -> None:
    assert with_value(before, ("a", "b"), 1) == after


UNDONE = {name: case[0] for name, case in CASES.items() if name not in ("a value in place", "empty file")}


@pytest.mark.parametrize("before", UNDONE.values(), ids=UNDONE)
def test_removing_what_was_added_gives_back_the_text(before: str) -> None:
    text = without(with_value(before, ("a", "b"), 1), ("a", "b"))
    assert text == before if "a" in load(before) else without(text, ("a",)) == before


REMOVALS = {
    "first": ('{\n  "a": 1, // of a\n  "b": 2\n}', '{ // of a\n  "b": 2\n}'),
    "middle": ('{\n  "x": 1,\n  // of a\n  "a": 1,\n  "b": 2\n}', '{\n  "x": 1,\n  // of a\n  "b": 2\n}'),
    "last": ('{\n  "x": 1, // one\n  "a": 1 // two\n}', '{\n  "x": 1 // one // two\n}'),
    "a comment before and a sign behind": ('{ // c\n"a": 1}', "{ // c\n}"),
    "a comment before and a key behind": ('{ // c\n"a": 1, "b": 2}', '{ // c\n "b": 2}'),
    "only": ('{ "a": 1 }', "{}"),
    "absent": ('{ "b": 1 }', '{ "b": 1 }'),
}


@pytest.mark.parametrize(("before", "after"), REMOVALS.values(), ids=REMOVALS)
def test_a_key_is_removed_and_comments_stay(before: str, after: str) -> None:
    assert without(before, ("a",)) == after
    assert load(after) == {name: value for name, value in load(before).items() if name != "a"}


BROKEN = {
    "open": '{"a": 1',
    "no colon": '{"a" 1}',
    "bare key": "{a: 1}",
    "single quotes": "{'a': 1}",
    "two values": "{} {}",
    "a list": "[1]",
    "a text": '"a"',
    "two commas": '{"a": 1,, "b": 2}',
    "open comment": '{"a": 1} /*',
    "open text": '{"a": "x}',
    "a bad escape": '{"a": "\\x"}',
    "not a number": '{"a": NaN}',
    "leading zero": '{"a": 01}',
    "deep": '{"a": ' * 500 + "1" + "}" * 500,
    "conflict marks": '<<<<<<< HEAD\n{"a": 1}\n=======\n',
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_what_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"line \d+, column \d+|expected an object"):
        load(text)


def test_a_key_that_is_there_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="2 times"):
        with_value('{"a": 1, "a": 2}', ("a",), 3)


def test_a_way_through_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="a is not an object"):
        with_value('{"a": [1]}', ("a", "b"), 3)


NAMES = st.sampled_from(["a", "b", 'q"', "ü", "//"])
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
KEYS: st.SearchStrategy[tuple[str, ...]] = st.one_of(st.tuples(NAMES), st.tuples(NAMES, NAMES))
OBJECTS = st.dictionaries(NAMES, VALUES, max_size=4)
BLANKS = st.sampled_from(["", " ", "\n  ", " // c }\n", " /* , */ ", "\r\n\t"])


@st.composite
def texts(draw: st.DrawFn) -> str:
    """JSON with blanks, comments and trailing commas anywhere."""

    def written(value: Any) -> str:
        blank = draw(BLANKS)
        if isinstance(value, dict):
            members = [f"{draw(BLANKS)}{json.dumps(key)}{draw(BLANKS)}:{written(part)}" for key, part in value.items()]
            trailing: bool = draw(st.booleans())
            comma = "," if members and trailing else ""
            return blank + "{" + ",".join(members) + comma + draw(BLANKS) + "}" + draw(BLANKS)
        if isinstance(value, list):
            return blank + "[" + ",".join(written(part) for part in value) + "]" + draw(BLANKS)
        return blank + json.dumps(value) + draw(BLANKS)

    return written(draw(OBJECTS))


@by_chance(200)
@given(
    texts(),
    KEYS,
    st.text(max_size=3) | st.booleans(),
)
def test_only_the_key_changes_in_any_text(text: str, key: tuple[str, ...], value: str | bool) -> None:
    data = load(text)
    try:
        after = with_value(text, key, value)
    except ValueError as error:
        assert "is not an object" in str(error)
        return
    assert load(after) == changed(data, key, value)


@by_chance(200)
@given(texts(), NAMES)
def test_only_the_key_goes_in_any_text(text: str, name: str) -> None:
    data = load(text)
    after = load(without(text, (name,)))
    assert after == {key: value for key, value in data.items() if key != name}
