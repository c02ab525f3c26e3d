"""Whether an installation works at all, of whatever kind: executable, wheel, container."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from websockets.sync.client import connect

from aiobserver import __version__
from tests.captures.expected import dropped_count, expected
from tests.captures.readings import by, dropped, everything, sessions
from tests.conformance.exports import TYPES, Sample
from tests.plugins.example import example_wheel
from tests.server import EVER, Server
from tests.smoke.conftest import RECORDED, SmokeServer

TOLD = [expected(recording) for recording in RECORDED if recording.tool in ("claude", "codex", "gemini")]
SENT = [recording.truth["sent"] for recording in RECORDED]


def _summed(parts: list[Mapping[str, float]]) -> dict[str, float]:
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part)
    return dict(total)


def test_it_tells_version_commit_and_date(tmp_path: Path) -> None:
    result = SmokeServer(tmp_path, start=False).run("--version")
    version, commit, date = result.stdout.splitlines()
    assert (result.returncode, version) == (0, f"AI Observer {__version__}")
    assert re.fullmatch(r"Git Commit: ([0-9a-f]{7,}|unknown)", commit)
    assert re.fullmatch(r"Build Date: (\d{4}-\d\d-\d\d|unknown)", date)


def test_the_bundled_plugins_are_there(tmp_path: Path) -> None:
    result = SmokeServer(tmp_path, start=False).run("--plugins")
    assert (result.returncode, result.stderr) == (0, "")
    for tool in ("claude", "codex", "gemini"):
        assert f"{tool}  aiobserver {__version__}\n" in result.stdout
    assert "error" not in result.stdout


def test_setup_tells_how_to_connect_a_tool(tmp_path: Path) -> None:
    server = SmokeServer(tmp_path, start=False)
    assert f"http://localhost:{server.otlp_port}" in server.run("--setup", "claude").stdout


@pytest.mark.parametrize("metric", sorted({told.token_metric for told in TOLD}))
def test_tokens_are_those_of_the_model_server(observer: Server, metric: str) -> None:
    truth = _summed([told.tokens for told in TOLD if told.token_metric == metric])
    assert by("type", observer, metric) == truth


@pytest.mark.parametrize("metric", sorted({told.cost_metric for told in TOLD}))
def test_cost_is_that_of_the_model_server(observer: Server, metric: str) -> None:
    truth = _summed([told.cost for told in TOLD if told.cost_metric == metric])
    assert by("model", observer, metric) == pytest.approx(truth, abs=1e-9)


def test_sessions_and_records_are_those_sent(observer: Server) -> None:
    assert {session["sessionId"] for session in sessions(observer)} >= set().union(*(told.session_ids for told in TOLD))
    lost = sum(dropped_count(recording) for recording in RECORDED)
    stats = observer.api("/api/stats", **EVER)
    assert dropped(observer) == lost
    assert stats["logCount"] == sum(sent["log_records"] for sent in SENT) - lost
    assert stats["spanCount"] == sum(sent["spans"] for sent in SENT)


def test_the_dashboard_is_there_with_all_its_files(observer: Server) -> None:
    page = observer.get("/")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    files = re.findall(r'(?:src|href)="(/[^"]+)"', page.body.decode())
    assert any(file.startswith("/assets/") and file.endswith(".js") for file in files)
    assert {file: observer.get(file).status for file in files} == dict.fromkeys(files, 200)


def test_what_comes_in_is_shown_live(observer: Server) -> None:
    with connect(f"ws://127.0.0.1:{observer.api_port}/ws", open_timeout=10) as live:
        sample = Sample("logs", "smoke-live")
        assert observer.post(sample.path, sample.body("json"), TYPES["json"]).status == 200
        assert json.loads(live.recv(timeout=10))["type"] == "logs"


def test_it_ends_at_sigterm_with_status_0_and_keeps_all(observer: Server) -> None:
    before = everything(observer)
    observer.restart()
    assert everything(observer) == before
    assert "Traceback" not in observer.log


def test_a_plugin_in_a_folder_is_found(tmp_path: Path) -> None:
    folder = example_wheel(tmp_path / "plugins").parent
    result = SmokeServer(tmp_path / "work", {"AI_OBSERVER_PLUGIN_PATH": str(folder)}, start=False).run("--plugins")
    assert "acme  acme-observer 1.0.0\n" in result.stdout
    assert "error" not in result.stdout


def test_a_second_one_is_refused_and_the_first_goes_on(observer: Server, tmp_path: Path) -> None:
    second = SmokeServer(tmp_path, {"AI_OBSERVER_DATABASE_PATH": str(observer.database)}, start=False)
    assert second.run().returncode == 3
    assert observer.get("/health").status == 200


def test_a_backup_is_made_and_read_from_end_to_end(observer: Server) -> None:
    answer = observer.request("POST", "/api/backups")
    assert answer.status == 201, answer
    assert Path(answer.json()["path"]).stat().st_size == answer.json()["bytes"]
