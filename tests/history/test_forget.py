"""What transcripts told can be taken out again; what the user deleted does not come back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.captures.recorded import replay
from tests.history.homes import fill
from tests.ledger.recorded import runs
from tests.server import Server

(PARTLY,) = [run for run in runs() if run.name == "claude-2.1.332/partly"]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    fill(tmp_path / "home", [PARTLY])
    with Server(tmp_path) as server:
        yield server


def imported(server: Server, *arguments: str) -> str:
    done = server.run("import", "--yes", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def ledger(server: Server) -> Any:
    return server.api("/api/ledger", group="session")


def delete(server: Server, session: str) -> None:
    done = server.run("delete", "--session", session, "--yes")
    assert done.returncode == 0, done.stdout + done.stderr


def test_forgotten_history_leaves_what_telemetry_tells(server: Server) -> None:
    replay(server, PARTLY.requests)
    sent = ledger(server)
    imported(server)
    assert ledger(server)["total"]["calls"] > sent["total"]["calls"]
    assert "is removed" in imported(server, "claude", "--forget")
    assert ledger(server) == sent
    assert server.api("/api/history/files")["files"] == []
    imported(server)
    assert ledger(server)["total"]["calls"] > sent["total"]["calls"]


def test_a_deleted_session_is_not_imported_again(server: Server) -> None:
    imported(server)
    before = {row["session"] for row in ledger(server)["rows"]}
    gone = sorted(before)[0]
    delete(server, gone)
    assert {row["session"] for row in ledger(server)["rows"]} == before - {gone}
    for path in (server.home / ".claude" / "projects").rglob("*.jsonl"):
        with path.open("a", encoding="utf-8") as file:
            file.write('{"type":"mode"}\n')
    imported(server)
    assert {row["session"] for row in ledger(server)["rows"]} == before - {gone}


def test_a_dry_run_stores_nothing(server: Server) -> None:
    assert "to import, since" in imported(server, "--dry-run")
    assert ledger(server)["rows"] == []
    assert server.api("/api/history/files")["files"] == []


def test_an_unknown_tool_is_named(server: Server) -> None:
    done = server.run("import", "nothing", "--yes")
    assert done.returncode == 2
    assert "no transcripts of 'nothing' can be read; expected some of claude, codex, gemini" in done.stderr
