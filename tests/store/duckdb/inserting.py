"""Rows put into tables as the writer does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from aiobserver.model.columns import Row
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.logs.index import next_log
from aiobserver.store.duckdb.metrics.rollup import next_point
from aiobserver.store.duckdb.traces.index import next_span
from aiobserver.store.duckdb.write.state import RowNumbers

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
        appender = cursor.appender(table)
        appender.append_rows(rows)
        appender.flush()
