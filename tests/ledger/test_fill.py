"""What was stored before there was a ledger is read into it, whenever the server ends meanwhile."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.captures.recorded import replay
from tests.ledger.recorded import runs
from tests.server import Server, eventually

SENT = ("claude-2.1.332/subagents", "claude-2.0.60/compact", "codex-0.171.0/A", "gemini-0.61.0/agents")
TABLES = (
    *("sightings", "ledger_calls", "ledger_tool_calls", "ledger_turns", "session_facts"),
    *("ledger_sessions", "ledger_gaps", "ledger_fill", "projects"),
    *("transcript_files", "transcript_messages", "forgotten_sessions", "watched_tools"),
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path) as server:
        for run in runs():
            if run.name in SENT:
                replay(server, run.requests)
        yield server


def as_before_the_ledger(server: Server, copies: int = 0) -> None:
    """Makes the stopped server's database one of the schema before, with so many copies of each log record."""
    with duckdb.connect(str(server.database)) as connection:
        for view in ("calls", "tool_calls", "turns", "sessions"):
            connection.execute(f"DROP VIEW {view}")
        for table in TABLES:
            connection.execute(f"DROP TABLE {table}")
        connection.execute("DELETE FROM schema_version WHERE version >= 8")
        ((records,),) = connection.execute("SELECT count(*) FROM otel_logs").fetchall()
        connection.execute(
            "INSERT INTO otel_logs SELECT * EXCLUDE copy REPLACE (Timestamp + (copy + 1) * 10**12 AS Timestamp, "
            f"RowNumber + (copy + 1) * {records} AS RowNumber) FROM otel_logs, range({copies}) AS copies(copy)"
        )


def filled(server: Server) -> Any:
    """The ledger, once all is in it."""

    def ask() -> Any:
        answer = server.api("/api/ledger", group="tool,model,session", order="keys")
        return None if "filling" in answer else answer

    return eventually(ask, timeout_s=60)


def of(answer: Any, tool: str) -> Any:
    return [row for row in answer["rows"] if row["tool"] == tool]


def test_an_older_database_gets_the_same_ledger(server: Server) -> None:
    expected = server.api("/api/ledger", group="tool,model,session", order="keys")
    calls = server.api("/api/calls", tool="claude")
    server.stop()
    as_before_the_ledger(server)
    server.start()
    found = filled(server)
    assert of(found, "claude") == of(expected, "claude")
    assert of(found, "gemini") == of(expected, "gemini")
    assert server.api("/api/calls", tool="claude") == calls
    (codex,) = of(found, "codex")  # its streaming events are not stored, but the metrics derived from them are
    assert (codex["calls"], codex["errors"]) == (0, 1)
    assert codex["tokens"] == of(expected, "codex")[0]["tokens"]
    assert codex["cost"] == pytest.approx(of(expected, "codex")[0]["cost"])
    server.restart()
    assert server.api("/api/ledger", group="tool,model,session", order="keys") == found


@pytest.mark.long
def test_what_comes_meanwhile_is_counted_once(server: Server) -> None:
    server.stop()
    as_before_the_ledger(server, copies=50)
    server.start()
    (run,) = (run for run in runs() if run.name == "claude-2.1.332/blocks")
    replay(server, run.requests)
    found = filled(server)
    session = [row for row in of(found, "claude") if row["calls"] == 6]
    assert [row["tokens"]["input"] for row in session] == [run.truth["totals"]["tokens"]["input"]]


def test_it_goes_on_after_any_end(server: Server) -> None:
    server.stop()
    as_before_the_ledger(server, copies=150)
    whole = server.database.read_bytes()
    server.start()
    expected = filled(server)
    server.stop()
    server.database.write_bytes(whole)
    chance = random.Random(8)
    for _ in range(3):
        server.start()
        time.sleep(chance.uniform(0.05, 0.8))
        server.kill()
    server.start()
    assert filled(server) == expected
