"""F5, F30: a sync that fails ends DuckDB; what was acknowledged stays, the rest is refused for a moment."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.conformance.exports import Sample
from tests.faults.disk import Faults
from tests.faults.senders import body, check_refusal, check_stored_once, sending
from tests.server import Answer, Server, eventually

RESUMED_S = 10


def send(server: Server, name: str) -> Answer:
    return server.post("/v1/logs", body(name))


def log_count(server: Server) -> int:
    return int(server.api("/api/stats")["logCount"])


def test_a_request_whose_sync_fails_is_refused_and_stored_once_when_sent_again(tmp_path: Path, faults: Faults) -> None:
    with Server(tmp_path / "server", faults.environment) as server:
        assert send(server, "before").status == 200
        faults.fail_syncs(1)
        refused = send(server, "during")
        check_refusal(refused)
        assert refused.status == 503
        assert faults.syncs_to_fail == 0
        eventually(lambda: server.get("/health").status == 200, RESUMED_S)
        for name in ("during", "during", "before", "after"):
            assert send(server, name).status == 200
        assert log_count(server) == 15
        assert "fsync failed" in server.log


@pytest.mark.long
def test_reads_come_back_and_numbers_go_on_after_a_failed_sync(tmp_path: Path, faults: Faults) -> None:
    with Server(tmp_path / "server", faults.environment) as server:
        for round_ in range(3):
            sample = Sample("traces", f"svc-{round_}")
            faults.fail_syncs(1 if round_ else 0)
            while server.post(sample.path, sample.body("protobuf", 4)).status != 200:
                time.sleep(0.05)
            assert len(sample.stored(server)) == 4
        assert server.api("/api/stats")["spanCount"] == 12


@pytest.mark.long
def test_while_syncs_keep_failing_it_lives_says_so_and_goes_on_afterwards(tmp_path: Path, faults: Faults) -> None:
    with Server(tmp_path / "server", faults.environment) as server:
        assert send(server, "before").status == 200
        faults.fail_syncs(10**9)
        for _ in range(3):
            check_refusal(send(server, "during"))
        eventually(lambda: server.get("/health").status == 503)
        assert b"database" in server.get("/health").body
        assert server.api("/api/status")["problem"]
        faults.fail_syncs(0)
        begin = time.monotonic()
        eventually(lambda: server.get("/health").status == 200, RESUMED_S)
        eventually(lambda: send(server, "during").status == 200, RESUMED_S)
        assert time.monotonic() - begin < RESUMED_S
        assert server.api("/api/status")["problem"] == ""
        assert log_count(server) == 10


@pytest.mark.parametrize("rounds", [3, pytest.param(8, marks=pytest.mark.long)])
def test_under_load_whichever_syncs_fail_all_that_was_acknowledged_is_stored_once(
    tmp_path: Path, faults: Faults, rounds: int
) -> None:
    chosen = random.Random(1)
    with Server(tmp_path / "server", faults.environment) as server:
        with sending(server) as senders:
            for _ in range(rounds):
                senders.wait_for(20)
                faults.fail_syncs(chosen.choice((1, 1, 2, 3)))
            senders.wait_for(20)
        assert senders.statuses[503] > 0
        check_stored_once(server, senders)
        server.restart()
        check_stored_once(server, senders)


def test_a_stop_while_syncs_fail_ends_it_all_the_same(tmp_path: Path, faults: Faults) -> None:
    with Server(tmp_path / "server", faults.environment) as server:
        assert send(server, "before").status == 200
        faults.fail_syncs(10**9)
        check_refusal(send(server, "during"))
        assert server.stop() == 0
        faults.fail_syncs(0)
        server.start()
        assert send(server, "during").status == 200
        assert log_count(server) == 10
