"""An answer 200 means stored: whatever ends the server, and whenever."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.server import Server
from tests.system.load import RECORDS, counts, under_load

ROUNDS = (1, 25, 60)
"""Acknowledged requests before the server is stopped."""


@pytest.mark.long  # with fewer stops: tests/faults/test_crash.py and test_process.py
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=lambda number: number.name)
def test_what_was_acknowledged_is_stored_once_after_a_stop_under_load(tmp_path: Path, number: signal.Signals) -> None:
    with Server(tmp_path) as server:
        for round_, acknowledged in enumerate(ROUNDS):
            prefix = f"round-{round_}"
            with under_load(server, prefix, acknowledged) as load:
                server.signal(number)
                status = server.wait()
            assert status == (0 if number == signal.SIGTERM else -signal.SIGKILL)
            server.start()
            stored = counts(server, prefix)
            assert set(stored.values()) == {RECORDS}, "each request is stored whole or not at all"
            assert set(load.acknowledged) <= set(stored) <= set(load.sent)


@pytest.mark.long
def test_all_requests_sent_again_after_a_crash_are_stored_once(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        with under_load(server, "crash", 30) as load:
            server.kill()
        server.start()
        for name in load.sent:
            assert server.post("/v1/logs", load.body(name)).status == 200
        assert counts(server, "crash") == dict.fromkeys(load.sent, RECORDS)
