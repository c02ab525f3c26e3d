"""With redaction on, what people and models wrote is neither stored nor shown, and the counts stay what they were."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.captures.conftest import Replayed
from tests.captures.recorded import Recording, names, recordings, replay
from tests.server import EVER, Server

TOOLS = recordings("claude", "codex", "gemini")
USUAL = ("claude/2.1.330-tui", "codex/0.169.0-tui", "gemini/0.61.0-tui", "claude/2.1.330-A")
TELLING = [recording for recording in TOOLS if recording.name.endswith("tui")]
CANARIES = (
    "Say hi with",
    "And thanks",
    "Write a file in a TUI session",
    "And a second prompt",
    "echo hi",
    "echo tui",
    "cat notes.txt",
    "alpha",
    "BETA",
    "Permission denied",
    "has been written",
    "You are welcome",
    "Second answer",
    "Thinking about it",
    "thinking about it",
    "You are a coding agent",
    "CLI agent specializing",
    "setting up the context",
    "mock INTERNAL",
    "mock error 500",
)
"""What people, tools, models and their instructions said in the recorded sessions."""


@contextmanager
def _watched(server: Server) -> Iterator[list[str]]:
    """All messages of the live connection, complete at the end of the block."""
    messages: list[str] = []
    with connect(f"ws://127.0.0.1:{server.api_port}/ws", open_timeout=10, max_size=None) as connection:

        def listen() -> None:
            with suppress(ConnectionClosed):
                messages.extend(str(message) for message in connection)

        listener = threading.Thread(target=listen)
        listener.start()
        yield messages
        server.stop()  # closes the connection once all is sent
        listener.join(timeout=20)
        assert not listener.is_alive()


def stored(database: Path) -> str:
    """Every value of every table."""
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = [name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        rows = [row for table in tables for row in connection.execute(f"FROM {table}").fetchall()]
    return "\n".join(str(value) for row in rows for value in row if value is not None)


def told(text: str) -> set[str]:
    plain = re.sub(r"\\+", "", text)
    return {canary for canary in CANARIES if canary in plain}


@pytest.mark.parametrize("replayed", TELLING, ids=names(TELLING), indirect=True)
def test_a_recording_tells_its_content_unless_it_is_redacted(replayed: Replayed) -> None:
    backup = replayed.server.request("POST", "/api/backups").json()["path"]
    assert told(stored(Path(backup))) & set(CANARIES[:4])


@pytest.mark.parametrize(
    "recording",
    [pytest.param(each, id=each.name, marks=() if each.name in USUAL else pytest.mark.long) for each in TOOLS],
)
def test_redacted_content_is_neither_stored_nor_shown(recording: Recording, tmp_path: Path) -> None:
    action = "hash" if recording.name.endswith("tui") else "drop"
    server = Server(tmp_path, {"AI_OBSERVER_REDACT": f"content={action}"})
    with _watched(server) as messages:
        replay(server, recording.requests)
        stats = server.api("/api/stats")
        sessions = server.api("/api/sessions", **EVER)["sessions"]
    found = stored(server.database)
    assert told(found) == set()
    assert told("".join(messages)) == set()
    assert told(server.log) == set()
    sent = recording.truth["sent"]
    assert stats["spanCount"] == sent.get("spans", 0)
    assert sessions
    assert messages
    assert ("hash:" in found) == (action == "hash")
