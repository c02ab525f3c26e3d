"""A column that a later version adds breaks neither writing nor reading."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aiobserver.ingest.delta import DeltaTracker
from aiobserver.model.columns import Row, Signal
from aiobserver.store.duckdb.file.database import Database
from aiobserver.store.duckdb.logs.reads import list_logs
from aiobserver.store.duckdb.metrics.points import list_points
from aiobserver.store.duckdb.write.transaction import Transactions
from aiobserver.store.logs import LogFilter
from aiobserver.store.metrics import PointFilter
from aiobserver.store.writing import TABLES, StoreRequest
from tests.rows import log, point, span

_ROW: dict[Signal, Row] = {"traces": span(), "logs": log(), "metrics": point()}
_END_NS = 2**64 - 1


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "db.duckdb")
    cursor = database.cursor()
    for table in TABLES.values():
        cursor.execute(f"ALTER TABLE {table} ADD COLUMN Repository VARCHAR")
    cursor.close()
    yield database
    database.close()


@pytest.mark.parametrize("count", [1, 300], ids=["few rows", "many rows"])
def test_rows_go_into_their_columns(database: Database, count: int) -> None:
    transactions = Transactions(database, DeltaTracker(lambda _: frozenset()))
    rows = {signal: [row] * count for signal, row in _ROW.items()}
    transactions.run([StoreRequest(b"", 1, rows)])
    cursor = database.cursor()
    for table in TABLES.values():
        stored = cursor.execute(f"SELECT count(*), count(Repository), max(RowNumber) FROM {table}").fetchall()
        assert stored == [(count, 0, count - 1)]
    logs, _ = list_logs(cursor, LogFilter(0, _END_NS), 1, 0, list)
    points, _ = list_points(cursor, PointFilter(0, _END_NS), 1, 0, list)
    assert (logs, points) == ([log()], [point()])
    transactions.close()
