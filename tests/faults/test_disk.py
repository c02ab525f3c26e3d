"""F6, F8, F9: a full disk, one that may not be written, a database that is taken away under the running server."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.conformance.exports import Sample
from tests.faults.disk import Faults, remount, small_disk
from tests.faults.senders import body, check_refusal, check_stored_once, sending
from tests.server import Server, eventually

RESUMED_S = 10
LARGE = 400
"""Records of a request that fills disks."""


def send(server: Server, name: str, records: int = 5) -> int:
    answer = server.post("/v1/logs", body(name, records))
    if answer.status != 200:
        check_refusal(answer)
    return answer.status


def heavy(name: str) -> bytes:
    """A request of 2 MB that does not compress well."""
    sample = Sample("logs", name)
    request = sample.message(LARGE)
    for index, record in enumerate(request.resource_logs[0].scope_logs[0].log_records):
        seed = hash((name, index)) & 0xFFFF_FFFF
        record.body.string_value = "".join(f"{seed * (number + 7) % 4_294_967_291:08x}" for number in range(600))
    return bytes(request.SerializeToString())


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(2**20))
            file.flush()


@pytest.fixture(params=[pytest.param(24, id="24 MiB"), pytest.param(48, id="48 MiB", marks=pytest.mark.long)])
def full(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Server, list[str]]]:
    """A server on a disk that is full, and the requests that were acknowledged before."""
    with small_disk(tmp_path / "disk", request.param) as disk, Server(disk / "server") as server:
        stored = []
        for number in range(200):
            name = f"heavy-{number}"
            answer = server.post("/v1/logs", heavy(name))
            if answer.status != 200:
                check_refusal(answer)
                break
            stored.append(name)
        assert answer.status == 503
        yield server, stored


def test_a_full_disk_refuses_until_there_is_space_and_reads_go_on(
    tmp_path: Path, full: tuple[Server, list[str]]
) -> None:
    server, stored = full
    health = server.get("/health")
    assert health.status == 503
    assert b"is full" in health.body
    assert "is full" in server.api("/api/status")["problem"]
    assert server.api("/api/stats")["logCount"] == LARGE * len(stored)
    remount(tmp_path / "disk", "size=400m")
    begin = time.monotonic()
    eventually(lambda: server.get("/health").status == 200, RESUMED_S)
    eventually(lambda: send(server, "after") == 200, RESUMED_S)
    assert time.monotonic() - begin < RESUMED_S
    assert server.api("/api/stats")["logCount"] == LARGE * len(stored) + 5
    server.restart()
    assert server.api("/api/stats")["logCount"] == LARGE * len(stored) + 5
    assert set(server.api("/api/services")["services"]) == {*stored, "after"}


def test_a_disk_that_another_program_fills_to_the_last_byte_loses_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 64) as disk, Server(disk / "server") as server:
        with sending(server) as senders:
            senders.wait_for(20)
            for _ in range(2):
                with pytest.raises(OSError, match="No space"):
                    fill(disk / "other")
                eventually(lambda: server.get("/health").status == 503, RESUMED_S)
                (disk / "other").unlink()
                senders.wait_for(20, 20)
        check_stored_once(server, senders)
        server.restart()
        check_stored_once(server, senders)


def test_a_request_larger_than_the_free_space_is_refused_and_others_are_stored(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 40) as disk, Server(disk / "server") as server:
        body_ = b"".join(heavy("large") for _ in range(12))  # protobuf messages add up to one
        refused = server.post("/v1/logs", body_)
        check_refusal(refused)
        assert send(server, "small") == 200
        remount(disk, "size=400m")
        assert server.post("/v1/logs", body_).status == 200
        assert server.api("/api/stats")["logCount"] == 12 * LARGE + 5
        assert "opening it again" not in server.log


def test_writes_that_find_no_space_are_refused_and_stored_once_when_sent_again(tmp_path: Path, faults: Faults) -> None:
    """Whatever else takes the last byte between our look at the free space and the write."""
    with Server(tmp_path / "server", faults.environment) as server:

        def again(name: str) -> bool:
            return send(server, name) == 200

        for round_, count in enumerate((1, 1, 2, 5)):
            assert send(server, f"before-{round_}") == 200
            faults.fail_writes(count)
            assert send(server, f"during-{round_}") == 503
            faults.fail_writes(0)
            eventually(partial(again, f"during-{round_}"), RESUMED_S)
            assert server.get("/health").status == 200
        assert server.api("/api/stats")["logCount"] == 40


def test_a_read_only_disk_is_one_line_and_status_2(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 64) as disk:
        settings = {"AI_OBSERVER_DATABASE_PATH": str(disk / "data" / "db.duckdb")}
        with Server(tmp_path / "server", settings) as server:
            assert send(server, "before") == 200
        remount(disk, "ro")
        result = Server(tmp_path / "server", settings, start=False).run()
        assert (result.returncode, result.stdout) == (2, "")
        assert len(result.stderr.splitlines()) == 1
        assert "Read-only" in result.stderr
        remount(disk, "rw")
        with Server(tmp_path / "server", settings) as server:
            assert server.api("/api/stats")["logCount"] == 5


@pytest.mark.parametrize(
    "how", ["replaced", "folder deleted", *(pytest.param(how, marks=pytest.mark.long) for how in ("deleted", "moved"))]
)
def test_a_database_taken_away_under_the_server_is_noticed_and_nothing_more_is_acknowledged(
    tmp_path: Path, how: str
) -> None:
    server = Server(tmp_path)
    try:
        assert send(server, "before") == 200
        if how == "deleted":
            server.database.unlink()
        elif how == "moved":
            server.database.rename(server.database.with_name("elsewhere"))
        elif how == "replaced":
            shutil.copyfile(server.database, tmp_path / "copy")
            (tmp_path / "copy").replace(server.database)
        else:
            shutil.rmtree(server.database.parent)
        assert send(server, "after") == 503
        health = server.get("/health")
        assert health.status == 503
        assert b"removed or replaced" in health.body
        assert "removed or replaced" in server.api("/api/status")["problem"]
        kept = server.database.read_bytes() if server.database.exists() else None
        assert server.stop() == 0
        assert (server.database.read_bytes() if server.database.exists() else None) == kept
    finally:
        server.kill()
