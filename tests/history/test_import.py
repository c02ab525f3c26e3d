"""The real command brings the transcripts of recorded runs into a real server."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.captures.recorded import replay
from tests.ledger.recorded import Run, names, runs
from tests.server import Server, eventually

RUNS = runs()
_ORDERS = ("transcripts", "before", "after")
SOME = [run for run in RUNS if run.folder.name in {"fork", "partly", "resume", "subagents", "agents", "A"}]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("import")) as server:
        yield server


def run_command(server: Server, *arguments: str, status: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "aiobserver", *arguments],
        env=server.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def imported(server: Server, home: Path) -> str:
    return run_command(server, "import", "--home", str(home), "--yes")


def clear(server: Server) -> None:
    everything = "/api/data?from=1970-01-01T00:00:00Z&to=2100-01-01T00:00:00Z"
    total = server.delete(f"{everything}&dryRun=true")["total"]
    server.delete(f"{everything}&confirm={total}&compact=false")
    for tool in ("claude", "codex", "gemini"):
        server.delete(f"/api/history?tool={tool}")
