"""A read that cannot be answered is an error with advice, and the next one is answered."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from aiobserver.errors import QueryTimeout, Unavailable
from aiobserver.store.duckdb.file.database import Cursor, Database
from aiobserver.store.duckdb.file.reader import Reader


def one(cursor: Cursor) -> object:
    return cursor.execute("SELECT 1").fetchall()


def huge(cursor: Cursor) -> object:
    """More in one value than the database may take, so that nothing can be written to disk instead."""
    return cursor.execute("SELECT length(string_agg(repeat('x', 1000), '')) FROM range(3_000_000)").fetchall()


def endless(cursor: Cursor) -> object:
    return cursor.execute("SELECT sum(a.range + b.range) FROM range(1_000_000) a, range(1_000_000) b").fetchall()


@pytest.mark.parametrize(
    ("read", "timeout_s", "kind", "message"),
    [
        (huge, 60, Unavailable, "needs more memory than the database may take; choose a shorter range"),
        (endless, 0.2, QueryTimeout, "took longer than 0.2 s; choose a shorter range"),
    ],
    ids=["too large", "too long"],
)
def test_a_read_that_takes_too_much_ends_with_advice(
    tmp_path: Path, read: object, timeout_s: float, kind: type[Unavailable], message: str
) -> None:
    database = Database.open(tmp_path / "db.duckdb")
    reader = Reader(database, timeout_s=timeout_s)
    try:
        with pytest.raises(kind, match=message):
            asyncio.run(reader.run(read))  # type: ignore[arg-type]
        assert asyncio.run(reader.run(one)) == [(1,)]
        assert not database.is_suspect
    finally:
        reader.close()
        database.close()
