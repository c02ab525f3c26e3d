"""What all lists and ranges of the API have in common: limit, offset, from, to, and what is no such thing."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from tests.conformance.exports import TIME, Sample
from tests.server import EVER, JSON, Server

LISTS = {"traces": "/api/traces", "metrics": "/api/metrics", "logs": "/api/logs"}
COUNT = 60
each_list = pytest.mark.parametrize("signal", LISTS)
RANGES = (*LISTS.values(), "/api/sessions", "/api/stats", "/api/logs/levels", "/api/logs/histogram")


@pytest.fixture(scope="module")
def filled(server: Server) -> Server:
    for signal in LISTS:
        assert server.post(f"/v1/{signal}", Sample(signal, "lists").body("protobuf", COUNT)).status == 200
    return server


def listed(server: Server, signal: str, **parameters: object) -> dict[str, Any]:
    answer: dict[str, Any] = server.api(LISTS[signal], service="lists", **(EVER | parameters))
    return answer


@each_list
@pytest.mark.parametrize(
    ("limit", "shown"),
    [
        ("7", 7),
        ("1000", COUNT),
        ("99999", COUNT),
        ("9" * 30, COUNT),
        ("0", 50),
        ("-5", 50),
        ("abc", 50),
        ("1e1", 50),
        ("", 50),
    ],
)
def test_limit(filled: Server, signal: str, limit: str, shown: int) -> None:
    answer = listed(filled, signal, limit=limit)
    assert (len(answer[signal]), answer["total"], answer["hasMore"]) == (shown, COUNT, shown < COUNT)


@each_list
@pytest.mark.parametrize("offset", ["0", "-1", "abc", ""])
def test_an_offset_that_is_none_is_0(filled: Server, signal: str, offset: str) -> None:
    assert listed(filled, signal, offset=offset) == listed(filled, signal)


@each_list
def test_pages_join_without_gaps_newest_first(filled: Server, signal: str) -> None:
    pages = [listed(filled, signal, limit=25, offset=offset) for offset in (0, 25, 50, 75)]
    assert [len(page[signal]) for page in pages] == [25, 25, 10, 0]
    assert [page["hasMore"] for page in pages] == [True, True, False, False]
    times = [item.get("timestamp") or item["startTime"] for page in pages for item in page[signal]]
    assert times == sorted(set(times), reverse=True)
    assert len(times) == COUNT


@each_list
@pytest.mark.parametrize("offset", ["1000000", str(2**63), str(2**70)])
def test_an_offset_past_the_end_shows_nothing(filled: Server, signal: str, offset: str) -> None:
    assert listed(filled, signal, offset=offset)["hasMore"] is False


@each_list
def test_a_range_includes_both_of_its_ends(filled: Server, signal: str) -> None:
    # TIME ends with …123456789, and the records are a nanosecond apart
    bounds = {"from": "2023-11-14T22:13:20.123456790Z", "to": "2023-11-14T23:13:20.123456792+01:00"}
    assert listed(filled, signal, **bounds)["total"] == 3
    assert TIME % 1000 == 789


@each_list
def test_without_a_range_it_is_the_last_day(filled: Server, signal: str) -> None:
    assert filled.api(LISTS[signal], service="lists") == {signal: [], "total": 0, "hasMore": False}


@each_list
def test_unknown_parameters_are_ignored(filled: Server, signal: str) -> None:
    assert listed(filled, signal, unknown="x", Limit="1")["total"] == COUNT


@pytest.mark.parametrize("path", RANGES)
@pytest.mark.parametrize("name", ["from", "to"])
@pytest.mark.parametrize("text", ["yesterday", "2026-01-01", "2026-02-30T00:00:00Z", "now-1x", "now+1h", "1700000000"])
def test_a_malformed_time_is_400_and_named(filled: Server, path: str, name: str, text: str) -> None:
    answer = filled.get(f"{path}?{name}={quote(text)}")
    assert answer.status == 400
    assert name in answer.json()["error"]


@pytest.mark.parametrize("path", RANGES)
def test_a_range_from_late_to_early_is_400(filled: Server, path: str) -> None:
    assert filled.get(f"{path}?from=now&to=now-6h").status == 400


@pytest.mark.parametrize("path", RANGES)
@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("now-6h", "now"),
        ("now-2d", ""),
        ("1970-01-01T00:00:00Z", "2554-07-21T23:34:33Z"),
        ("0001-01-01T00:00:00Z",) * 2,
    ],
)
def test_any_well_formed_range_is_answered(filled: Server, path: str, start: str, end: str) -> None:
    assert filled.get(f"{path}?interval=1%20week&from={start}&to={end}").status == 200


def test_a_plus_sign_that_was_not_escaped_is_understood(filled: Server) -> None:
    answer = filled.get("/api/logs?service=lists&from=2023-11-14T23:13:20+01:00&to=2023-11-14T22:13:21Z")
    assert answer.json()["total"] == COUNT


@pytest.mark.parametrize("path", ["/api/traces/nope", "/api/traces/nope/spans", "/api/sessions/nope", "/api/nope"])
def test_what_is_unknown_is_a_json_404(filled: Server, path: str) -> None:
    answer = filled.get(path)
    assert (answer.status, answer.headers["content-type"], list(answer.json())) == (404, JSON, ["error"])


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/api/traces"), ("DELETE", "/api/services"), ("PATCH", "/api/dashboards")]
)
def test_another_method_is_405_and_says_what_is_allowed(filled: Server, method: str, path: str) -> None:
    answer = filled.request(method, path)
    assert (answer.status, list(answer.json())) == (405, ["error"])
    assert "GET" in answer.headers["allow"]


def test_an_empty_range_counts_nothing(filled: Server) -> None:
    stats = filled.api("/api/stats", **{"from": "2001-01-01T00:00:00Z", "to": "2001-01-02T00:00:00Z"})
    assert stats == {
        "traceCount": 0,
        "spanCount": 0,
        "logCount": 0,
        "metricCount": 0,
        "serviceCount": 0,
        "services": [],
        "errorRate": 0.0,
    }
    assert json.loads(filled.get("/api/stats").body)["spanCount"] >= COUNT
