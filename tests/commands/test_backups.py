"""backup, restore and doctor: with a server and without, and on files that are damaged."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.senders import RECORDS, body
from tests.server import JSON, Server, eventually


def send(server: Server, name: str) -> None:
    assert server.post("/v1/logs", body(name)).status == 200


def log_count(server: Server) -> int:
    return int(server.api("/api/stats")["logCount"])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server that has stored something."""
    with Server(tmp_path / "work") as server:
        send(server, "first")
        yield server


def backups(server: Server) -> list[Path]:
    return sorted((server.database.parent / "backups").iterdir())


def test_a_backup_of_the_running_server_is_listed_and_private_and_not_restored_under_it(server: Server) -> None:
    answer = server.request("POST", "/api/backups")
    assert answer.status == 201
    made = answer.json()
    listed = server.api("/api/backups")
    assert listed == {"folder": str(server.database.parent / "backups"), "problem": "", "backups": [made]}
    (path,) = backups(server)
    assert (str(path), path.stat().st_size) == (made["path"], made["bytes"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    result = server.run("restore", str(path))
    assert (result.returncode, result.stdout) == (3, "")
    assert str(server.pid) in result.stderr
    assert log_count(server) == RECORDS
    send(server, "second")


@pytest.mark.parametrize(
    "running", [pytest.param(True, id="with a server"), pytest.param(False, id="without", marks=pytest.mark.long)]
)
def test_what_was_backed_up_can_be_restored_and_what_it_replaced_is_kept(
    server: Server, tmp_path: Path, running: bool
) -> None:
    if not running:
        server.stop()
    copy = tmp_path / "copy.duckdb"
    result = server.run("backup", "--to", str(copy))
    assert (result.returncode, result.stderr) == (0, "")
    assert str(backups(server)[0]) in result.stdout
    assert backups(server)[0].read_bytes() == copy.read_bytes()
    if not running:
        server.start()
    send(server, "second")
    assert log_count(server) == 2 * RECORDS
    server.stop()
    result = server.run("restore", str(copy))
    assert (result.returncode, result.stderr) == (0, "")
    server.start()
    assert log_count(server) == RECORDS
    send(server, "first")
    send(server, "third")
    assert log_count(server) == 2 * RECORDS, "the backup knows what was stored already"
    (replaced,) = server.database.parent.glob("*.replaced-*")
    server.stop()
    assert server.run("restore", str(replaced)).returncode == 0
    server.start()
    assert log_count(server) == 2 * RECORDS
    assert server.api("/api/services")["services"] == ["first", "second"]


def damaged(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for position in random.Random(1).sample(range(len(content) // 8, len(content)), 200):
        content[position] ^= 0xFF
    path.write_bytes(content)


def other(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (a)")
    connection.close()


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def test_what_is_no_sound_backup_is_refused_and_nothing_is_changed(server: Server, tmp_path: Path) -> None:
    sound = tmp_path / "copy.duckdb"
    assert server.run("backup", "--to", str(sound)).returncode == 0
    server.stop()
    before = server.database.read_bytes()
    for spoil in (damaged, other, Path.unlink, emptied):
        backup = tmp_path / "spoilt.duckdb"
        shutil.copyfile(sound, backup)
        spoil(backup)
        result = server.run("restore", str(backup))
        assert (result.returncode, result.stdout) == (2, ""), spoil
        assert len(result.stderr.splitlines()) == 1, spoil
        assert server.database.read_bytes() == before, spoil
        assert not list(server.database.parent.glob("*.re*")), spoil
    server.start()
    assert log_count(server) == RECORDS


def test_only_so_many_backups_are_kept(tmp_path: Path) -> None:
    with Server(tmp_path, {"AI_OBSERVER_BACKUP_KEEP": "1"}) as server:
        send(server, "first")
        names = [server.request("POST", "/api/backups").json()["name"] for _ in range(2)]
        assert [each["name"] for each in server.api("/api/backups")["backups"]] == names[1:]


def test_a_second_backup_at_the_same_time_is_refused(server: Server) -> None:
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: server.request("POST", "/api/backups"), range(6)))
    made = [answer for answer in answers if answer.status == 201]
    refused = [answer for answer in answers if answer.status == 503]
    assert made
    assert refused
    assert len(made) + len(refused) == 6
    assert all(b"a backup is being made" in answer.body and answer.headers["retry-after"] for answer in refused)
    assert len(backups(server)) == len(made)
    assert server.request("POST", "/api/backups").status == 201


def test_after_backup_and_doctor_a_second_server_is_refused_and_doctor_tells_of_sound_files(
    server: Server, tmp_path: Path
) -> None:
    server.request("POST", "/api/backups")
    assert server.run("backup").returncode == 0
    running = server.run("doctor")
    assert (running.returncode, running.stderr) == (0, "")
    assert f"pid {server.pid}, port {server.api_port}" in running.stdout
    server.api("/api/stats")
    settings = {"AI_OBSERVER_DATABASE_PATH": str(server.database)}
    assert Server(tmp_path / "second", settings, start=False).run().returncode == 3
    send(server, "second")
    server.kill()
    result = server.run("doctor")
    assert "are readable" in result.stdout
    assert "cannot be read" not in result.stdout
    assert str(backups(server)[0]) in result.stdout
    server.start()
    assert log_count(server) == 2 * RECORDS
    server.restart()
    assert log_count(server) == 2 * RECORDS


def test_doctor_of_a_database_that_does_not_exist_creates_nothing(tmp_path: Path) -> None:
    result = Server(tmp_path / "work", start=False).run("doctor")
    assert "does not exist yet" in result.stdout
    assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.long
def test_a_damaged_database_is_refused_with_advice_and_what_can_be_read_is_saved(tmp_path: Path) -> None:
    with Server(tmp_path / "work") as server:
        for number in range(20):
            send(server, f"svc-{number}")
        backup = server.request("POST", "/api/backups").json()["path"]
    content = bytearray(server.database.read_bytes())
    content[4096 + 20] ^= 1  # the newer of two heads, or the older: at least one is then not sound
    content[2 * 4096 + 20] ^= 1
    server.database.write_bytes(content)
    result = server.run()
    assert (result.returncode, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    assert f"aiobserver restore {backup}" in result.stderr
    assert "doctor" in result.stderr
    assert server.database.read_bytes() == content
    report = server.run("doctor")
    assert report.returncode == 1
    assert "problem" in report.stdout
    assert server.run("doctor", "--salvage").returncode == 2
    assert server.database.read_bytes() == content
    assert server.run("restore", backup).returncode == 0
    server.start()
    assert log_count(server) == 20 * RECORDS
    server.stop()


def test_of_a_database_with_a_damaged_part_the_rest_is_saved_and_what_is_missing_is_told(tmp_path: Path) -> None:
    with Server(tmp_path / "work") as server:
        for number in range(20):
            send(server, f"svc-{number}")
        created = server.request("POST", "/api/dashboards", b'{"name":"mine"}', {"Content-Type": JSON})
        assert created.status == 201
    content = bytearray(server.database.read_bytes())
    place = content.find(b"svc-7")
    assert place > 0
    content[place] ^= 1
    server.database.write_bytes(content)
    report = server.run("doctor")
    assert report.returncode == 1
    assert "cannot be read" in report.stdout
    result = server.run("doctor", "--salvage", "--to", str(tmp_path / "saved.duckdb"))
    assert result.returncode == 0, result.stderr
    assert "missing" in result.stdout
    assert server.database.read_bytes() == content
    assert server.run("restore", str(tmp_path / "saved.duckdb")).returncode == 0
    server.start()
    names = [dashboard["name"] for dashboard in server.api("/api/dashboards")["dashboards"]]
    assert "mine" in names
    send(server, "after")
    server.stop()


@pytest.mark.long
def test_what_needs_a_damaged_part_is_refused_with_advice_and_the_rest_is_answered(tmp_path: Path) -> None:
    chance = random.Random(1)
    with Server(tmp_path / "work") as server:
        for _ in range(10):
            records = [{"body": {"stringValue": chance.randbytes(500).hex()}} for _ in range(2_000)]
            message = {"resourceLogs": [{"scopeLogs": [{"logRecords": records}]}]}
            assert server.post("/v1/logs", json.dumps(message).encode(), JSON).status == 200
    with server.database.open("r+b") as file:
        file.seek(server.database.stat().st_size // 2)
        file.write(b"damage")
    with server:
        server.start()
        pages = [server.get(f"/api/logs?limit=1000&offset={offset}") for offset in range(0, 20_000, 1_000)]
        answers = [*pages, server.get("/api/logs?search=in+none+of+them")]  # the index may spare it the damaged part
        refused = [answer for answer in answers if answer.status != 200]
        assert refused
        assert all(answer.status == 503 for answer in refused)
        assert all("damaged" in answer.json()["error"] for answer in refused)
        assert all("aiobserver doctor" in answer.json()["error"] for answer in refused)
        assert server.api("/api/stats")["logCount"] == 20_000
        assert "Traceback" not in server.log


@pytest.mark.long  # without commands: tests/faults/test_log.py
def test_doctor_saves_the_sound_part_of_a_damaged_log(tmp_path: Path) -> None:
    server = Server(tmp_path / "work")
    for number in range(20):
        send(server, f"svc-{number}")
    server.kill()
    wal = server.database.with_name(server.database.name + ".wal")
    content = bytearray(wal.read_bytes())
    place = content.rfind(b"svc-15")
    content[place] ^= 1
    wal.write_bytes(content)
    report = server.run("doctor")
    assert report.returncode == 1
    assert "transactions are lost" in report.stdout
    result = server.run("doctor", "--salvage", "--to", str(tmp_path / "saved.duckdb"))
    assert result.returncode == 0, result.stderr
    assert f"{15 * RECORDS} rows of otel_logs" in result.stdout
    assert "5 transactions" in result.stdout
    assert wal.read_bytes() == content
    assert not list(server.database.parent.glob(".examined*"))
    server.start()
    assert log_count(server) == 15 * RECORDS
    eventually(lambda: server.get("/health").status == 200)
    server.stop()
