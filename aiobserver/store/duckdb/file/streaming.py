"""Rows of a query, some at a time: an answer may have hundreds of thousands, or texts of megabytes."""

from __future__ import annotations

from collections.abc import Iterator

from aiobserver.model.columns import Row
from aiobserver.store.duckdb.file.database import Cursor

_ROWS_AT_A_TIME = 64


def rows_of(cursor: Cursor) -> Iterator[Row]:
    """The rows of the statement that was just executed."""
    while rows := cursor.fetchmany(_ROWS_AT_A_TIME):
        yield from rows
