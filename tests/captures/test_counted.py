"""What a tool reports and what does not count: commands that are no prompts, windows that are no sessions."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.captures.readings import sessions
from tests.server import EVER, JSON, Server, exchange

NS = 1_760_000_000 * 10**9


def _attributes(values: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"key": key, "value": {"stringValue": value}} for key, value in values.items()]


def _send(server: Server, signal: str, envelope: Mapping[str, Any], service: str) -> None:
    resource = {"resource": {"attributes": _attributes({"service.name": service})}, **envelope}
    body = json.dumps({f"resource{signal.title()}": [resource]}).encode()
    connection = http.client.HTTPConnection("127.0.0.1", server.otlp_port, timeout=60)
    answer = exchange(connection, "POST", f"/v1/{signal}", body, {"Content-Type": JSON})
    connection.close()
    assert answer.status == 200, answer


def send_logs(server: Server, service: str, scope: str, events: Sequence[Mapping[str, str]]) -> None:
    """One a second: two at one moment that differ in nothing by which they are told apart would be one."""
    records = [
        {"timeUnixNano": str(NS + second * 10**9), "attributes": _attributes(event)}
        for second, event in enumerate(events)
    ]
    _send(server, "logs", {"scopeLogs": [{"scope": {"name": scope}, "logRecords": records}]}, service)


def send_sums(server: Server, service: str, scope: str, points: Sequence[tuple[str, Mapping[str, str]]]) -> None:
    """Points of 1, as increments."""
    metrics = [
        {
            "name": name,
            "sum": {
                "aggregationTemporality": 1,
                "isMonotonic": True,
                "dataPoints": [{"timeUnixNano": str(NS), "asDouble": 1, "attributes": _attributes(attributes)}],
            },
        }
        for name, attributes in points
    ]
    _send(server, "metrics", {"scopeMetrics": [{"scope": {"name": scope}, "metrics": metrics}]}, service)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path) as server:
        yield server


@pytest.mark.parametrize("service", ["claude-code", "renamed"])
def test_commands_are_no_prompts_and_stay_in_the_logs(server: Server, service: str) -> None:
    kinds: tuple[dict[str, str], ...] = (
        {},
        {"command_name": "exit", "command_source": "builtin"},
        {"command_name": "clear", "command_source": "builtin"},
        {"command_name": "custom", "command_source": "custom"},
        {"command_name": "mcp", "command_source": "mcp"},
        {"command_name": "init", "command_source": "builtin"},
    )
    events = [{"event.name": "user_prompt", "session.id": "s", **kind} for kind in kinds]
    only = {"event.name": "user_prompt", "session.id": "left", **kinds[1]}
    send_logs(server, service, "com.anthropic.claude_code.events", [*events, only])
    assert [(found["sessionId"], found["promptCount"], found["toolId"]) for found in sessions(server)] == [
        ("s", 4, "claude")
    ]
    assert len(server.api("/api/sessions/s")["prompts"]) == 4
    assert server.api("/api/logs", event="user_prompt", **EVER)["total"] == 7
    assert _counts(server) == {"": 4}
    assert _counts(server, breakdown="command_name") == {"": 1, "exit": 2, "clear": 1, "custom": 1, "mcp": 1, "init": 1}
    assert _counts(server, attribute="command_name", equals="exit") == {"": 2}


def _counts(server: Server, **asked: str) -> dict[str, float]:
    found = server.api("/api/logs/series", event="user_prompt", aggregate="true", **asked, **EVER)["series"]
    return {one["labels"].get("command_name", ""): one["datapoints"][0][1] for one in found}


@pytest.mark.parametrize("service", ["claude-code", "renamed"])
def test_the_window_of_agents_is_shown_and_is_no_session(server: Server, service: str) -> None:
    metric = "claude_code.session.count"
    points = [(metric, {"start_type": kind, "session.id": kind}) for kind in ("fresh", "resume", "agents_view")]
    send_sums(server, service, "com.anthropic.claude_code", points)
    whole = server.api("/api/metrics/series", name=metric, aggregate="true", **EVER)
    assert (whole["total"], [one["datapoints"][0][1] for one in whole["series"]]) == (2, [2])
    split = server.api("/api/metrics/series", name=metric, aggregate="true", breakdown="start_type", **EVER)
    shown = {
        one["labels"]["start_type"]: (one["datapoints"][0][1], one.get("counted", True)) for one in split["series"]
    }
    assert split["total"] == 2
    assert shown == {"fresh": (1, True), "resume": (1, True), "agents_view": (1, False)}
    assert sessions(server) == []


def test_a_collector_that_has_one_metric_of_a_tool_beside_its_own_stays_a_stranger(server: Server) -> None:
    send_sums(server, "proxy", "proxy", [("claude_code.token.usage", {"type": "input"}), ("proxy.requests", {})])
    assert [each.get("toolId") for each in server.api("/api/status")["received"]] == [None]
    send_sums(server, "relay", "relay", [("claude_code.token.usage", {"type": "input"})])
    received = {each["service"]: each.get("toolId") for each in server.api("/api/status")["received"]}
    assert received == {"proxy": None, "relay": "claude"}
