"""Rows put into tables as the writer does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from aiobserver.model import Row
from aiobserver.storage.database import Cursor
from aiobserver.storage.log_index import next_log
from aiobserver.storage.memory import RowNumbers
from aiobserver.storage.metric_rollup import next_point
from aiobserver.storage.trace_index import next_span

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
