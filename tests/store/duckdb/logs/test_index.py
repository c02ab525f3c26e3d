"""The index of log texts: a search finds the same with it, without it and with half of it, and reads less."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.logs import index as log_index
from aiobserver.store.duckdb.logs.index import index_blocks, next_log
from aiobserver.store.duckdb.logs.reads import count_by_bucket, list_logs
from aiobserver.store.duckdb.logs.search import Search
from aiobserver.store.duckdb.write.deletion import delete_step
from aiobserver.store.keeping import Selection
from aiobserver.store.logs import LogFilter
from tests.chance import by_chance
from tests.rows import NOW, log
from tests.store.duckdb.inserting import insert

BLOCK = 4
TEXTS = (
    "Kubernetes",
    "kube",
    "RARETERM here",
    "rare term",
    "a\nnewline",
    'say "hello"',
    "İstanbul",
    "Straße",
    "x" * 99,
)


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_index, "BLOCK_ROWS", BLOCK)


def index_all(cursor: Cursor) -> int:
    """How many steps it took."""
    block, steps, left = 0, 0, BLOCK
    while left >= BLOCK:
        block, left = index_blocks(cursor, block)
        steps += 1
    return steps


def found(cursor: Cursor, term: str) -> list[int]:
    """The times of the logs that have a term, newest first."""
    wanted = LogFilter(0, 2**63, search=term)
    times, total = list_logs(cursor, wanted, 1000, 0, lambda rows: [row[0] - NOW for row in rows])
    assert total == len(times)
    assert sum(count for _, _, count in count_by_bucket(cursor, wanted, 60)) == total
    return times


def texts(cursor: Cursor, *bodies: str) -> None:
    insert(cursor, "otel_logs", [log(Timestamp=NOW + n, Body=json.dumps(body)) for n, body in enumerate(bodies)])


def blocks(cursor: Cursor) -> list[tuple[int, bool]]:
    """(block, whether its pieces are known)"""
    return cursor.execute("SELECT Block, Pieces IS NOT NULL FROM log_index ORDER BY ALL").fetchall()


def read_for(cursor: Cursor, term: str) -> int:
    """How many rows a search compares."""
    cursor.execute("BEGIN")
    try:
        log_index.prepare_search(cursor, Search.of(term))
        return int(cursor.execute("SELECT count(*) FROM searched").fetchall()[0][0])
    finally:
        cursor.execute("ROLLBACK")


_LOG = st.fixed_dictionaries(
    {field: st.sampled_from(("", *TEXTS)) for field in ("EventName", "ScopeName", "Body", "LogAttributes")}
)
_STEPS = st.lists(
    st.one_of(
        st.lists(_LOG, min_size=1, max_size=9),
        st.just("index"),
        st.tuples(st.integers(0, 30), st.integers(1, 6)),
    ),
    min_size=1,
    max_size=8,
)


@by_chance(60)
@given(
    steps=_STEPS,
    term=st.sampled_from(TEXTS).flatmap(
        lambda text: st.tuples(st.integers(0, len(text) - 1), st.integers(1, 12)).map(
            lambda cut: text[cut[0] : cut[0] + cut[1]]
        )
    ),
    is_upper=st.booleans(),
)
def test_a_search_finds_what_python_finds_at_any_state_of_the_index(
    cursor: Cursor, steps: list[Any], term: str, is_upper: bool
) -> None:
    for table in ("otel_logs", "log_index"):
        cursor.execute(f"DELETE FROM {table}")
    kept: dict[int, dict[str, str]] = {}
    stored = 0
    for step in steps:
        if step == "index":
            index_blocks(cursor, 0)
        elif isinstance(step, tuple):
            first, length = step
            delete_step(cursor, Selection(from_ns=NOW + first, to_ns=NOW + first + length), "logs")
            kept = {number: texts for number, texts in kept.items() if not first <= number < first + length}
        else:
            for texts in step:
                kept[stored] = texts
                attributes = json.dumps({"text": texts["LogAttributes"]}, ensure_ascii=False)
                body = json.dumps(texts["Body"], ensure_ascii=False)
                row = log(Timestamp=NOW + stored, **texts | {"Body": body, "LogAttributes": attributes})
                insert(cursor, "otel_logs", [row])
                stored += 1
    expected = [
        number
        for number, texts in sorted(kept.items(), reverse=True)
        if any(_lower(term) in _lower(text) for text in texts.values()) or _lower(term) in "text"
    ]
    assert found(cursor, term.upper() if is_upper and term.isascii() else term) == expected


def _lower(text: str) -> str:
    return "".join("i" if character == "İ" else character.lower() for character in text)


def test_nothing_is_found_in_nothing(cursor: Cursor) -> None:
    assert found(cursor, "term") == []
    assert count_by_bucket(cursor, LogFilter(0, 2**63), 60) == []
    texts(cursor, "something")
    assert [count for _, _, count in count_by_bucket(cursor, LogFilter(0, 2**63), 60)] == [1]


def test_only_blocks_that_may_have_the_term_are_read(cursor: Cursor) -> None:
    texts(cursor, *(f"nothing of note {number}" for number in range(5 * BLOCK + 1)))
    texts(cursor, *["the RareTerm is here"] * BLOCK)
    assert read_for(cursor, "rareterm") == 6 * BLOCK + 1, "nothing is known yet"
    index_all(cursor)
    assert blocks(cursor) == [(number, True) for number in range(6)]
    assert read_for(cursor, "rareterm") == BLOCK + 1, "the block where it begins, and the one that is not whole"
    assert read_for(cursor, "eter") == BLOCK + 1
    assert read_for(cursor, "nothing") == 6 * BLOCK + 1
    assert read_for(cursor, "RARETERM 42 nothing") == BLOCK + 1, "all pieces must be there"
    assert read_for(cursor, "123") == 6 * BLOCK + 1, "no piece of a term is known"
    assert found(cursor, "rareterm") == [3, 2, 1, 0]


def test_a_term_with_a_quotation_mark_is_found_in_plain_and_in_escaped_texts(cursor: Cursor) -> None:
    insert(cursor, "otel_logs", [log(Timestamp=NOW + number, Body='"none"') for number in range(3 * BLOCK)])
    insert(cursor, "otel_logs", [log(Timestamp=NOW + 100, EventName='tell"hello\nthere')] * BLOCK)
    insert(cursor, "otel_logs", [log(Timestamp=NOW + 200, Body='"tell\\"hello\\nthere"')] * BLOCK)
    index_all(cursor)
    assert found(cursor, 'tell"hello\nthere') == [200] * BLOCK + [100] * BLOCK
    assert read_for(cursor, 'tell"hello\nthere') == 2 * BLOCK


def test_a_long_term_is_found_by_its_beginning(cursor: Cursor) -> None:
    long = "word " * 10_000
    texts(cursor, *["nothing"] * (2 * BLOCK), *[long + "end"] * BLOCK)
    index_all(cursor)
    assert read_for(cursor, long) == BLOCK
    assert found(cursor, long + "end") == [2 * BLOCK + number for number in reversed(range(BLOCK))]
    assert found(cursor, long + "another end") == []


def test_what_is_deleted_is_forgotten_and_the_rest_of_its_block_is_taken_in_anew(cursor: Cursor) -> None:
    texts(cursor, *["an ordinary text"] * (3 * BLOCK), "the secretword")
    index_all(cursor)
    assert delete_step(cursor, Selection(from_ns=NOW + 1, to_ns=NOW + 2), "logs") == 1
    assert [number for number, _ in blocks(cursor)] == [1, 2]
    index_all(cursor)
    assert [number for number, _ in blocks(cursor)] == [0, 1, 2]
    assert delete_step(cursor, Selection(from_ns=NOW, to_ns=NOW + BLOCK), "logs") == BLOCK - 1
    index_all(cursor)
    assert [number for number, _ in blocks(cursor)] == [1, 2], "there is nothing of it left"


def test_a_number_within_a_block_that_is_known_is_never_given_again(cursor: Cursor) -> None:
    texts(cursor, *["an ordinary text"] * (2 * BLOCK + 2))
    delete_step(cursor, Selection(from_ns=NOW + BLOCK + 1, to_ns=NOW + 2 * BLOCK), "logs")
    index_all(cursor)
    delete_step(cursor, Selection(from_ns=NOW + 2 * BLOCK), "logs")
    assert [number for number, _ in blocks(cursor)] == [0, 1]
    assert next_log(cursor) == 2 * BLOCK, "though the last row has the number 4"
    texts(cursor, "a rareterm")
    assert found(cursor, "rareterm") == [0]


def test_a_block_with_too_much_text_or_a_very_long_word_is_noted_and_always_read(cursor: Cursor) -> None:
    texts(cursor, *["short"] * BLOCK, *["x" * 101] * BLOCK, *["4 " * (3 * 2**20)] * BLOCK, *["short"] * BLOCK)
    index_all(cursor)
    assert blocks(cursor) == [(0, True), (1, False), (2, False), (3, True)]
    assert read_for(cursor, "longterm") == 2 * BLOCK


def test_a_step_takes_no_more_than_8_mib_of_text(cursor: Cursor) -> None:
    texts(cursor, *["4 " * (5 * 2**17)] * (2 * BLOCK))
    assert index_blocks(cursor, 0) == (1, BLOCK)
    assert index_blocks(cursor, 1) == (2, 0)
    assert blocks(cursor) == [(0, True), (1, True)]


def test_a_step_takes_ten_blocks(cursor: Cursor) -> None:
    texts(cursor, *["short"] * (25 * BLOCK))
    assert [index_blocks(cursor, 0)[0], index_blocks(cursor, 10)[0], index_blocks(cursor, 20)] == [10, 20, (25, 0)]
    assert index_blocks(cursor, 25) == (25, 0)
    assert index_blocks(cursor, 0) == (25, 0)
