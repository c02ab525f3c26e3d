"""How one attribute is found in JSON text, whatever its name."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import json_path
from tests.chance import by_chance

ODD_KEYS = [
    "",
    "*",
    "**",
    "[*]",
    "$.*",
    "$",
    "a.b",
    'a"b',
    "a'b",
    "a\\",
    "/",
    "~1",
    "~",
    "0",
    "#",
    "-1",
    "\n",
    "\0",
    "é",
]


def _value(cursor: Cursor, document: dict[str, str], key: str) -> object:
    text = json.dumps(document, ensure_ascii=False)
    return cursor.execute("SELECT ?::JSON ->> ?", [text, json_path(key)]).fetchall()[0][0]


@pytest.mark.parametrize("key", ODD_KEYS)
def test_a_key_is_found_by_its_name_alone(cursor: Cursor, key: str) -> None:
    assert _value(cursor, {"other": "no", key: "yes"}, key) == "yes"
    assert _value(cursor, {"other": "no", "more": "no"}, key) is None


@given(key=st.text(max_size=8), others=st.dictionaries(st.text(max_size=8), st.just("no"), max_size=4))
@by_chance(200)
def test_any_key_is_found_and_no_other(cursor: Cursor, key: str, others: dict[str, str]) -> None:
    assert _value(cursor, others | {key: "yes"}, key) == "yes"
    others.pop(key, None)
    assert _value(cursor, others, key) is None
