"""`/api/sessions`: what counts as one, what it adds up to, and its records in time order."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.conformance.exports import TIME, Sample
from tests.server import EVER, Server

SERVICE = "claude-code"
SESSION = "a session/with a slash, ümlauts & %25"
SECOND = 10**9
EVENTS = ("user_prompt", "api_request", "tool_result", "api_request", "api_error", "user_prompt")


def send(server: Server, session: str, *events: str) -> None:
    sample = Sample("logs", SERVICE)
    request = sample.message(0)
    for second, event in enumerate(events):
        record = sample.add(request)
        record.time_unix_nano = TIME + second * SECOND
        for key, value in (("session.id", session), ("event.name", event)):
            record.attributes.add(key=key).value.string_value = value
    assert server.post("/v1/logs", request.SerializeToString()).status == 200


def send_tokens(server: Server, session: str, name: str, **values: float) -> None:
    sample = Sample("metrics", SERVICE)
    request = sample.message(1)
    metrics = request.resource_metrics[0].scope_metrics[0].metrics
    metrics.pop()
    data = metrics.add(name=name).sum
    data.aggregation_temporality, data.is_monotonic = 1, True
    for kind, value in values.items():
        point = data.data_points.add(time_unix_nano=TIME + 100 * SECOND, as_double=value)
        for key, text in (("session.id", session), ("type", kind), ("model", "m1")):
            point.attributes.add(key=key).value.string_value = text
    assert server.post("/v1/metrics", request.SerializeToString()).status == 200


@pytest.fixture(scope="module")
def filled(server: Server) -> Server:
    send(server, SESSION, *reversed(EVENTS))
    send_tokens(server, SESSION, "claude_code.token.usage", input=100, output=20)
    send_tokens(server, SESSION, "claude_code.cost.usage", any=0.5)
    send(server, "later and short", "plugin_loaded", *EVENTS[:1])
    send(server, "no prompt, no request", "plugin_loaded")
    return server


def one(server: Server, session: str) -> dict[str, Any]:
    shown: dict[str, Any] = server.api(f"/api/sessions/{quote(session, safe='')}")
    return shown


def test_sessions_are_listed_by_their_last_time_if_somebody_asked_something(filled: Server) -> None:
    listed = filled.api("/api/sessions", **EVER)
    assert [session["sessionId"] for session in listed["sessions"]] == [SESSION, "later and short"]
    assert (listed["total"], listed["hasMore"]) == (2, False)
    page = filled.api("/api/sessions", limit=1, offset=1, **EVER)
    assert [session["sessionId"] for session in page["sessions"]] == ["later and short"]
    assert filled.api("/api/sessions", limit=1, **EVER)["hasMore"] is True


def test_a_session_adds_up_its_events_tokens_and_cost(filled: Server) -> None:
    session = filled.api("/api/sessions", **EVER)["sessions"][0]
    expected = {
        "sessionId": SESSION,
        "toolId": "claude",
        "serviceName": SERVICE,
        "startTime": "2023-11-14T22:13:20.123456789Z",
        "lastTime": "2023-11-14T22:15:00.123456789Z",
        "promptCount": 2,
        "requestCount": 2,
        "errorCount": 1,
        "toolCallCount": 1,
        "tokens": {
            "input": 100,
            "output": 20,
            "total": 120,
            "cacheRead": 0,
            "cacheWrite": 0,
            "cacheWrite1h": 0,
            "reasoning": 0,
        },
        "totalTokens": 120,
        "cost": 0.5,
        "models": ["m1"],
    }
    assert {name: session[name] for name in expected} == expected


def test_one_session_shows_its_records_in_time_order(filled: Server) -> None:
    shown = one(filled, SESSION)
    assert shown["sessionId"] == SESSION
    lists = {"prompts": 2, "requests": 2, "toolCalls": 1, "errors": 1}
    assert {name: len(shown[name]) for name in lists} == lists
    for name in lists:
        times = [record["timestamp"] for record in shown[name]]
        assert times == sorted(times)


def test_sessions_are_those_with_a_record_in_the_range(filled: Server) -> None:
    late = {"from": "2023-11-14T22:14:00Z", "to": "2023-11-14T23:00:00Z"}
    assert [session["sessionId"] for session in filled.api("/api/sessions", **late)["sessions"]] == [SESSION]
    assert filled.api("/api/sessions", service="nobody", **EVER)["sessions"] == []
    assert filled.api("/api/sessions")["sessions"] == []


@pytest.mark.parametrize("session", ["unknown", "a/b", "%00", "'"])
def test_an_unknown_session_is_404(filled: Server, session: str) -> None:
    answer = filled.get(f"/api/sessions/{session}")
    assert (answer.status, list(answer.json())) == (404, ["error"])
