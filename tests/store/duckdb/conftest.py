"""An empty database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aiobserver.store.duckdb.file.database import Cursor, Database
from aiobserver.store.duckdb.parts import PARTS, TELEMETRY


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database for many examples; each clears the tables it uses."""
    path: Path = tmp_path_factory.mktemp("storage") / "db.duckdb"
    database = Database.open(path)
    yield database
    database.close()


@pytest.fixture
def cursor(shared: Database) -> Iterator[Cursor]:
    cursor = shared.cursor()
    for table in (*TELEMETRY, *(table for part in PARTS for table in part.tables), "metric_series", "sightings"):
        cursor.execute(f"DELETE FROM {table}")
    yield cursor
    cursor.close()
