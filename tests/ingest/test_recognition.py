"""A tool is known by its scopes and the names of its events and metrics, whatever its service is called."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from aiobserver.hooks.tools import ToolEntry, Tools
from aiobserver.ingest.recognition import Recognition
from aiobserver.model.batch import Batch
from aiobserver.model.columns import Row, Signal
from aiobserver.model.declared import MetricInfo, Tool
from tests.rows import field, log, point, span

METRICS = (MetricInfo("shared.tokens", "Tokens", "", "counter", ""),)


def _entry(name: str, metrics: tuple[MetricInfo, ...] = (), **declared: tuple[str, ...]) -> ToolEntry:
    tool = Tool(name, name.title(), "#000000", services=(f"{name}-service",), **declared)
    return ToolEntry(name, tool, metrics, (), (), (), (), ())


RED = _entry(
    "red",
    METRICS,
    service_prefixes=("red-",),
    session_attributes=("session.id",),
    scopes=("com.red",),
    scope_prefixes=("com.red.",),
    event_prefixes=("red.",),
    metric_prefixes=("red.",),
)
BLUE = _entry("blue", session_attributes=("talk",), scopes=("blue",), event_prefixes=("blue.",))
GREEN = _entry("green", metric_prefixes=("green.",))
PLAIN = _entry("plain")


@pytest.fixture
def tools() -> Tools:
    return Tools((BLUE, GREEN, PLAIN, RED))


def parts(tools: Tools, signal: Signal, rows: Sequence[Row], service: str = "renamed") -> list[tuple[str, int]]:
    """(tool, records) of each part of a batch."""
    batch = Batch(signal, service, None, list(rows), ("session.id",))
    return [(part.tool, len(part.rows)) for part in Recognition(tools).parts(batch)]


@pytest.mark.parametrize(
    ("signal", "row"),
    [
        ("traces", span(ScopeName="com.red.tracing")),
        ("logs", log(ScopeName="com.red")),
        ("logs", log(EventName="red.asked")),
        ("logs", log(EventName="asked", Body='"red.asked"')),
        ("metrics", point(ScopeName="com.red")),
        ("metrics", point(MetricName="red.tokens")),
    ],
    ids=["scope prefix", "scope", "event", "event in the body", "scope of a point", "metric"],
)
def test_a_tool_is_recognised(tools: Tools, signal: Signal, row: Row) -> None:
    assert parts(tools, signal, [row]) == [("red", 1)]
    assert tools.sole("renamed") is RED


@pytest.mark.parametrize(
    ("signal", "row"),
    [
        ("traces", span(SpanName="red.work")),
        ("traces", span(ScopeName="com.redder")),
        ("logs", log(EventName="asked", Body='"somebody said red.asked"')),
        ("logs", log(EventName="", Body='"red"')),
        ("metrics", point(MetricName="shared.tokens")),
        ("metrics", point(MetricName="reds")),
    ],
    ids=["a span's name", "another scope", "a text", "no event", "anybody's metric", "another metric"],
)
def test_a_stranger_stays_one(tools: Tools, signal: Signal, row: Row) -> None:
    assert parts(tools, signal, [row]) == [("", 1)]
    assert tools.of("renamed") == ()


def test_one_metric_of_a_tool_beside_others_makes_no_tool(tools: Tools) -> None:
    foreign = [point(MetricName="red.tokens"), point(MetricName="collector.queue")]
    assert parts(tools, "metrics", foreign) == [("", 2)]
    assert parts(tools, "metrics", [point(MetricName="red.tokens"), point(MetricName="shared.tokens")]) == [("red", 2)]


def test_a_prefix_of_metrics_tells_events_too(tools: Tools) -> None:
    assert parts(tools, "logs", [log(EventName="green.asked")]) == [("green", 1)]


def test_what_a_process_sends_beside_it_is_the_tool_s_too(tools: Tools) -> None:
    assert parts(tools, "logs", [log(ScopeName="com.red"), log(ScopeName="http")]) == [("red", 2)]
    assert parts(tools, "traces", [span(ScopeName="http")]) == [("red", 1)]


def test_each_record_of_two_tools_under_one_name_is_its_tool_s(tools: Tools) -> None:
    rows = [log(ScopeName="com.red"), log(EventName="blue.asked"), log(EventName="else"), log(ScopeName="com.red")]
    assert parts(tools, "logs", rows) == [("red", 2), ("blue", 1), ("", 1)]
    assert (tools.sole("renamed"), tools.of("renamed")) == (None, (BLUE, RED))
    assert tools.services_of("red", shared=True) == tools.services_of("blue", shared=True) == ("renamed",)
    assert tools.services_of("red", shared=False) == ()


@pytest.mark.parametrize("service", ["red-service", "red-team"])
def test_a_declared_name_is_never_given_to_another(tools: Tools, service: str) -> None:
    assert parts(tools, "logs", [log(EventName="blue.asked")], service) == [("", 1)]
    assert tools.of(service) == (RED,)
    tools.learn(service, BLUE)
    assert (tools.of(service), tools.services_of("blue", shared=False)) == ((RED,), ())


def test_the_session_is_the_one_that_the_tool_s_attributes_name(tools: Tools) -> None:
    rows = [
        log(EventName="blue.asked", LogAttributes=json.dumps({"talk": "t1", "session.id": "s"}), SessionId="s"),
        log(EventName="blue.asked", LogAttributes=json.dumps({"talk": 5}), SessionId="s"),
        log(EventName="red.asked", LogAttributes=json.dumps({"talk": "t2", "session.id": "s"}), SessionId="s"),
    ]
    batch = Batch("logs", "renamed", json.dumps({"talk": "all"}), rows, ("session.id",))
    blue, red = Recognition(tools).parts(batch)
    assert [field(row, "SessionId") for row in blue.rows] == ["t1", "all"]
    assert [field(row, "SessionId") for row in red.rows] == ["s"]


def test_what_is_learned_is_told_until_it_is_saved(tools: Tools) -> None:
    parts(tools, "logs", [log(ScopeName="com.red")])
    assert tools.unsaved("renamed") == (("renamed", "red"),)
    tools.saved([("renamed", "red")])
    parts(tools, "logs", [log(ScopeName="com.red")])
    assert tools.unsaved("renamed") == ()


def test_what_was_saved_is_known_again(tools: Tools) -> None:
    tools.restore([("renamed", "red"), ("both", "red"), ("both", "blue"), ("old", "a tool that is gone")])
    assert (tools.sole("renamed"), tools.of("both"), tools.of("old")) == (RED, (BLUE, RED), ())
    assert tools.unsaved("renamed") == ()


def test_stored_records_tell_it_too(tools: Tools) -> None:
    stored: list[tuple[str, Signal, str, str]] = [
        ("a", "traces", "com.red.tracing", ""),
        ("b", "metrics", "", "red.tokens"),
        ("b", "metrics", "", "queue"),
        ("c", "logs", "", "blue.asked"),
        ("red-service", "logs", "blue", ""),
    ]
    Recognition(tools).learn(stored)
    assert [tools.sole(service) for service in ("a", "b", "c", "red-service")] == [RED, None, BLUE, RED]
