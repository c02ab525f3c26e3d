"""F2: the process ends at any write of a deletion and of the compaction after it; the rest is there, whole and once."""

from __future__ import annotations

import http.client
import signal
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.conformance.exports import Sample
from tests.faults.disk import Faults
from tests.server import EVER, PROTOBUF, Server

RECORDS = 20


def _delete(server: Server, **parameters: object) -> bool:
    """Whether it was answered."""
    try:
        answer = server.request("DELETE", f"/api/data?{urlencode(parameters)}")
    except (OSError, http.client.HTTPException):
        return False
    assert answer.status == 200, answer
    return True


def _kill_in_deletion(folder: Path, faults: Faults, call: int) -> bool:
    """Whether the deletion was over before so many writes."""
    server = Server(folder / "server", faults.environment)
    for signal_name in ("traces", "metrics", "logs"):
        for service in ("kept", "doomed"):
            sample = Sample(signal_name, service)
            assert server.post(sample.path, sample.body("protobuf", RECORDS), PROTOBUF).status == 200
    total = server.request("DELETE", "/api/data?service=doomed&dryRun=true").json()["total"]
    assert total == 3 * RECORDS
    faults.kill_at(call)
    answered = _delete(server, service="doomed", confirm=total)
    faults.kill_at(0)
    if not answered:
        assert server.wait(60) == -signal.SIGKILL
        server.start()
    with server:
        kept = [
            server.api(f"/api/{signal_name}", service="kept", **EVER)["total"] for signal_name in ("metrics", "logs")
        ]
        assert kept == [RECORDS, RECORDS]
        assert server.api("/api/stats")["spanCount"] >= RECORDS
        assert _delete(server, service="doomed", confirm=total)
        stats = server.api("/api/stats")
        assert [stats[name] for name in ("spanCount", "metricCount", "logCount")] == [RECORDS] * 3
        assert stats["services"] == ["kept"]
        assert {path.name for path in server.database.parent.iterdir()} <= {
            server.database.name + suffix for suffix in ("", ".wal", ".lock", ".tmp", ".hooks")
        }
    return answered


def test_a_kill_in_a_deletion_loses_nothing_else(tmp_path: Path, faults: Faults) -> None:
    assert not _kill_in_deletion(tmp_path, faults, 4)


@pytest.mark.long
def test_a_kill_at_each_write_of_a_deletion_loses_nothing_else(tmp_path: Path, faults: Faults) -> None:
    call = 1
    while not _kill_in_deletion(tmp_path / str(call), faults, call):
        call += 1
    print({"writes of a deletion": call - 1})
    assert call > 10
