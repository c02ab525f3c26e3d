"""A command sends what it understood to a server that does not see the files."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.history.homes import fill
from tests.ledger.recorded import runs
from tests.server import Server, request

TOKEN = "a-token-of-a-server-that-has-one"
(RUN,) = [run for run in runs() if run.name == "codex-0.171.0/fork"]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path / "there", {"AI_OBSERVER_TOKEN": TOKEN}) as server:
        yield server


def sent(server: Server, home: Path, token: str, url: str = "") -> subprocess.CompletedProcess[str]:
    """The command on another machine: it has settings of its own and no server."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "AI_OBSERVER_TOKEN": token}
    environment |= {name: value for name, value in os.environ.items() if name == "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, "-m", "aiobserver", "import", "--yes", "--to", url or f"http://127.0.0.1:{server.api_port}"],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_is_stored_there_and_nothing_here(server: Server, tmp_path: Path) -> None:
    home = tmp_path / "laptop"
    fill(home, [RUN])
    done = sent(server, home, TOKEN)
    assert done.returncode == 0, done.stderr
    assert not (home / "data").exists()
    headers = {"Authorization": f"Bearer {TOKEN}"}
    files = request(server.api_port, "GET", "/api/history/files", headers=headers).json()["files"]
    assert {file["machine"] for file in files} == {socket.gethostname()}
    total = request(server.api_port, "GET", "/api/ledger", headers=headers).json()["total"]
    written = RUN.truth["where"]["merged"]["tokens"]
    assert (total["calls"], total["tokens"]["output"]) == (written["calls"], written["output"])
    assert "Nothing to import." in sent(server, home, TOKEN).stdout


@pytest.mark.parametrize(
    ("token", "url", "told"),
    [
        ("another-token-that-is-wrong", "", "the server refused"),
        (TOKEN, "observer.example", "expected a URL such as"),
        (TOKEN, "https://me:secret@observer.example", "give the token as AI_OBSERVER_TOKEN"),
        (TOKEN, "http://127.0.0.1:9", "does not answer"),
    ],
)
def test_what_cannot_be_sent_is_told_in_a_line(token: str, url: str, told: str, server: Server, tmp_path: Path) -> None:
    home = tmp_path / "laptop"
    fill(home, [RUN])
    done = sent(server, home, token, url)
    assert done.returncode != 0
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr
