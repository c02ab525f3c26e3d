"""`DELETE /api/data` and `aiobserver delete`: what was selected is gone, nothing goes by accident."""

from __future__ import annotations

import json
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.captures.recorded import recordings, replay
from tests.server import EVER, JSON, Answer, Server

(CLAUDE,) = (recording for recording in recordings("claude") if recording.name == "claude/2.1.330-A")


def _delete(server: Server, headers: Any = None, **parameters: object) -> Answer:
    query = urlencode({name.rstrip("_"): value for name, value in parameters.items()})
    return server.request("DELETE", f"/api/data?{query}", headers=headers)


def _log(server: Server, service: str, session: str, body: str) -> None:
    record = {
        "timeUnixNano": str(time.time_ns()),
        "body": {"stringValue": body},
        "attributes": [{"key": "session.id", "value": {"stringValue": session}}],
    }
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": service}}]}
    export = {"resourceLogs": [{"resource": resource, "scopeLogs": [{"logRecords": [record]}]}]}
    assert server.post("/v1/logs", json.dumps(export).encode(), JSON).status == 200


def _bodies(server: Server, service: str) -> list[str]:
    return [log["body"] for log in server.api("/api/logs", service=service)["logs"]]


def _telling(folder: Path, canary: str) -> list[str]:
    """The files with the canary."""
    found = subprocess.run(["grep", "-rlaF", canary, str(folder)], capture_output=True, text=True, check=False)
    return found.stdout.split()


@pytest.mark.parametrize(
    "running", [pytest.param(True, id="with a server"), pytest.param(False, id="without", marks=pytest.mark.long)]
)
def test_compact_rewrites_the_file_and_keeps_every_record(tmp_path: Path, running: bool) -> None:
    with Server(tmp_path / "work") as server:
        _log(server, "kept", "one", "stays")
        _log(server, "gone", "two", canary := secrets.token_hex(8))
        answer = _delete(server, service="gone", confirm=1, compact="false")
        assert answer.json()["compacted"] is False
        if not running:
            server.stop()
        result = server.run("compact")
        assert result.returncode == 0, result.stderr
        assert re.search(r"compacted .*: \d+ bytes before, \d+ now", result.stdout)
        if not running:
            server.start()
        assert _bodies(server, "kept") == ["stays"]
        server.stop()
        assert _telling(server.database.parent, canary) == []


def test_compact_without_a_database_says_so(tmp_path: Path) -> None:
    server = Server(tmp_path / "work", start=False)
    result = server.run("compact")
    assert (result.returncode, result.stdout) == (2, "")
    assert "does not exist" in result.stderr


BAD: dict[str, tuple[dict[str, object], str]] = {
    "nothing selected": ({}, "nothing selected"),
    "no signal": ({"signal": "spans"}, "unknown signal 'spans'; expected traces, metrics, logs"),
    "no time": ({"from_": "yesterday"}, "from: 'yesterday' is not a time"),
    "not confirmed": ({"service": "guarded"}, "confirm: expected the total"),
    "confirmed by a word": ({"service": "guarded", "confirm": "true"}, "confirm: expected the total"),
    "confirmed too few": ({"service": "guarded", "confirm": "1"}, "confirm: 1 records were confirmed, 2 are selected"),
}


@pytest.mark.parametrize(("parameters", "message"), BAD.values(), ids=BAD.keys())
def test_what_is_not_clear_or_not_confirmed_deletes_nothing(
    server: Server, parameters: dict[str, object], message: str
) -> None:
    if not _bodies(server, "guarded"):
        for number in range(2):
            _log(server, "guarded", "s", f"body {number}")
    answer = _delete(server, **parameters)
    assert (answer.status, message in answer.json()["error"]) == (400, True), answer
    assert len(_bodies(server, "guarded")) == 2


def test_a_web_page_cannot_delete(server: Server) -> None:
    _log(server, "foreign", "s", "body")
    answer = _delete(server, {"Origin": "http://evil.example"}, service="foreign", confirm="1")
    assert answer.status == 403
    assert _bodies(server, "foreign") == ["body"]


