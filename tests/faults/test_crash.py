"""F1, F2, F3, F23: the process ends at any call that changes a file; what was acknowledged is there, once."""

from __future__ import annotations

import http.client
import random
import shutil
import signal
import subprocess
import sys
import time
from importlib.resources import files
from pathlib import Path

import duckdb
import pytest

from aiobserver.store.duckdb.file.database import Database
from aiobserver.store.duckdb.file.migrate import newest_version
from aiobserver.store.duckdb.keeping.backup_files import list_backups
from tests.faults.disk import Faults
from tests.faults.senders import check_stored_once, sending
from tests.rows import span
from tests.server import Server
from tests.store.duckdb.inserting import insert_older

STARTED_S = 5
OPEN = "import sys; from pathlib import Path; from aiobserver.store.duckdb.file.database import Database; " + (
    "Database.open(Path(sys.argv[1])).close()"
)


def reopening(database: Path, folder: Path) -> float:
    """Seconds of processor time that opening a copy takes, whatever else the machine does."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(database.parent, folder)
    begin = time.process_time()
    Database.open(folder / database.name).close()
    return time.process_time() - begin


def crash_cycles(folder: Path, cycles: int, seed: int) -> dict[str, float]:
    """Kills a server under load again and again; figures of what happened."""
    chosen = random.Random(seed)
    reopened = []
    acknowledged = stored = 0
    with Server(folder) as server:
        for cycle in range(cycles):
            with sending(server, f"cycle-{cycle}") as senders:
                time.sleep(chosen.uniform(0, 1))
                server.kill()
                senders.stopping.set()
            reopened.append(reopening(server.database, folder / "copy"))
            server.start()
            found = server.api("/api/status")["received"]
            names = {
                entry["service"]: entry["logs"] for entry in found if entry["service"].startswith(f"cycle-{cycle}-")
            }
            assert set(names.values()) <= {5}, "each request is stored whole or not at all"
            assert set(senders.acknowledged) <= set(names) <= set(senders.sent)
            acknowledged += len(senders.acknowledged)
            stored += len(names)
        assert server.api("/api/stats")["logCount"] == 5 * stored
    return {"cycles": cycles, "acknowledged": acknowledged, "stored": stored, "slowest reopening s": max(reopened)}


def test_what_was_acknowledged_is_stored_once_whenever_the_server_is_killed(tmp_path: Path) -> None:
    figures = crash_cycles(tmp_path, 2, seed=1)
    assert figures["acknowledged"] > 0


@pytest.mark.long
def test_a_hundred_kills_under_load_lose_and_tear_nothing(tmp_path: Path) -> None:
    figures = crash_cycles(tmp_path, 100, seed=2)
    print(figures)
    assert figures["slowest reopening s"] < STARTED_S


def test_a_kill_at_a_write_loses_and_tears_nothing(tmp_path: Path, faults: Faults) -> None:
    _kill_at_write(tmp_path, faults, 2)


@pytest.mark.long
def test_a_kill_at_each_of_the_first_hundred_writes_loses_and_tears_nothing(tmp_path: Path, faults: Faults) -> None:
    for call in range(1, 101):
        _kill_at_write(tmp_path / str(call), faults, call)


def _kill_at_write(folder: Path, faults: Faults, call: int) -> None:
    server = Server(folder / "server", faults.environment)
    with sending(server) as senders:
        senders.wait_for(1)
        faults.kill_at(call)
        assert server.wait(60) == -signal.SIGKILL
        senders.stopping.set()
    faults.kill_at(0)
    with server:
        server.start()
        check_stored_once(server, senders)


def test_a_kill_in_a_checkpoint_loses_and_tears_nothing(tmp_path: Path, faults: Faults) -> None:
    _kill_in_checkpoint(tmp_path, faults, 6)


@pytest.mark.long
def test_a_kill_at_each_write_of_a_checkpoint_loses_and_tears_nothing(tmp_path: Path, faults: Faults) -> None:
    call = 1
    while _kill_in_checkpoint(tmp_path / str(call), faults, call):
        call += 1
    print(f"{call - 1} kills in a checkpoint")


def _kill_in_checkpoint(folder: Path, faults: Faults, call: int) -> bool:
    """Ends the server at the n-th write of its stop, which is a checkpoint; whether it came to that."""
    server = Server(folder / "server", faults.environment)
    with sending(server) as senders:
        senders.wait_for(100)
        senders.stopping.set()
    faults.kill_at(call)
    server.signal(signal.SIGTERM)
    status = server.wait(60)
    faults.kill_at(0)
    with server:
        server.start()
        check_stored_once(server, senders)
    return status == -signal.SIGKILL


@pytest.mark.parametrize("call", [pytest.param(1, marks=pytest.mark.long), 12])
def test_a_kill_in_a_backup_loses_nothing_and_leaves_no_half_backup(tmp_path: Path, faults: Faults, call: int) -> None:
    server = Server(tmp_path / "server", faults.environment)
    with sending(server) as senders:
        senders.wait_for(50)
        senders.stopping.set()
    faults.kill_at(call)
    with pytest.raises((OSError, http.client.HTTPException)):
        server.request("POST", "/api/backups")
    assert server.wait(60) == -signal.SIGKILL
    faults.kill_at(0)
    with server:
        server.start()
        assert server.api("/api/backups")["backups"] == []
        check_stored_once(server, senders)
        made = server.request("POST", "/api/backups")
        assert made.status == 201
        assert [path.name for path in (server.database.parent / "backups").iterdir()] == [made.json()["name"]]


def first_version(path: Path) -> None:
    """A database of the first schema, with spans."""
    first = files("aiobserver.store.duckdb") / "schema" / "0001_initial.sql"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE schema_version (version INTEGER NOT NULL, applied_at TIMESTAMP NOT NULL)")
        connection.execute(first.read_text(encoding="utf-8"))
        connection.execute("INSERT INTO schema_version VALUES (1, now()::TIMESTAMP)")
        spans = [span(SpanId=f"{number:016x}", TraceId=f"{number:032x}") for number in range(3)]
        insert_older(connection, "otel_traces", spans)


@pytest.mark.parametrize("step", [9, pytest.param(1, marks=pytest.mark.long)])
def test_a_kill_within_the_first_start_is_no_obstacle_to_the_next(tmp_path: Path, faults: Faults, step: int) -> None:
    """At each `step`th of the calls that change a file."""
    call, status = 0, -1
    while status != 0:
        call += step
        path = tmp_path / str(call) / "db.duckdb"
        faults.kill_at(call)
        status = subprocess.run(
            [sys.executable, "-c", OPEN, str(path)], env=dict(faults.environment), check=False
        ).returncode
        faults.kill_at(0)
        assert status in (0, -signal.SIGKILL)
        Database.open(path).close()
        assert {each.name for each in path.parent.iterdir()} == {"db.duckdb", "db.duckdb.lock"}
    assert call > 10


@pytest.mark.parametrize("step", [9, pytest.param(1, marks=pytest.mark.long)])
def test_a_migration_killed_at_a_write_leaves_the_old_or_the_new_schema(
    tmp_path: Path, faults: Faults, step: int
) -> None:
    """At each `step`th of the calls that change a file."""
    original = tmp_path / "original.duckdb"
    first_version(original)
    versions = set()
    call = 1 - step
    finished = False
    while not finished:
        call += step
        path = tmp_path / str(call) / "db.duckdb"
        path.parent.mkdir()
        shutil.copyfile(original, path)
        faults.kill_at(call)
        status = subprocess.run(
            [sys.executable, "-c", OPEN, str(path)], env=dict(faults.environment), check=False
        ).returncode
        faults.kill_at(0)
        finished = status == 0
        assert status in (0, -signal.SIGKILL)
        with duckdb.connect(str(path)) as connection:
            ((version,),) = connection.execute("SELECT max(version) FROM schema_version").fetchall()
            columns = [name for name, *_ in connection.execute("DESCRIBE otel_traces").fetchall()]
            assert ("RowNumber" in columns) == (version > 1)
            assert connection.execute("SELECT count(*) FROM otel_traces").fetchall() == [(3,)]
        versions.add(version)
        database = Database.open(path)
        with database.reading() as cursor:
            assert cursor.execute("SELECT RowNumber FROM otel_traces ORDER BY ALL").fetchall() == [(0,), (1,), (2,)]
        database.close()
        assert list_backups(path)
    assert call > 10
    assert {1, newest_version()} <= versions
