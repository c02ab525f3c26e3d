"""The indexes follow while rows keep coming in, not only once it is quiet."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from aiobserver.ingest.delta import DeltaTracker
from aiobserver.store.duckdb.file.database import Database
from aiobserver.store.duckdb.write.maintenance import Maintenance
from aiobserver.store.duckdb.write.transaction import Transactions
from aiobserver.store.writing import StoreRequest
from tests.rows import log, point

_ROWS = 8_192
_REQUESTS = 9


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "db.duckdb")
    yield database
    database.close()


def test_logs_and_points_are_indexed_while_it_is_busy(database: Database) -> None:
    transactions = Transactions(database, DeltaTracker(lambda _: frozenset()))
    with ThreadPoolExecutor(1) as thread:
        upkeep = Maintenance(transactions.cursor, database, thread)
        for _ in range(_REQUESTS):
            transactions.run([StoreRequest(b"", 1, {"logs": [log()] * _ROWS, "metrics": [point()] * _ROWS})])
            upkeep.stored(transactions.rows, transactions.rows_of)
            upkeep.after_commit()
        deadline = time.monotonic() + 60
        while not all(_indexed(transactions)) and time.monotonic() < deadline:
            upkeep.after_commit()  # as after each further request
            time.sleep(0.01)
        upkeep.settle()
    assert all(_indexed(transactions))
    transactions.close()


def _indexed(transactions: Transactions) -> tuple[bool, bool]:
    query = "SELECT (SELECT count(*) > 0 FROM log_index), (SELECT count(*) > 0 FROM metric_rollup)"
    ((logs, points),) = transactions.cursor.execute(query).fetchall()
    return bool(logs), bool(points)
