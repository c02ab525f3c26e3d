"""`/api/logs`: levels, search, events, counts over time, and series of what an event measured."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tests.conformance.exports import TIME, Sample
from tests.server import EVER, Server

SERVICE = "logs-of-all-kinds"
DAY = {"from": "2023-11-14T00:00:00Z", "to": "2023-11-14T23:59:59Z"}
LEVELS = [
    (1, "TRACE"),
    (4, "TRACE"),
    (5, "DEBUG"),
    (9, "INFO"),
    (12, "INFO"),
    (13, "WARN"),
    (17, "ERROR"),
    (21, "FATAL"),
]


@pytest.fixture(scope="module")
def filled(server: Server) -> Server:
    sample = Sample("logs", SERVICE)
    request = sample.message(0)
    for number, _ in LEVELS:
        sample.add(request, number).severity_number = number
    sample.add(request, 100).severity_text = "Notice"
    sample.add(request, 101)
    found = sample.add(request, 102)
    found.body.string_value = 'Literal 100% of snake_case, "quoted" and C:\\path, Ünïcode of İstanbul'
    found.trace_id, found.event_name = bytes(range(16)), "Event.Name"
    for minute, (tool, took) in enumerate((("sh", 10), ("sh", "30"), ("edit", 5.5))):
        ran = sample.add(request, 200)
        ran.time_unix_nano = TIME + minute * 60 * 10**9
        ran.severity_number = 9
        for key, value in (("event.name", "ran"), ("tool", tool), ("took_ms", took)):
            kinds = {str: "string_value", int: "int_value", float: "double_value"}
            setattr(ran.attributes.add(key=key).value, kinds[type(value)], value)
    assert server.post("/v1/logs", request.SerializeToString()).status == 200
    return server


def total(server: Server, **filters: str) -> int:
    count: int = server.api("/api/logs", service=SERVICE, **(EVER | filters))["total"]
    return count


@pytest.mark.parametrize(("number", "level"), LEVELS)
def test_a_level_comes_from_the_number(filled: Server, number: int, level: str) -> None:
    logs = filled.api("/api/logs", service=SERVICE, **EVER)["logs"]
    assert [log["severityText"] for log in logs if log.get("severityNumber") == number and "eventName" not in log] == [
        level
    ]


@pytest.mark.parametrize(
    ("severity", "count"),
    [("INFO", 5), ("info", 5), ("Trace", 2), ("NOTICE", 1), ("unspecified", 2), ("nothing", 0), ("%", 0)],
)
def test_severity_ignores_case(filled: Server, severity: str, count: int) -> None:
    assert total(filled, severity=severity) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("100%", 1),
        ("%", 1),
        ("snake_case", 1),
        ("snakeXcase", 0),
        ('"quoted"', 1),
        ("C:\\path", 1),
        ("literal", 1),
        ("ÜNÏCODE", 1),
        ("İSTANBUL", 1),
        ("event.name", 4),
        ("conformance", 14),
        ("took_ms", 3),
        ("'; DROP TABLE otel_logs; --", 0),
    ],
)
def test_search_is_literal_in_body_event_scope_and_attributes(filled: Server, text: str, count: int) -> None:
    assert total(filled, search=text) == count


def test_filters_join(filled: Server) -> None:
    assert total(filled, event="ran") == 3
    assert total(filled, event="Event.Name") == 1
    assert total(filled, traceId=bytes(range(16)).hex().upper()) == 1
    assert total(filled, event="ran", search="edit", severity="INFO") == 1
    assert total(filled, event="ran", severity="ERROR") == 0


def test_levels_count_all(filled: Server) -> None:
    assert filled.api("/api/logs/levels", service=SERVICE, **EVER) == {
        "TRACE": 2,
        "DEBUG": 1,
        "INFO": 5,
        "WARN": 1,
        "ERROR": 1,
        "FATAL": 1,
        "NOTICE": 1,
        "UNSPECIFIED": 2,
    }


def test_a_histogram_counts_by_level_and_has_every_bucket(filled: Server) -> None:
    shown = filled.api("/api/logs/histogram", service=SERVICE, interval="1 hour", severity="INFO", **DAY)
    assert shown["interval"] == 3600
    starts = [bucket["timestamp"] for bucket in shown["buckets"]]
    assert len(starts) == 24
    assert {later - earlier for earlier, later in pairwise(starts)} == {3_600_000}
    assert [bucket["counts"] for bucket in shown["buckets"] if bucket["counts"]] == [{"INFO": 5}]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, {"": 3}),
        ({"value": "took_ms"}, {"": pytest.approx(45.5 / 3)}),
        ({"value": "took_ms", "stat": "sum"}, {"": 45.5}),
        ({"value": "took_ms", "stat": "p50"}, {"": 10}),
        ({"value": "took_ms", "stat": "count", "breakdown": "tool"}, {"sh": 2, "edit": 1}),
        ({"value": "took_ms", "stat": "max", "breakdown": "tool"}, {"sh": 30, "edit": 5.5}),
        ({"value": "nothing"}, {}),
    ],
    ids=repr,
)
def test_series_of_an_events_attribute(filled: Server, asked: dict[str, str], expected: dict[str, Any]) -> None:
    answer = filled.api("/api/logs/series", event="ran", service=SERVICE, aggregate="true", **asked, **EVER)
    assert {one["labels"].get("tool", ""): dict(one["datapoints"])[0] for one in answer["series"]} == expected
    assert all(one["name"] == "ran" and one["labels"]["service"] == SERVICE for one in answer["series"])


def test_series_over_time_are_aligned_to_the_interval(filled: Server) -> None:
    asked = {"event": "ran", "value": "took_ms", "stat": "sum", "interval": "60", "service": SERVICE}
    (series,) = filled.api("/api/logs/series", **asked, **DAY)["series"]
    start = TIME // (60 * 10**9) * 60_000
    assert series["datapoints"] == [[start, 10.0], [start + 60_000, 30.0], [start + 120_000, 5.5]]


@pytest.mark.parametrize(
    "query", ["", "event=ran&stat=p42", "event=ran&stat=p50", "event=ran&interval=soon", "event=ran&interval=0"]
)
def test_a_series_that_cannot_be_computed_is_400(filled: Server, query: str) -> None:
    assert filled.get(f"/api/logs/series?{query}").status == 400
