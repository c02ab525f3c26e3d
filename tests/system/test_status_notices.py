"""What retention is about to do is told before, in the status and in the log."""

from __future__ import annotations

from pathlib import Path

from tests.server import Server, eventually


def test_the_first_deletion_by_size_is_announced_and_nothing_goes_yet(tmp_path: Path) -> None:
    with Server(tmp_path, {"AI_OBSERVER_MAX_SIZE_GB": "0.000001"}) as server:
        (notice,) = eventually(lambda: server.api("/api/status")["notices"])
        assert "the oldest data will be deleted when the database exceeds AI_OBSERVER_MAX_SIZE_GB (1e-06 GB)" in notice
        assert notice in server.log


def test_without_a_reason_nothing_is_announced(tmp_path: Path) -> None:
    with Server(tmp_path, {"AI_OBSERVER_RETENTION_DAYS": "1"}) as server:
        assert server.api("/api/status")["notices"] == []
