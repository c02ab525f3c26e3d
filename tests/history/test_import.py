"""The real command brings the transcripts of recorded runs into a real server; totals equal the truth."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.captures.recorded import replay
from tests.history.homes import fill
from tests.ledger.recorded import Run, runs
from tests.ledger.test_merge import disjoint
from tests.server import Server

ALL = [run for run in runs() if "where" in run.truth]
QUICK = frozenset(("fork", "partly", "agents"))
TOKENS = {"input": "input", "output": "output", "cache_read": "cacheRead", "cache_creation": "cacheWrite"}


def marked(chosen: list[Run]) -> list[Any]:
    return [
        pytest.param(run, id=run.name, marks=() if run.folder.name in QUICK else (pytest.mark.long,)) for run in chosen
    ]


def imported(server: Server, home: Path, *arguments: str) -> str:
    done = server.run("import", "--home", str(home), "--yes", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def figures_of(server: Server, run: Run) -> dict[str, int]:
    """What the server knows of the run's sessions."""
    where = run.truth["where"]["merged"]
    sessions = {*where.get("by_session", ()), *where.get("by_thread", ())}
    rows = server.api("/api/ledger", group="session", limit=10_000)["rows"]
    own = [row for row in rows if row["session"] in sessions]
    tokens = {truth: sum(row["tokens"][name] for row in own) for truth, name in TOKENS.items()}
    return {"calls": sum(row["calls"] for row in own)} | tokens


@pytest.fixture(scope="module", params=["transcripts first", "telemetry first"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("import")
    thorough = request.config.getoption("-m") == "long"
    chosen = [run for run in ALL if thorough or run.folder.name in QUICK]
    fill(folder / "dev", chosen)
    with Server(folder) as server:
        if request.param == "transcripts first":
            imported(server, folder / "dev")
        for run in chosen:
            replay(server, run.requests)
        if request.param == "telemetry first":
            imported(server, folder / "dev")
        yield server


@pytest.mark.parametrize("run", marked(ALL))
def test_totals_equal_the_truth(run: Run, server: Server) -> None:
    assert figures_of(server, run) == disjoint(run.truth["where"]["knowable"]["tokens"])


def test_imported_again_nothing_changes(server: Server, tmp_path: Path) -> None:
    before = server.api("/api/ledger", group="session,model", limit=10_000)
    assert "Nothing to import." in imported(server, server.folder / "dev")
    chosen = [run for run in ALL if run.folder.name == "fork"]
    fill(tmp_path / "copy", chosen)
    assert "calls, 0 tokens, 0.00 USD" in imported(server, tmp_path / "copy")
    assert server.api("/api/ledger", group="session,model", limit=10_000) == before
