"""Rows that go in as columns come out as they were; one that does not fit leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiobserver.model.columns import Row
from aiobserver.store.duckdb.columns import WRITTEN
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.write.bulk_insert import BulkInsert
from aiobserver.store.writing import TABLES
from tests.chance import by_chance
from tests.rows import log, point, span

_ONE: dict[str, Row] = {"otel_traces": (*span(), 0), "otel_logs": (*log(), 0), "otel_metrics": (*point(), 0)}


def _bits(low: int, high: int) -> st.SearchStrategy[Any]:
    return st.integers(low, high) | st.sampled_from([low, high])


_TEXTS = st.sampled_from(["", "same", "ü", "\0", "𝄞 \r\n"]) | st.text(max_size=40)
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "VARCHAR": _TEXTS,
    "UBIGINT": _bits(0, 2**64 - 1),
    "BIGINT": _bits(-(2**63), 2**63 - 1),
    "UINTEGER": _bits(0, 2**32 - 1),
    "INTEGER": _bits(-(2**31), 2**31 - 1),
    "UTINYINT": _bits(0, 255),
    "DOUBLE": st.floats(allow_nan=False) | st.integers(-9, 9),
    "BOOLEAN": st.booleans(),
}


def _columns(cursor: Cursor, table: str) -> list[tuple[str, str]]:
    described = {name: (kind, nullable) for name, kind, nullable, *_ in cursor.execute(f"DESCRIBE {table}").fetchall()}
    return [described[name] for name in WRITTEN[table]]


def _rows(columns: list[tuple[str, str]]) -> st.SearchStrategy[list[Row]]:
    of = [_VALUES[kind] | st.none() if nullable == "YES" else _VALUES[kind] for kind, nullable in columns]
    return st.lists(st.tuples(*of), max_size=12)


def _stored(cursor: Cursor, table: str) -> list[Row]:
    return cursor.execute(f"SELECT {', '.join(WRITTEN[table])} FROM {table} ORDER BY rowid").fetchall()


@pytest.fixture(params=sorted(TABLES.values()))
def table(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def bulk(cursor: Cursor, table: str) -> Iterator[BulkInsert]:
    yield BulkInsert(cursor, table)
    cursor.unregister(f"incoming_{table}")


@given(data=st.data())
@by_chance(60)
def test_rows_are_stored_as_they_are(cursor: Cursor, table: str, bulk: BulkInsert, data: st.DataObject) -> None:
    rows = data.draw(_rows(_columns(cursor, table)))
    cursor.execute(f"DELETE FROM {table}")
    bulk.append(rows)
    assert _stored(cursor, table) == rows


def test_many_rows_keep_their_order(cursor: Cursor, table: str, bulk: BulkInsert) -> None:
    rows = [(*_ONE[table][:-1], number) for number in range(10_001)]
    bulk.append(rows)
    bulk.append(rows[:3])
    assert _stored(cursor, table) == rows + rows[:3]


@pytest.mark.parametrize("value", [2**64, -1, "text", None, 1.5])
def test_a_number_that_does_not_fit_stores_nothing(cursor: Cursor, table: str, bulk: BulkInsert, value: object) -> None:
    good = _ONE[table]
    cursor.execute("BEGIN")
    with pytest.raises((TypeError, ValueError, OverflowError, duckdb.Error)):
        bulk.append([good] * 5_000 + [(value, *good[1:])])
    cursor.execute("ROLLBACK")
    bulk.append([good])
    assert _stored(cursor, table) == [good]


@pytest.mark.parametrize("value", [7, None, "\ud800", b"bytes"])
def test_a_text_that_does_not_fit_stores_nothing(cursor: Cursor, table: str, bulk: BulkInsert, value: object) -> None:
    good = _ONE[table]
    at = _columns(cursor, table).index(("VARCHAR", "NO"))
    bad = (*good[:at], value, *good[at + 1 :])
    for rows in ([bad], [good, bad]):
        with pytest.raises((TypeError, ValueError, duckdb.Error)):
            bulk.append(rows)
    assert _stored(cursor, table) == []


def test_rows_of_different_lengths_are_refused(cursor: Cursor, table: str, bulk: BulkInsert) -> None:
    with pytest.raises(ValueError, match="shorter"):
        bulk.append([_ONE[table], _ONE[table][:-1]])
    assert _stored(cursor, table) == []
