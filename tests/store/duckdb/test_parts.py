"""Every table is telemetry, derived from it, or kept for itself: none is forgotten by a deletion or a salvage."""

from __future__ import annotations

from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.parts import KEPT, PARTS, TELEMETRY


def test_each_table_of_the_schema_is_of_one_kind(cursor: Cursor) -> None:
    tables = cursor.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'store'").fetchall()
    derived = {table for part in PARTS for table in part.tables}
    names = [*TELEMETRY, *derived, *KEPT, "schema_version"]
    assert sorted(names) == sorted(name for (name,) in tables)


def test_each_signal_has_a_part_that_counts_its_sessions() -> None:
    counting = {part.signal for part in PARTS if "session_index" in part.tables}
    assert counting == {"traces", "metrics", "logs"}
