"""Backups hold what the database held, are verified, and the oldest make room."""

from __future__ import annotations

import asyncio
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from aiobserver.errors import Unavailable
from aiobserver.ingest.delta import DeltaTracker
from aiobserver.store.duckdb.file.database import Database
from aiobserver.store.duckdb.file.integrity import check
from aiobserver.store.duckdb.keeping.backup_files import list_backups, surplus
from aiobserver.store.duckdb.keeping.backups import Backups
from aiobserver.store.duckdb.write.writer import Writer
from aiobserver.store.keeping import BackupFile, BackupRules
from tests.rows import log, point, span
from tests.store.duckdb.write.test_writer import request, store

RULES = BackupRules(every_s=0, keep=2, most_bytes=10**9)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "db.duckdb")
    writer = Writer(database, DeltaTracker(lambda _service: frozenset({"metric"})))
    store(writer, request("a", traces=[span()], logs=[log(), log()], metrics=[point()]))
    writer.close()
    yield database
    database.close()


@pytest.fixture
def backups(database: Database) -> Iterator[Backups]:
    backups = Backups(database, RULES)
    yield backups
    backups.close()


def content(database: Database) -> list[list[tuple[object, ...]]]:
    with database.reading() as cursor:
        return [
            cursor.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall()
            for table in ("otel_traces", "otel_logs", "otel_metrics", "stored_requests", "metric_series", "counters")
        ]


def test_a_backup_opens_as_a_database_with_all_that_was_stored(
    tmp_path: Path, database: Database, backups: Backups
) -> None:
    backup = asyncio.run(backups.make())
    assert stat.S_IMODE(backup.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(backup.path.parent.stat().st_mode) == 0o700
    copy = tmp_path / "restored" / "db.duckdb"
    copy.parent.mkdir()
    copy.write_bytes(backup.path.read_bytes())
    restored = Database.open(copy)
    assert content(restored) == content(database)
    restored.close()
    assert [each.name for each in backup.path.parent.iterdir()] == [backup.path.name]


def test_the_oldest_make_room(backups: Backups) -> None:
    made = [asyncio.run(backups.make()).path for _ in range(3)]
    assert [each.path for each in backups.all()] == [made[2], made[1]]


def test_what_is_over_the_size_makes_room_but_never_the_newest() -> None:
    def backup(second: int, *, is_routine: bool = True) -> BackupFile:
        return BackupFile(Path(f"db-{second}.duckdb"), second, 100, is_routine)

    before_migration = backup(1, is_routine=False)
    found = [backup(9), backup(5), backup(3), before_migration]
    assert surplus(found, 5, 250) == [backup(3)]
    assert surplus(found, 5, 50) == [backup(5), backup(3)]
    assert surplus(found, 2, 10**6) == [backup(3)]


def test_a_backup_that_would_be_too_large_is_refused(database: Database) -> None:
    backups = Backups(database, BackupRules(0, 2, most_bytes=10))
    with pytest.raises(Unavailable, match=r"exceeds AI_OBSERVER_BACKUP_MAX_GB \(10 bytes"):
        asyncio.run(backups.make())
    backups.close()
    assert list_backups(database.path) == []


def test_other_files_are_no_backups(database: Database, backups: Backups) -> None:
    backups.folder.mkdir()
    for name in ("notes.txt", "other-20260101T000000Z.duckdb", "db-20269999T000000Z.duckdb", "db-1.duckdb"):
        (backups.folder / name).touch()
    assert backups.all() == []


def test_what_a_crash_left_of_a_backup_is_removed_by_the_next(backups: Backups) -> None:
    backups.folder.mkdir()
    for name in ("db-20260101T000000Z.duckdb.unfinished", "db-20260101T000000Z.duckdb.unfinished.wal"):
        (backups.folder / name).write_bytes(b"half")
    backup = asyncio.run(backups.make())
    assert list(backups.folder.iterdir()) == [backup.path]


def test_one_is_due_once_the_newest_is_old_and_something_was_stored_since(database: Database) -> None:
    backups = Backups(database, BackupRules(0.05, 2, 10**9))
    time.sleep(0.1)
    assert backups.is_due(time.time())
    backup = asyncio.run(backups.make())
    os.utime(database.path, (0, backup.made_s + 1))
    assert not backups.is_due(backup.made_s)
    assert backups.is_due(backup.made_s + 1)
    assert backups.is_due(backup.made_s - 100), "the clock was set back"
    for file in database.path.parent.glob("db.duckdb*"):
        os.utime(file, (0, 0))
    assert not backups.is_due(backup.made_s + 1)
    backups.close()


def test_those_that_are_due_are_made_by_themselves(database: Database) -> None:
    backups = Backups(database, BackupRules(0.05, 2, 10**9))

    async def wait_for_one() -> None:
        making = asyncio.create_task(backups.run_forever())
        while not backups.all():
            await asyncio.sleep(0.02)
        making.cancel()

    asyncio.run(asyncio.wait_for(wait_for_one(), 60))
    assert backups.problem is None
    backups.close()


def test_an_end_interrupts_one_that_is_being_made(database: Database) -> None:
    backups = Backups(database, RULES)

    async def end_while_making() -> list[BackupFile | BaseException]:
        making = asyncio.create_task(backups.make())
        await asyncio.sleep(0.05)
        await asyncio.to_thread(backups.close)
        return list(await asyncio.gather(making, return_exceptions=True))

    (outcome,) = asyncio.run(end_while_making())
    assert isinstance(outcome, Unavailable | BackupFile)
    assert list(backups.folder.glob("*.unfinished*")) == []


def test_a_damaged_file_is_not_intact(tmp_path: Path, backups: Backups) -> None:
    whole = asyncio.run(backups.make()).path
    assert check(whole).is_intact
    damaged = tmp_path / "damaged.duckdb"
    with duckdb.connect(str(damaged)) as connection:
        connection.execute("CREATE TABLE t AS SELECT i, hash(i) h FROM range(100000) r(i)")
    data = bytearray(damaged.read_bytes())
    data[300_000] ^= 1
    damaged.write_bytes(data)
    found = check(damaged)
    assert list(found.faults) == ["t"]
    assert "orrupt" in found.first_fault
    damaged.write_bytes(b"nothing of the kind")
    assert "file" in check(damaged).faults
