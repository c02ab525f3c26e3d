"""Whenever the server is killed, the ledger has what was acknowledged, once, and no call half."""

from __future__ import annotations

import http.client
import random
import threading
from pathlib import Path

import pytest

from tests.captures.recorded import Request, replay
from tests.ledger.recorded import Run, runs
from tests.server import Server

RUNS = [run for run in runs() if run.name in {"claude-2.1.332/subagents", "claude-2.0.60/compact", "gemini-0.61.0/A"}]


def send_until_killed(server: Server, requests: list[Request], after_s: float) -> int:
    """Number of requests that were acknowledged before the server was killed."""
    killer = threading.Timer(after_s, server.kill)
    killer.start()
    connection = http.client.HTTPConnection("127.0.0.1", server.otlp_port, timeout=30)
    acknowledged = 0
    try:
        for request in requests:
            if request.send(connection).status != 200:
                break
            acknowledged += 1
    except (OSError, http.client.HTTPException):
        pass
    finally:
        connection.close()
        killer.join()
    return acknowledged


def totals(run: Run) -> tuple[int, int, int]:
    tokens = run.truth["totals"]["tokens"]
    cached = tokens.get("cached", 0)
    return run.truth["totals"]["ok"], tokens["input"] - cached, tokens["output"] + tokens.get("thoughts", 0)


@pytest.mark.parametrize("kills", [3, pytest.param(25, marks=pytest.mark.long)])
def test_what_was_acknowledged_is_in_the_ledger_once(kills: int, tmp_path: Path) -> None:
    chance = random.Random(kills)
    left = [request for run in RUNS for request in run.requests]
    with Server(tmp_path) as server:
        for _ in range(kills):
            left = left[send_until_killed(server, left, chance.uniform(0, 0.25)) :]
            server.start()
        replay(server, left)
        found = {row["tool"]: row for row in server.api("/api/ledger", group="tool")["rows"]}
        pages = server.api("/api/calls", limit=1000)
        by_tool: dict[str, list[tuple[int, int, int]]] = {}
        for run in RUNS:
            by_tool.setdefault(run.tool, []).append(totals(run))
        for tool, sums in by_tool.items():
            row = found[tool]
            expected = tuple(map(sum, zip(*sums, strict=True)))
            assert (row["calls"], row["tokens"]["input"], row["tokens"]["output"]) == expected
        assert len({call["id"] for call in pages["calls"]}) == pages["total"]
        for call in pages["calls"]:
            assert server.api(f"/api/calls/{call['id']}")["id"] == call["id"]
