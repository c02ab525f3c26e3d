"""Rows on their way into a large table, as columns in Arrow's layout: DuckDB copies those without the interpreter.

Its Appender converts value by value while it holds the interpreter, more than twice as long (docs/decisions/0023).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any, Final

import nanoarrow as arrow
from nanoarrow.c_array_stream import CArrayStream

from aiobserver.model.columns import Row
from aiobserver.store.duckdb.columns import WRITTEN
from aiobserver.store.duckdb.file.connection import Cursor
from aiobserver.store.duckdb.file.sql_files import sql

Values = Sequence[Any]
Buffers = tuple[Any, ...]

_ROWS_AT_ONCE = 4_096
"""Most rows that stand in memory twice; a request may have more."""


class BulkInsert:
    """Appends rows to one table, in the transaction of its cursor: of the written columns, or of all it has."""

    def __init__(self, cursor: Cursor, table: str) -> None:
        self._cursor = cursor
        described = {
            name: (kind, null == "YES") for name, kind, null, *_ in cursor.execute(f"DESCRIBE {table}").fetchall()
        }
        self._incoming = Incoming([Column(name, *described[name]) for name in WRITTEN.get(table, tuple(described))])
        cursor.register(f"incoming_{table}", self._incoming)
        self._statement = sql("write/insert").format(table=table)

    def append(self, rows: Sequence[Row]) -> None:
        """Inserts the rows, in their order.

        :raises TypeError, ValueError, OverflowError, duckdb.Error: a value does not fit its column.
        """
        try:
            for first in range(0, len(rows), _ROWS_AT_ONCE):
                self._incoming.hold(rows[first : first + _ROWS_AT_ONCE])
                self._cursor.execute(self._statement)
        finally:
            self._incoming.hold(())


class Incoming:
    """Rows as an Arrow stream that a statement reads like a table (the PyCapsule interface of Arrow)."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._schema = arrow.c_schema(arrow.struct({column.name: column.schema for column in columns}))
        self.hold(())

    def hold(self, rows: Sequence[Row]) -> None:
        """Takes rows in the place of those before."""
        self._held = [self._arranged(rows)] if rows else []

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return CArrayStream.from_c_arrays(self._held, self._schema).__arrow_c_stream__(requested_schema)

    def _arranged(self, rows: Sequence[Row]) -> Any:
        columns = zip(self._columns, zip(*rows, strict=True), strict=True)
        arranged = [column.arranged(values) for column, values in columns]
        return arrow.c_array_from_buffers(self._schema, len(rows), [None], null_count=0, children=arranged)


class Column:
    """Layout of the values of one column."""

    def __init__(self, name: str, kind: str, nullable: bool) -> None:
        """:param kind: DuckDB's type."""
        self.name = name
        schema, self._buffers, self._nothing = _KINDS[kind]
        self.schema = arrow.c_schema(schema)
        self._nullable = nullable

    def arranged(self, values: Values) -> Any:
        """The column as an Arrow array."""
        nulls = values.count(None) if self._nullable else 0
        present = None
        if nulls:
            present = arrow.c_buffer([value is not None for value in values], arrow.bool_())
            values = [self._nothing if value is None else value for value in values]
        return arrow.c_array_from_buffers(self.schema, len(values), [present, *self._buffers(values)], null_count=nulls)


def _texts(values: Values) -> Buffers:
    """(offsets, bytes) of texts, many of which are often the same."""
    if values.count(values[0]) == len(values):
        text = str.encode(values[0])
        size = len(text) * len(values)
        return array("q", range(0, size + 1, len(text)) if text else [0] * (len(values) + 1)), text * len(values)
    joined = "".join(values)
    if joined.isascii():
        return array("q", accumulate(map(len, values), initial=0)), joined.encode()
    encoded = [value.encode() for value in values]
    return array("q", accumulate(map(len, encoded), initial=0)), b"".join(encoded)


def _numbers(code: str) -> Callable[[Values], Buffers]:
    return lambda values: (array(code, values),)


def _truths(values: Values) -> Buffers:
    return (arrow.c_buffer(values, arrow.bool_()),)


_KINDS: Final[dict[str, tuple[Any, Callable[[Values], Buffers], Any]]] = {
    "VARCHAR": (arrow.large_string(), _texts, ""),
    "UBIGINT": (arrow.uint64(), _numbers("Q"), 0),
    "BIGINT": (arrow.int64(), _numbers("q"), 0),
    "UINTEGER": (arrow.uint32(), _numbers("I"), 0),
    "INTEGER": (arrow.int32(), _numbers("i"), 0),
    "UTINYINT": (arrow.uint8(), _numbers("B"), 0),
    "DOUBLE": (arrow.float64(), _numbers("d"), 0.0),
    "BOOLEAN": (arrow.bool_(), _truths, False),
}
"""DuckDB's type → Arrow's, the buffers of values, and the value that stands for none."""
