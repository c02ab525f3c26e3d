"""`aiobserver --demo`: a living sample of all tools, and nothing of it stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server import Server, eventually, request

TOOLS = {"claude", "codex", "gemini"}
PAST = {"from": "now-8d", "limit": "200"}
FILL_S = 60
"""It should take 3 s; here it is only asked whether it comes to its end, on a machine however busy."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where temporary folders are made."""
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(scope="module")
def demo(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demonstration whose past is told."""
    work = tmp_path_factory.mktemp("demo") / "work"
    with Server(work, {"TMPDIR": str(folder)}, arguments=("--demo",)) as running:
        eventually(lambda: "sample history complete" in running.log, FILL_S)
        yield running


def _rows(server: Server) -> int:
    return sum(server.api("/api/status")["rows"].values())


def _total(server: Server, metric: str) -> float:
    return float(server.api("/api/metrics/series", name=metric, aggregate="true", **{"from": "now-8d"})["total"])


def test_it_says_that_it_is_one(demo: Server) -> None:
    status = demo.api("/api/status")
    assert status["demo"] is True
    assert status["problem"] == ""
    assert "Demo mode" in demo.log


def test_all_tools_have_sessions(demo: Server) -> None:
    sessions = demo.api("/api/sessions", **PAST)["sessions"]
    assert {session["toolId"] for session in sessions} == TOOLS
    assert len(sessions) >= 50
    for tool in TOOLS:
        own = [session for session in sessions if session["toolId"] == tool]
        for name in ("promptCount", "requestCount", "toolCallCount", "errorCount", "totalTokens", "cost"):
            assert sum(session.get(name, 0) for session in own) > 0, (tool, name)
        assert len({model for session in own for model in session["models"]}) >= 2


@pytest.mark.parametrize(
    "metric",
    [
        "claude_code.token.usage",
        "claude_code.cost.usage",
        "claude_code.commit.count",
        "codex_cli_rs.token.usage",
        "codex_cli_rs.cost.usage",
        "gemini_cli.token.usage.delta",
        "gemini_cli.session.count.delta",
        "gemini_cli.cost.usage",
    ],
)
def test_totals_come_out_of_the_same_pipeline(demo: Server, metric: str) -> None:
    assert _total(demo, metric) > 0


def test_nothing_is_refused_unpriced_or_failing(demo: Server) -> None:
    status = demo.api("/api/status")
    assert (status["rejected"]["total"], status["unpriced"]) == (0, [])
    assert status["dropped"]["total"] > 0
    assert [plugin["errors"] for plugin in status["plugins"]] == [[], [], []]


def test_traces_are_real_trees(demo: Server) -> None:
    traces: list[dict[str, Any]] = demo.api("/api/traces", main="true", **PAST | {"limit": "1000"})["traces"]
    assert {trace["rootSpan"] for trace in traces} == {
        "claude_code.interaction",
        "turn/start",
        "run_task",
        "user_prompt",
    }
    assert any(trace["kind"] == "virtual" for trace in traces)
    assert demo.api("/api/traces", main="false", **PAST)["total"] > 100


def test_records_are_marked(demo: Server) -> None:
    logs = demo.api("/api/logs", **PAST)["logs"]
    assert all(log["resourceAttributes"]["demo"] is True for log in logs)


def test_it_lives(demo: Server) -> None:
    before = _rows(demo)
    eventually(lambda: _rows(demo) > before)


def test_real_exports_are_taken_too(demo: Server) -> None:
    assert request(demo.otlp_port, "GET", "/health").status == 200


def test_nothing_stays_after_sigterm(folder: Path, tmp_path: Path) -> None:
    server = Server(tmp_path / "work", {"TMPDIR": str(folder)}, arguments=("--demo",))
    eventually(lambda: _rows(server) > 0)
    made = set(folder.iterdir())
    assert server.stop() == 0, server.log
    assert len(made - set(folder.iterdir())) == 1
    assert sorted(path.name for path in server.folder.iterdir()) == ["server.log"]
    assert not server.database.parent.exists()


def test_it_takes_no_database(tmp_path: Path) -> None:
    refused = Server(tmp_path, start=False).run("--demo", "--database-path", "mine.duckdb")
    assert refused.returncode == 2
    assert "--database-path" in refused.stderr


def test_an_ordinary_server_is_none(server: Server) -> None:
    assert server.api("/api/status")["demo"] is False
