"""Opening the database: what cannot be one is refused in a line, and nothing is touched."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import duckdb
import pytest

from aiobserver.errors import DatabaseInUse, DatabaseUnusable
from aiobserver.model.declared import ServiceSet
from aiobserver.store.duckdb.file.database import Database
from aiobserver.store.duckdb.keeping.salvage import salvage_database
from aiobserver.store.duckdb.metrics.series import read_series
from aiobserver.store.duckdb.senders.reads import note_service_tools, read_service_tools
from aiobserver.store.duckdb.traces.reads import recent_traces
from aiobserver.store.metrics import SeriesQuery
from tests.rows import log, point, span
from tests.store.duckdb.inserting import insert, insert_older


def foreign_database(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE theirs (a INTEGER)")


def newer_database(path: Path) -> None:
    Database.open(path).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("INSERT INTO schema_version VALUES (99, now()::TIMESTAMP)")


UNUSABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "folder": (lambda path: path.mkdir(), "is a folder"),
    "empty file": (lambda path: path.touch(), "is empty"),
    "SQLite file": (lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(4096)), "not a DuckDB database"),
    "garbage": (lambda path: path.write_bytes(os.urandom(5000)), "not a DuckDB database"),
    "garbage with the magic word": (
        lambda path: path.write_bytes(bytes(8) + b"DUCK" + bytes(20_000)),
        "cannot be opened",
    ),
    "FIFO": (os.mkfifo, "not a regular file"),
    "database of another program": (foreign_database, "another program"),
    "newer schema": (newer_database, "newer AI Observer"),
}


@pytest.mark.parametrize(("make", "message"), UNUSABLE.values(), ids=UNUSABLE.keys())
def test_what_cannot_be_the_database_is_refused_and_left_alone(
    tmp_path: Path, make: Callable[[Path], object], message: str
) -> None:
    path = tmp_path / "db.duckdb"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(DatabaseUnusable, match=message) as caught:
        Database.open(path)
    assert "\n" not in str(caught.value)
    assert (path.read_bytes() if path.is_file() else None) == before


def test_files_are_private_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "new" / "db.duckdb"
    before = os.umask(0)
    try:
        database = Database.open(path)
    finally:
        os.umask(before)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    database.close()
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_second_instance_is_refused_and_told_who_has_it(tmp_path: Path) -> None:
    path = tmp_path / "db.duckdb"
    (tmp_path / "link.duckdb").symlink_to(path)
    database = Database.open(path, ports=(8080, 4318))
    for other in (path, tmp_path / "link.duckdb"):
        with pytest.raises(DatabaseInUse, match=f"pid {os.getpid()}, port 8080"):
            Database.open(other, ports=(1, 2))
        with pytest.raises(DatabaseInUse, match="port 8080"):
            Database.check_free(other)
    database.close()
    Database.check_free(path)
    Database.open(path, ports=(1, 2)).close()


def test_asking_for_a_database_that_does_not_exist_creates_nothing(tmp_path: Path) -> None:
    Database.check_free(tmp_path / "db.duckdb")
    assert list(tmp_path.iterdir()) == []


def test_the_first_start_creates_it_and_the_second_does_not(tmp_path: Path) -> None:
    created = []
    for _ in range(2):
        database = Database.open(tmp_path / "db.duckdb")
        created.append(database.created)
        database.close()
    assert created == [True, False]


def test_files_cannot_be_read_through_the_database(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    database = Database.open(tmp_path / "db.duckdb")
    for statement in (f"SELECT * FROM read_text('{secret}')", "SET threads = 2", f"ATTACH '{tmp_path}/x.db'"):
        with pytest.raises(duckdb.Error):
            database.cursor().execute(statement)
    database.close()


def test_what_is_saved_of_a_damaged_file_has_the_sessions_series_and_traces_of_its_records(tmp_path: Path) -> None:
    """An index of which a part is lost would hide records that are there."""
    path = tmp_path / "db.duckdb"
    database = Database.open(path)
    cursor = database.cursor()
    insert(cursor, "otel_traces", [span(TraceId=f"{number:032x}", SessionId="s") for number in range(3)])
    insert(cursor, "otel_metrics", [point(SessionId="s", AggregationTemporality=1, Value=5.0)])
    insert(cursor, "otel_logs", [log(SessionId="s", Timestamp=number) for number in range(3)])
    cursor.execute("INSERT INTO trace_index_state VALUES (3)")
    cursor.execute("INSERT INTO metric_rollup_state VALUES (1)")
    note_service_tools(cursor, [("renamed", "tool"), ("renamed", "tool")])
    cursor.close()
    database.close()
    saved = salvage_database(path, tmp_path / "saved.duckdb")
    database = Database.open(saved.path)
    cursor = database.cursor()
    assert len(recent_traces(cursor, ServiceSet(), 10)) == 3
    series = read_series(cursor, SeriesQuery("metric", 0, 2**63, 0))
    assert [sum(one.points.values()) for one in series] == [5.0]
    assert cursor.execute("SELECT Signal, Records FROM session_index ORDER BY ALL").fetchall() == [
        ("logs", 3),
        ("metrics", 1),
        ("traces", 3),
    ]
    assert read_service_tools(cursor) == [("renamed", "tool")]
    cursor.close()
    database.close()


def test_a_removed_file_is_noticed(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "db.duckdb")
    assert database.problem() is None
    (tmp_path / "db.duckdb").unlink()
    assert "removed or replaced" in (database.problem() or "")
    database.close()


def test_a_database_of_the_first_version_is_brought_up_to_date_with_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "db.duckdb"
    first = files("aiobserver.store.duckdb") / "schema" / "0001_initial.sql"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE schema_version (version INTEGER NOT NULL, applied_at TIMESTAMP NOT NULL)")
        connection.execute(first.read_text(encoding="utf-8"))
        connection.execute("INSERT INTO schema_version VALUES (1, now()::TIMESTAMP)")
        spans = [span(SpanId=f"{number:016x}", TraceId=f"{number:032x}") for number in range(3)]
        insert_older(connection, "otel_traces", spans)
        insert_older(connection, "otel_logs", [log(Timestamp=number) for number in range(3)])
    saved = salvage_database(path, tmp_path / "saved.duckdb")
    assert (saved.rows["otel_traces"], saved.rows["otel_logs"], saved.missing) == (3, 3, {})
    with duckdb.connect(str(saved.path)) as connection:
        for table in ("otel_traces", "otel_logs"):
            numbers = connection.execute(f"SELECT RowNumber FROM {table} ORDER BY ALL").fetchall()
            assert numbers == [(0,), (1,), (2,)]
    database = Database.open(path)
    cursor = database.cursor()
    assert cursor.execute("SELECT RowNumber, Timestamp FROM otel_logs ORDER BY ALL").fetchall() == [
        (number, number) for number in range(3)
    ]
    assert cursor.execute("SELECT RowNumber, SpanId FROM otel_traces ORDER BY ALL").fetchall() == [
        (number, f"{number:016x}") for number in range(3)
    ]
    assert len(recent_traces(cursor, ServiceSet(), 10)) == 3
    cursor.close()
    database.close()
