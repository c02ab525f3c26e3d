"""F10: a damaged write-ahead log is kept as it is; what stands before the damage is saved, the rest is reported."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from aiobserver.store.duckdb.file.database import Database
from aiobserver.store.duckdb.file.wal import COMMIT
from tests.faults.senders import RECORDS, body
from tests.server import Server

REQUESTS = 40


@dataclass(frozen=True, slots=True)
class Crashed:
    """The files that a killed server left: all its requests are in the log."""

    database: bytes
    log: bytes
    ends: tuple[int, ...]
    """Where in the log each transaction ends."""

    def place(self, folder: Path, log: bytes) -> Path:
        """The database with another log."""
        path = folder / "db.duckdb"
        path.write_bytes(self.database)
        path.with_name("db.duckdb.wal").write_bytes(log)
        return path


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> Crashed:
    with Server(tmp_path_factory.mktemp("crashed")) as server:
        for number in range(REQUESTS):
            assert server.post("/v1/logs", body(f"svc-{number}")).status == 200
        server.kill()
        log = server.database.with_name(server.database.name + ".wal").read_bytes()
        return Crashed(server.database.read_bytes(), log, tuple(_ends(log)))


def _ends(log: bytes) -> Iterator[int]:
    position = 0
    while (position := log.find(COMMIT, position)) >= 0:
        position += len(COMMIT)
        yield position


def logs_of(database: Database) -> int:
    with database.reading() as cursor:
        return int(cursor.execute("SELECT count(*) FROM otel_logs").fetchall()[0][0])


def kept(path: Path) -> list[bytes]:
    return [file.read_bytes() for file in path.parent.glob(f"{path.name}.wal.corrupt-*")]


def test_the_log_of_a_crash_is_whole(tmp_path: Path, crashed: Crashed) -> None:
    path = crashed.place(tmp_path, crashed.log)
    database = Database.open(path)
    assert (logs_of(database), database.damage, kept(path)) == (REQUESTS * RECORDS, [], [])
    database.close()


ENDINGS = {
    "cut": lambda log: log[:-30],
    "garbage": lambda log: log + os.urandom(3000),
    "zeros": lambda log: log + bytes(3000),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_end_that_a_crash_can_leave_is_no_damage(tmp_path: Path, crashed: Crashed, ending: str) -> None:
    path = crashed.place(tmp_path, ENDINGS[ending](crashed.log))
    database = Database.open(path)
    assert logs_of(database) >= (REQUESTS - 1) * RECORDS
    assert (database.damage, kept(path)) == ([], [])
    database.close()


@pytest.mark.parametrize("seed", range(12))
def test_of_a_log_with_a_flipped_bit_all_before_it_is_saved_and_the_log_is_kept(
    tmp_path: Path, crashed: Crashed, seed: int
) -> None:
    chosen = random.Random(seed)
    first = crashed.ends[3]
    position = chosen.randrange(first, crashed.ends[-1])
    damaged = bytearray(crashed.log)
    damaged[position] ^= 1 << chosen.randrange(8)
    _check_salvaged(crashed, tmp_path, bytes(damaged), position)


@pytest.mark.parametrize("byte", range(8))
def test_an_entry_that_claims_another_size_hides_nothing(tmp_path: Path, crashed: Crashed, byte: int) -> None:
    start = crashed.ends[20]
    damaged = bytearray(crashed.log)
    damaged[start + byte] ^= 0x40
    _check_salvaged(crashed, tmp_path, bytes(damaged), start)


def _check_salvaged(crashed: Crashed, folder: Path, damaged: bytes, position: int) -> None:
    path = crashed.place(folder, damaged)
    database = Database.open(path)
    whole = [end for end in crashed.ends if end <= position]
    first = len(crashed.ends) - REQUESTS
    expected = RECORDS * sum(1 for end in whole if end >= crashed.ends[first])
    stored = logs_of(database)
    assert expected - 2 * RECORDS <= stored <= expected
    (damage,) = database.damage
    assert kept(path) == [damaged]
    assert damage.kept_as.read_bytes() == damaged
    assert len(crashed.ends) - len(whole) - 1 <= damage.lost_transactions <= len(crashed.ends) - len(whole)
    assert 0 < damage.lost_bytes <= len(damaged)
    database.close()
    database = Database.open(path)
    assert (logs_of(database), database.damage, kept(path)) == (stored, [], [damaged])
    database.close()


HEADS = {"first byte": 0, "kind": 4, "number of the database": 15, "end": None}


@pytest.mark.parametrize("position", HEADS.values(), ids=HEADS)
def test_a_log_with_a_damaged_head_is_kept_and_not_written_over(
    tmp_path: Path, crashed: Crashed, position: int | None
) -> None:
    damaged = bytearray(crashed.log)
    damaged[crashed.log.index(b"\xff\xff") if position is None else position] ^= 1
    _check_set_aside(crashed.place(tmp_path, bytes(damaged)), bytes(damaged))


def test_a_log_of_another_database_is_kept_and_not_written_over(tmp_path: Path, crashed: Crashed) -> None:
    other = tmp_path / "other" / "db.duckdb"
    Database.open(other).close()
    shutil.copyfile(other, tmp_path / "db.duckdb")
    (tmp_path / "db.duckdb.wal").write_bytes(crashed.log)
    _check_set_aside(tmp_path / "db.duckdb", crashed.log)


def test_a_log_whose_database_is_gone_is_kept(tmp_path: Path, crashed: Crashed) -> None:
    path = crashed.place(tmp_path, crashed.log)
    path.unlink()
    _check_set_aside(path, crashed.log)


def _check_set_aside(path: Path, log: bytes) -> None:
    database = Database.open(path)
    assert logs_of(database) == 0
    (damage,) = database.damage
    assert damage.lost_bytes == len(log)
    assert damage.lost_transactions >= REQUESTS
    database.close()
    assert kept(path) == [log]


def test_the_server_says_what_was_lost(tmp_path: Path, crashed: Crashed) -> None:
    damaged = bytearray(crashed.log)
    damaged[crashed.ends[-3] + 30] ^= 1
    folder = tmp_path / "server" / "data"
    folder.mkdir(parents=True)
    path = crashed.place(folder, bytes(damaged))
    with Server(tmp_path / "server", {"AI_OBSERVER_DATABASE_PATH": str(path)}) as server:
        (notice,) = server.api("/api/status")["notices"]
        assert "2 transactions" in notice
        assert "wal.corrupt-" in notice
        assert notice in server.log
        assert server.api("/api/stats")["logCount"] == RECORDS * (REQUESTS - 2)
