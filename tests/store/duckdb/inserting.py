"""Rows put into tables as the writer does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from aiobserver.model.columns import Row
from aiobserver.store.duckdb.columns import WRITTEN
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.logs.index import next_log
from aiobserver.store.duckdb.metrics.rollup import next_point
from aiobserver.store.duckdb.traces.index import next_span
from aiobserver.store.duckdb.write.state import RowNumbers
from tests.rows import field

_NEXT: Mapping[str, Callable[[Cursor], int]] = {
    "otel_traces": next_span,
    "otel_logs": next_log,
    "otel_metrics": next_point,
}


def insert(cursor: Cursor, table: str, rows: Sequence[Row]) -> None:
    """Appends rows; those of telemetry are numbered."""
    if table in _NEXT:
        rows = RowNumbers(_NEXT[table](cursor)).add(rows)
    if rows:
        appender = cursor.appender(table, columns=list(WRITTEN[table]) if table in WRITTEN else None)
        appender.append_rows(rows)
        appender.flush()


def insert_older(connection: Cursor, table: str, rows: Sequence[Row]) -> None:
    """Appends rows of telemetry to a table of an older schema, which has not all of their columns."""
    columns = [name for name, *_ in connection.execute(f"DESCRIBE {table}").fetchall()]
    with connection.appender(table) as appender:
        appender.append_rows([tuple(field(row, name) for name in columns) for row in rows])
