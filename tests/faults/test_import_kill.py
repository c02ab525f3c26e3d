"""A process killed while it imports transcripts leaves nothing half, and can begin again."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from aiobserver.model.columns import Row
from aiobserver.store.duckdb.file.database import Database
from aiobserver.store.duckdb.ledger.write import LEDGER_TABLES
from tests.faults.disk import Faults, remount, small_disk
from tests.history.homes import fill_many
from tests.ledger.recorded import runs
from tests.server import Server, eventually

COPIES = 150
(RUN,) = [run for run in runs() if run.name == "claude-2.1.332/subagents"]

JSON_HEADERS = {"Content-Type": "application/json"}

Tables = Mapping[str, list[Row]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some thousand lines of 450 files, which are stored in several transactions."""
    folder = tmp_path_factory.mktemp("home")
    fill_many(folder, RUN, COPIES)
    return folder


def tables(path: Path) -> Tables:
    """What is known, without when it came; of a database that no process has open."""
    database = Database.open(path)
    cursor = database.cursor()
    found = {table: cursor.execute(f"SELECT * FROM {table}").fetchall() for table in LEDGER_TABLES}
    told = "SELECT * EXCLUDE (ReceivedAt, Record) FROM sightings"
    found["sightings"] = cursor.execute(told).fetchall()
    files = "SELECT * EXCLUDE (Number, ImportedAt) FROM transcript_files"
    found["transcript_files"] = cursor.execute(files).fetchall()
    cursor.close()
    database.close()
    return {table: sorted(rows, key=repr) for table, rows in found.items()}


@pytest.fixture(scope="module")
def whole(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """What there is after an import without a fault."""
    with Server(tmp_path_factory.mktemp("whole")) as server:
        assert server.run("import", "--home", str(home), "--yes").returncode == 0
    found = tables(server.database)
    assert len(found["ledger_calls"]) == COPIES * len(RUN.written_calls)
    return found


def kill_in_import(folder: Path, home: Path, whole: Tables, faults: Faults, call: int, *, is_running: bool) -> bool:
    """Whether the import was over before so many writes."""
    server = Server(folder, faults.environment, start=is_running)
    faults.kill_at(call)
    status = server.run("import", "--home", str(home), "--yes").returncode
    faults.kill_at(0)
    if is_running and status:
        assert server.wait(60) == -signal.SIGKILL
    elif is_running:
        server.stop()
    found = tables(server.database) if server.database.exists() else {}
    known = set(map(repr, whole["ledger_calls"]))
    assert [row for row in found.get("ledger_calls", ()) if repr(row) not in known] == []
    with server:
        server.start()
        assert server.run("import", "--home", str(home), "--yes").returncode == 0
    assert tables(server.database) == whole
    return status == 0


def test_a_kill_leaves_nothing_half(home: Path, whole: Tables, faults: Faults, tmp_path: Path) -> None:
    assert not kill_in_import(tmp_path / "server", home, whole, faults, 3, is_running=True)


@pytest.mark.long
@pytest.mark.parametrize("is_running", [True, False], ids=["a server runs", "no server runs"])
def test_a_kill_at_each_write_leaves_nothing_half(
    is_running: bool, home: Path, whole: Tables, faults: Faults, tmp_path: Path
) -> None:
    call = 1
    while not kill_in_import(tmp_path / str(call), home, whole, faults, call, is_running=is_running):
        call += 1
    print({"writes at which it ended": call - 1})
    assert call > 5


def test_a_full_disk_is_waited_for(home: Path, whole: Tables, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", mib=64) as disk:
        environment = {"HOME": str(home)}
        with Server(disk / "server", environment) as server:
            with pytest.raises(OSError, match="No space"):
                (disk / "other").write_bytes(bytes(64 * 2**20))
            assert server.request("POST", "/api/history/import", b"{}", JSON_HEADERS).status == 202
            eventually(lambda: "waiting: " in run(server)["problem"])
            assert run(server)["calls"] == 0
            remount(disk, "size=400m")
            eventually(lambda: run(server)["state"] == "done")
        assert tables(server.database) == whole


def run(server: Server) -> Any:
    return server.api("/api/history/import")["import"]
