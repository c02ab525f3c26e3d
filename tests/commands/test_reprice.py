"""`aiobserver reprice` and `POST /api/reprice`: the past has the costs that the file of prices says, and no others."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.captures.recorded import replay
from tests.ledger.recorded import runs
from tests.server import JSON, Server

RECORDED = {
    run.name: run
    for run in runs()
    if run.name in ("claude-2.1.332/A", "codex-0.171.0/A", "gemini-0.61.0/agents", "gemini-0.61.0/A")
}


def attributes(values: Mapping[str, object]) -> list[dict[str, Any]]:
    return [{"key": name, "value": {"stringValue": str(value)}} for name, value in values.items()]


def send(server: Server, model: str, request: str, cost: float | None = None, ago_s: int = 0) -> None:
    """An event of Claude Code about one call."""
    reported = {} if cost is None else {"cost_usd": cost}
    facts = {
        "event.name": "api_request",
        "session.id": "s",
        "model": model,
        "request_id": request,
        "input_tokens": 1_000_000,
        "output_tokens": 0,
        "cache_read_tokens": 0,
        "cache_creation_tokens": 0,
        "duration_ms": 5,
        **reported,
    }
    record = {
        "timeUnixNano": str(time.time_ns() - ago_s * 10**9),
        "body": {"stringValue": "claude_code.api_request"},
        "attributes": attributes(facts),
    }
    resource = {"attributes": attributes({"service.name": "claude-code"})}
    export = {"resourceLogs": [{"resource": resource, "scopeLogs": [{"logRecords": [record]}]}]}
    assert server.post("/v1/logs", json.dumps(export).encode(), JSON).status == 200


def costs(server: Server) -> dict[str, tuple[float | None, str]]:
    calls = server.api("/api/calls", limit=1000)["calls"]
    return {call["model"]: (call.get("cost"), call["costSource"]) for call in calls}


def prices(server: Server, text: str) -> Path:
    path = server.database.parent / "prices.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


NEW = '[models."new-1"]\ninput = 2\noutput = 4\n'


@pytest.mark.parametrize("running", [True, False], ids=["a server runs", "no server runs"])
def test_an_unknown_model_is_priced_by_the_file(tmp_path: Path, running: bool) -> None:
    with Server(tmp_path) as server:
        send(server, "new-1", "r1")
        send(server, "newer-2", "r2")
        send(server, "reported-3", "r3", cost=7.5)
        before = costs(server)
        assert before == {"new-1": (None, "unpriced"), "newer-2": (None, "unpriced"), "reported-3": (7.5, "reported")}
        prices(server, NEW + NEW.replace("new-1", "reported-3"))
        if not running:
            server.stop()
        done = server.run("reprice")
        assert (done.returncode, done.stderr) == (0, ""), done
        assert done.stdout.splitlines() == [
            "priced 2 calls anew, 1 of them changed: 0.000000 USD before, 2.000000 now",
            "models without a price, with the number of their calls:",
            "         1  newer-2",
        ]
        if not running:
            server.start()
        assert costs(server) == before | {"new-1": (2.0, "priced")}
        again = server.run("reprice")
        assert "priced 2 calls anew, 0 of them changed: 2.000000 USD before, 2.000000 now" in again.stdout
        send(server, "new-1", "r4")
        assert server.api("/api/ledger", model="new-1")["total"]["cost"] == pytest.approx(4)


def test_the_file_is_read_at_the_start_and_taken_back_by_reprice(tmp_path: Path) -> None:
    server = Server(tmp_path, start=False)
    path = prices(server, NEW)
    with server:
        server.start()
        send(server, "new-1", "r1")
        assert costs(server) == {"new-1": (2.0, "priced")}
        path.unlink()
        answer = server.request("POST", "/api/reprice")
        assert (answer.status, answer.json()) == (
            200,
            {
                "calls": 1,
                "changed": 1,
                "cost": {"before": 2.0, "after": 0.0},
                "unpriced": [{"model": "new-1", "calls": 1}],
            },
        )
        assert costs(server) == {"new-1": (None, "unpriced")}


def test_a_range_leaves_other_calls(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        send(server, "new-1", "old", ago_s=90_000)
        send(server, "new-1", "now")
        prices(server, NEW)
        done = server.run("reprice", "--to", "now-1d")
        assert "priced 1 calls anew, 1 of them changed" in done.stdout, done
        assert server.api("/api/ledger")["total"]["cost"] == pytest.approx(2)
        done = server.run("reprice", "--from", "now-1d")
        assert "priced 1 calls anew, 1 of them changed" in done.stdout, done
        assert server.api("/api/ledger")["total"]["cost"] == pytest.approx(4)
        refused = server.run("reprice", "--from", "yesterday")
        assert (refused.returncode, "'yesterday' is not a time" in refused.stderr) == (1, True), refused


def test_a_broken_file_is_told_at_the_start_and_refused_by_reprice(tmp_path: Path) -> None:
    server = Server(tmp_path, start=False)
    path = prices(server, NEW.replace("2", "-2"))
    message = f'{path}: models."new-1".input: expected USD per million tokens, a number from 0 to 1000000, not -2'
    with server:
        server.start()
        assert server.api("/api/status")["notices"] == [f"Own prices are not used: {message}"]
        assert f"own prices are not used: {message}" in server.log
        send(server, "new-1", "r1")
        assert costs(server) == {"new-1": (None, "unpriced")}
        answer = server.request("POST", "/api/reprice")
        assert (answer.status, answer.json()) == (400, {"error": message})
        refused = server.run("reprice")
        assert (refused.returncode, refused.stderr) == (1, f"aiobserver: the server refused: {message}\n")
        server.stop()
        refused = server.run("reprice")
        assert (refused.returncode, refused.stderr) == (2, f"aiobserver: {message}\n")
        server.start()
        prices(server, NEW)
        assert server.run("reprice").returncode == 0
        assert server.api("/api/status")["notices"] == []
        assert costs(server) == {"new-1": (2.0, "priced")}


def test_the_file_can_be_elsewhere_and_then_has_to_be_there(tmp_path: Path) -> None:
    path = tmp_path / "own" / "mine.toml"
    with Server(tmp_path / "work", {"AI_OBSERVER_PRICES_PATH": str(path)}) as server:
        prices(server, NEW.replace("2", "9"))
        message = f"{path}: no such file; expected prices in TOML"
        assert server.api("/api/status")["notices"] == [f"Own prices are not used: {message}"]
        assert server.run("reprice").stderr == f"aiobserver: the server refused: {message}\n"
        path.parent.mkdir()
        path.write_text(NEW)
        send(server, "new-1", "r1")
        assert server.run("reprice").returncode == 0
        assert costs(server) == {"new-1": (2.0, "priced")}


def test_it_needs_a_database(tmp_path: Path) -> None:
    done = Server(tmp_path, start=False).run("reprice")
    assert (done.returncode, "does not exist" in done.stderr) == (2, True), done


def test_a_web_page_cannot_reprice(server: Server) -> None:
    answer = server.request("POST", "/api/reprice", headers={"Origin": "http://evil.example"})
    assert answer.status == 403


def stored(server: Server) -> Sequence[Any]:
    """All rows of the stopped server's ledger."""
    with duckdb.connect(str(server.database), read_only=True) as connection:
        tables = ("ledger_calls", "ledger_gaps")
        return [sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for table in tables]


@pytest.mark.parametrize("name", RECORDED)
def test_what_is_merged_and_what_is_priced_anew_is_the_same(tmp_path: Path, name: str) -> None:
    """The ledger of a server that had the file from the start, and of one that repriced, are equal."""
    run = RECORDED[name]
    models = sorted({call["model"] for call in run.truth["calls"] if call["model"]})
    text = "".join(f'[models."{model}"]\ninput = 0.05\noutput = 0.1\n' for model in models)
    early, late = (Server(tmp_path / name, start=False) for name in ("early", "late"))
    prices(early, text)
    with early, late:
        for server in (early, late):
            server.start()
            replay(server, run.requests)
        gaps = late.api("/api/gaps")
        prices(late, text)
        assert late.request("POST", "/api/reprice").status == 200
        assert late.api("/api/gaps") == gaps, "metrics count by list prices"
    assert stored(early) == stored(late)