def test_a_dry_run_tells_and_the_confirmed_deletion_does_it(server: Server) -> None:
    canary = secrets.token_hex(12)
    _log(server, "doomed", "first", canary)
    _log(server, "doomed", "second", "kept")
    dry = _delete(server, session="first", dryRun="true").json()
    assert dry == {"dryRun": True, "records": {"traces": 0, "metrics": 0, "logs": 1}, "total": 1}
    assert _telling(server.database.parent, canary)
    done = _delete(server, session="first", confirm=dry["total"])
    assert done.status == 200, done
    assert done.json() | {"bytes": None} == dry | {"dryRun": False, "compacted": True, "bytes": None}
    assert _bodies(server, "doomed") == ["kept"]
    assert _telling(server.database.parent, canary) == []
    assert server.get("/health").status == 200


@pytest.mark.long
def test_a_whole_recording_is_deleted_and_can_be_recorded_again(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        replay(server, CLAUDE.requests)
        before = _picture(server)
        total = _delete(server, service="claude-code", dryRun="true").json()["total"]
        assert _delete(server, service="claude-code", confirm=total).status == 200
        empty = _picture(server)
        assert empty["stats"]["spanCount"] == empty["stats"]["logCount"] == empty["stats"]["metricCount"] == 0
        assert empty["services"] == empty["traces"] == empty["sessions"] == empty["names"] == []
        received = server.api("/api/status")["received"][0]
        assert received["logs"] == CLAUDE.truth["sent"]["log_records"], "what was received stays counted"
        server.restart()
        replay(server, CLAUDE.requests)
        assert _picture(server) == empty, "retries of what was deleted are still retries"
    assert before["sessions"]


def _picture(server: Server) -> dict[str, Any]:
    return {
        "stats": server.api("/api/stats"),
        "services": server.api("/api/services")["services"],
        "traces": [trace["traceId"] for trace in server.api("/api/traces", **EVER)["traces"]],
        "sessions": [session["sessionId"] for session in server.api("/api/sessions", **EVER)["sessions"]],
        "names": server.api("/api/metrics/names")["names"],
    }


@contextmanager
def _filled(folder: Path) -> Iterator[Server]:
    server = Server(folder)
    for session in ("first", "second"):
        _log(server, "tool", session, f"text of the {session}")
    yield server
    server.kill()


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Server]:
    with _filled(tmp_path) as server:
        yield server


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of which nothing is deleted."""
    with _filled(tmp_path_factory.mktemp("untouched")) as server:
        yield server


@pytest.mark.parametrize("running", [True, False], ids=["a server runs", "no server runs"])
def test_the_command_deletes_whoever_has_the_database(filled: Server, running: bool) -> None:
    if not running:
        assert filled.stop() == 0
    done = filled.run("delete", "--session", "first", "--yes")
    assert done.returncode == 0, done
    assert done.stdout.splitlines()[:2] == [
        "selected: 0 spans, 0 metric points, 1 log records",
        "deleted: 0 spans, 0 metric points, 1 log records",
    ]
    assert "compacted the database file" in done.stdout
    if not running:
        filled.start()
    assert _bodies(filled, "tool") == ["text of the second"]


@pytest.mark.parametrize(
    ("arguments", "answer", "status", "told"),
    [
        (["--service", "tool"], "n\n", 1, "nothing was deleted"),
        (["--service", "tool"], "", 130, "selected: 0 spans, 0 metric points, 2 log records"),
        (["--service", "none"], "", 0, "selected: 0 spans, 0 metric points, 0 log records"),
        ([], "", 1, "nothing selected"),
        (["--signal", "spans"], "", 1, "unknown signal 'spans'; expected traces, metrics, logs"),
    ],
    ids=["refused", "no answer", "nothing selected", "no selector", "bad signal"],
)
def test_the_command_deletes_nothing_without_a_clear_yes(
    untouched: Server, arguments: list[str], answer: str, status: int, told: str
) -> None:
    command = [sys.executable, "-m", "aiobserver", "delete", *arguments]
    done = subprocess.run(
        command, input=answer, env=untouched.environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, told in done.stdout + done.stderr) == (status, True), done
    assert len(_bodies(untouched, "tool")) == 2


def test_the_command_needs_a_database(tmp_path: Path) -> None:
    done = Server(tmp_path, start=False).run("delete", "--service", "tool")
    assert done.returncode == 2
    assert "does not exist" in done.stderr
    assert not (tmp_path / "data").exists()
