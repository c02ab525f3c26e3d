"""A third-party plugin, installed as a user would, is found by its entry point; every hook acts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.server import REPOSITORY, Server, eventually

EXAMPLE = REPOSITORY / "tests" / "example_plugin"
SECOND = 10**9
PAST = {"from": "now-8d"}
TRACE = "5b8efff798038103d269b633813fc60c"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example plugin installed in it."""
    folder = tmp_path_factory.mktemp("site")
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*install, "--target", str(folder), str(EXAMPLE)], check=True, timeout=120)
    return folder


@pytest.fixture(scope="module")
def acme(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that has the example plugin."""
    with Server(tmp_path_factory.mktemp("server"), _environment(site)) as server:
        yield server


@pytest.fixture(scope="module")
def declared(acme: Server) -> dict[str, Any]:
    """What the server tells about the example's tool."""
    tool: dict[str, Any] = next(tool for tool in acme.api("/api/tools")["tools"] if tool["id"] == "acme")
    return tool


def _environment(site: Path) -> dict[str, str]:
    return {"PYTHONPATH": os.pathsep.join([str(site), os.environ.get("PYTHONPATH", "")])}


def _attributes(**values: object) -> list[dict[str, Any]]:
    return [{"key": key.replace("__", "."), "value": {"stringValue": str(value)}} for key, value in values.items()]


def _send(server: Server, kind: str, scope: str, records: dict[str, Any]) -> None:
    resource = {"attributes": _attributes(service__name="acme-coder")}
    body = {f"resource{kind}": [{"resource": resource, f"scope{kind}": [{scope: records[scope]}]}]}
    answer = server.post("/", json.dumps(body).encode(), "application/json")
    assert answer.status == 200, answer


def _log(session: str, event: str, **attributes: object) -> dict[str, Any]:
    return {
        "timeUnixNano": str(time.time_ns()),
        "eventName": event,
        "attributes": _attributes(acme__session=session, **attributes),
    }


def _span(number: int, parent: int, name: str) -> dict[str, Any]:
    start = time.time_ns() - SECOND + number
    return {
        "traceId": TRACE,
        "spanId": f"{number:016x}",
        "parentSpanId": f"{parent:016x}" if parent else "",
        "name": name,
        "startTimeUnixNano": str(start),
        "endTimeUnixNano": str(start + 1000),
    }


def test_the_example_is_listed_beside_the_bundled_ones(site: Path, tmp_path: Path) -> None:
    listed = Server(tmp_path, _environment(site), start=False).run("--plugins").stdout
    names = [line.split()[0] for line in listed.splitlines() if not line.startswith(" ")]
    assert names == ["acme", "claude", "codex", "gemini"]
    assert "error" not in listed


def test_tool(declared: dict[str, Any]) -> None:
    assert (declared["title"], declared["services"]) == ("Acme Coder", ["acme-coder"])


def test_metrics(declared: dict[str, Any]) -> None:
    tokens = declared["metrics"][0]
    assert (tokens["name"], tokens["role"]) == ("acme.tokens", "tokens")
    assert tokens["breakdowns"][0]["values"][1] == {"value": "cached", "label": "Cached", "partOf": "input"}


def test_metrics_leave_parts_out_of_totals(acme: Server) -> None:
    points = [
        {"asInt": count, "timeUnixNano": str(time.time_ns()), "attributes": _attributes(type=kind)}
        for kind, count in (("input", 100), ("cached", 60))
    ]
    data = {"aggregationTemporality": 1, "isMonotonic": True, "dataPoints": points}
    _send(acme, "Metrics", "metrics", {"metrics": [{"name": "acme.tokens", "sum": data}]})
    answer = acme.api("/api/metrics/series", name="acme.tokens", aggregate="true")
    assert answer["total"] == 100
    assert {series["labels"]["type"]: series.get("partOf") for series in answer["series"]} == {
        "input": None,
        "cached": "input",
    }


def test_events(acme: Server, declared: dict[str, Any]) -> None:
    assert [event["role"] for event in declared["events"]] == ["prompt", "request"]
    _send(acme, "Logs", "logRecords", {"logRecords": [_log("one", "acme.ask", text="why?")]})
    session = acme.api("/api/sessions/one")
    assert (session["promptCount"], session["toolId"], len(session["prompts"])) == (1, "acme", 1)


def test_delta_rules(acme: Server) -> None:
    start = time.time_ns() - 10 * SECOND
    for second, value in ((1, 3), (2, 8), (3, 8)):
        point = {"asInt": value, "startTimeUnixNano": str(start), "timeUnixNano": str(start + second * SECOND)}
        data = {"aggregationTemporality": 2, "isMonotonic": True, "dataPoints": [point]}
        _send(acme, "Metrics", "metrics", {"metrics": [{"name": "acme.runs", "sum": data}]})
    points = acme.api("/api/metrics", name="acme.runs.delta")["metrics"]
    assert sorted(point["value"] for point in points) == [3, 5]


def test_setup_text(site: Path, tmp_path: Path) -> None:
    printed = Server(tmp_path, _environment(site), start=False).run("--setup", "acme-coder", "--otlp-port", "5123")
    assert (printed.returncode, printed.stdout) == (0, "acme config set telemetry http://localhost:5123\n")


def test_setup_edits(site: Path, tmp_path: Path) -> None:
    settings = tmp_path / ".acme" / "settings.json"
    settings.parent.mkdir()
    settings.write_text('{\n  "theme": "dark" // mine\n}\n')
    command = Server(tmp_path, _environment(site) | {"HOME": str(tmp_path)}, start=False)
    assert command.run("--otlp-port", "5123", "--setup", "acme", "--apply", "--yes").returncode == 0
    assert settings.read_text() == (
        '{\n  "theme": "dark", // mine\n  "telemetry": {\n'
        '    "endpoint": "http://localhost:5123",\n    "questions": false\n  }\n}\n'
    )
    told = command.run("--otlp-port", "5123", "doctor", "acme").stdout
    assert "ok       endpoint: http://localhost:5123 (telemetry.endpoint in ~/.acme/settings.json)" in told


def test_derive_metrics(acme: Server) -> None:
    records = [_log("two", "acme.answer", model="acme-1", calls=3), _log("two", "acme.answer", model="acme-9")]
    _send(acme, "Logs", "logRecords", {"logRecords": records})
    assert acme.api("/api/sessions/two")["cost"] == pytest.approx(0.006)
    assert acme.api("/api/status")["unpriced"] == [{"service": "acme-coder", "model": "acme-9", "count": 1}]


def test_calls(acme: Server) -> None:
    told = {"model": "acme-1", "request_id": "req_1", "input": 20, "output": 5}
    _send(acme, "Logs", "logRecords", {"logRecords": [_log("six", "acme.answer", **told)]})
    ((row,), total) = (acme.api("/api/ledger", group="session", session="six")[key] for key in ("rows", "total"))
    assert row == total | {"session": "six"}
    assert (row["calls"], row["tokens"]["total"], row["cost"], row["unpricedCalls"]) == (1, 25, 0.002, 0)
    (call,) = acme.api("/api/calls", session="six")["calls"]
    (source,) = acme.api(f"/api/calls/{call['id']}")["sources"]
    assert source["log"]["logAttributes"]["request_id"] == "req_1"


def test_transcripts_and_read_transcript(acme: Server, tmp_path: Path) -> None:
    sent = {"model": "acme-1", "request_id": "req_8", "input": 20, "output": 5}
    _send(acme, "Logs", "logRecords", {"logRecords": [_log("eight", "acme.answer", **sent)]})
    now = datetime.now(tz=UTC).isoformat()
    lines = (
        {"time": now, "ask": "why?"},
        {"time": now, "request": "req_8", "model": "acme-1", "input": 20, "output": 5},
        {"time": now, "request": "req_9", "model": "acme-1", "input": 30, "output": 6},
    )
    written = tmp_path / ".acme" / "sessions" / "eight.jsonl"
    written.parent.mkdir(parents=True)
    written.write_text("".join(json.dumps(line) + "\n" for line in lines) + "oh\n")
    done = acme.run("import", "acme", "--home", str(tmp_path), "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    (row,) = acme.api("/api/ledger", group="session", session="eight")["rows"]
    assert (row["calls"], row["tokens"]["total"]) == (2, 61)


def test_drop_logs(acme: Server) -> None:
    _send(acme, "Logs", "logRecords", {"logRecords": [_log("three", "acme.heartbeat"), _log("three", "acme.ask")]})
    assert [log["eventName"] for log in acme.api("/api/logs", service="acme-coder", search="three")["logs"]] == [
        "acme.ask"
    ]
    assert acme.api("/api/status")["dropped"]["services"] == [{"service": "acme-coder", "signal": "logs", "count": 1}]


def test_dashboards(declared: dict[str, Any]) -> None:
    assert [dashboard["name"] for dashboard in declared["dashboards"]] == ["Acme Coder"]


def test_content_attributes(declared: dict[str, Any]) -> None:
    assert declared["contentAttributes"] == ["text"]


def test_content_texts(site: Path, tmp_path: Path) -> None:
    with Server(tmp_path, {**_environment(site), "AI_OBSERVER_REDACT": "content"}) as server:
        record = _log("seven", "acme.ask") | {"body": {"stringValue": "asked: the answer"}}
        _send(server, "Logs", "logRecords", {"logRecords": [record]})
        (log,) = server.api("/api/logs", service="acme-coder")["logs"]
    assert log["body"] == "asked: [redacted]"


def test_session_roots_and_main_spans(acme: Server) -> None:
    spans = [_span(3, 2, "step"), _span(2, 1, "acme.task"), _span(4, 1, "idle"), _span(1, 0, "acme.session")]
    for span in spans:
        _send(acme, "Spans", "spans", {"spans": [span]})
    traces = acme.api("/api/traces", service="acme-coder")["traces"]
    assert {trace["rootSpan"]: (trace["kind"], trace["spanCount"], trace["main"]) for trace in traces} == {
        "acme.task": ("virtual", 2, True),
        "idle": ("virtual", 1, False),
    }
    assert [trace["rootSpan"] for trace in acme.api("/api/traces", main="true", service="acme-coder")["traces"]] == [
        "acme.task"
    ]
    assert acme.api(f"/api/traces/{TRACE}")["trace"]["spanCount"] == 4


def test_demo(site: Path, tmp_path: Path) -> None:
    others = {"AI_OBSERVER_DISABLED_PLUGINS": "claude,codex,gemini"}
    with Server(tmp_path, _environment(site) | others, arguments=("--demo",)) as demo:
        sessions = eventually(lambda: demo.api("/api/sessions", **PAST)["sessions"])
        answers = demo.api("/api/logs", event="acme.answer", **PAST)
    assert {session["toolId"] for session in sessions} == {"acme"}
    assert all(session["promptCount"] and session["requestCount"] for session in sessions)
    assert answers["logs"][0]["resourceAttributes"] == {"service.name": "acme-coder", "demo": True}
