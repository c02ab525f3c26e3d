"""A record at the last moment that OTLP can name is in every answer whose range has no end, or ends there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server import JSON, Server

LAST_NS = 2**64 - 1
LAST = "2554-07-21T23:34:33.709551615Z"
BEGINNING = "1970-01-01T00:00:00Z"


def _text(key: str, value: str) -> dict[str, Any]:
    return {"key": key, "value": {"stringValue": value}}


def _send(server: Server, service: str) -> None:
    """A span, a log and a point of a counter, all at the last moment."""
    resource = {"attributes": [_text("service.name", service)]}
    common = {"timeUnixNano": str(LAST_NS), "attributes": [_text("session.id", f"{service}-1")]}
    times = {"startTimeUnixNano": str(LAST_NS), "endTimeUnixNano": str(LAST_NS)}
    span = {"traceId": "ab" * 16, "spanId": "cd" * 8, "name": "last", **times, "attributes": common["attributes"]}
    point = {**common, "startTimeUnixNano": str(LAST_NS - 10**9), "asInt": "7"}
    counter = {"dataPoints": [point], "aggregationTemporality": 1, "isMonotonic": True}
    exports = {
        "traces": {"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": [span]}]}]},
        "logs": {
            "resourceLogs": [
                {"resource": resource, "scopeLogs": [{"logRecords": [{**common, "body": {"stringValue": "rare"}}]}]}
            ]
        },
        "metrics": {
            "resourceMetrics": [
                {"resource": resource, "scopeMetrics": [{"metrics": [{"name": "last.count", "sum": counter}]}]}
            ]
        },
    }
    for signal, export in exports.items():
        assert server.post(f"/v1/{signal}", json.dumps(export).encode(), JSON).status == 200


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("last")) as server:
        _send(server, "last")
        yield server


@pytest.mark.parametrize(
    ("path", "given", "count"),
    [
        ("/api/traces", {}, lambda answer: answer["total"]),
        ("/api/traces", {"search": "last"}, lambda answer: answer["total"]),
        ("/api/traces/recent", {}, lambda answer: len(answer["traces"])),
        ("/api/logs", {}, lambda answer: answer["total"]),
        ("/api/logs", {"search": "rare"}, lambda answer: answer["total"]),
        ("/api/logs/levels", {}, lambda answer: sum(answer.values())),
        ("/api/metrics", {}, lambda answer: answer["total"]),
        (
            "/api/metrics/series",
            {"name": "last.count", "aggregate": "true"},
            lambda answer: answer["total"] / 7,
        ),
        (
            "/api/metrics/series",
            {"name": "last.count", "interval": "1d", "from": "2554-07-01T00:00:00Z"},
            lambda answer: sum(value for _, value in answer["series"][0]["datapoints"]) / 7,
        ),
        (
            "/api/logs/histogram",
            {"interval": "1d", "from": "2554-07-01T00:00:00Z"},
            lambda answer: sum(sum(bucket["counts"].values()) for bucket in answer["buckets"]),
        ),
        ("/api/stats", {}, lambda answer: answer["traceCount"] + answer["logCount"] + answer["metricCount"] - 2),
        ("/api/stats", {"service": "last"}, lambda answer: answer["serviceCount"]),
    ],
)
def test_it_is_in_a_range_that_ends_there(server: Server, path: str, given: dict[str, str], count: Any) -> None:
    assert count(server.api(path, **{"from": BEGINNING, "to": LAST, **given})) == 1


def test_it_is_in_answers_without_a_range(server: Server) -> None:
    assert server.api("/api/services") == {"services": ["last"]}
    assert server.api("/api/stats")["services"] == ["last"]


def test_it_is_outside_a_range_that_ends_before(server: Server) -> None:
    before = {"from": BEGINNING, "to": LAST.replace("615Z", "614Z")}
    assert server.api("/api/logs", **before)["total"] == 0
    assert server.api("/api/traces", **before)["total"] == 0
    assert server.api("/api/metrics", **before)["total"] == 0
    assert server.api("/api/stats", **before)["serviceCount"] == 0


def test_it_survives_a_restart_and_can_be_deleted(tmp_path: Path) -> None:
    with Server(tmp_path / "work") as server:
        _send(server, "other")
        server.stop()
        server.start()
        found = server.request("DELETE", f"/api/data?from={BEGINNING}&to={LAST}&dryRun=true").json()
        assert found["records"] == {"traces": 1, "metrics": 1, "logs": 1}
        done = server.request("DELETE", f"/api/data?from={BEGINNING}&confirm=3&compact=false").json()
        assert done["total"] == 3
        assert server.api("/api/services") == {"services": []}
