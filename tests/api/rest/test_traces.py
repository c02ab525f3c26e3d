"""`/api/traces`: real and virtual traces by either id, filters, and spans that come in a muddle."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.exports import TIME, Sample
from tests.server import EVER, Server

# A service of a tool that marks the root of a session; its children are virtual traces of their own.
SESSIONS = "codex_exec"
TRACE = bytes(range(16))
SECOND = 10**9


def span_id(number: int) -> bytes:
    return number.to_bytes(8, "big")


def send(server: Server, service: str, trace: bytes, *spans: tuple[int, int, str, int, int]) -> None:
    """Spans as (number, parent's number, name, start second, seconds); each in a request of its own, in this order."""
    for number, parent, name, start, length in spans:
        sample = Sample("traces", service)
        request = sample.message()
        span = request.resource_spans[0].scope_spans[0].spans[0]
        span.trace_id, span.span_id, span.name = trace, span_id(number), name
        span.parent_span_id = span_id(parent) if parent else b""
        span.start_time_unix_nano = TIME + start * SECOND
        span.end_time_unix_nano = TIME + (start + length) * SECOND
        assert server.post("/v1/traces", request.SerializeToString()).status == 200


SESSION = (
    (1, 0, "new_session", 0, 100),
    (2, 1, "run_task", 1, 10),
    (3, 2, "run_turn", 2, 5),
    (4, 1, "run_task", 20, 10),
    (5, 4, "run_turn", 21, 30),
)


@pytest.fixture(scope="module")
def session(server: Server) -> Server:
    """A session in one trace; children come before their parents."""
    send(server, SESSIONS, TRACE, *reversed(SESSION))
    return server


def test_children_of_a_session_are_listed_as_traces_and_the_session_is_not(session: Server) -> None:
    listed = session.api("/api/traces", service=SESSIONS, **EVER)
    assert listed["total"] == 2
    assert [
        (trace["id"], trace["kind"], trace["rootSpan"], trace["rootSpanId"], trace["spanCount"], trace["duration"])
        for trace in listed["traces"]
    ] == [
        (span_id(4).hex(), "virtual", "run_task", span_id(4).hex(), 2, 31 * SECOND),
        (span_id(2).hex(), "virtual", "run_task", span_id(2).hex(), 2, 10 * SECOND),
    ]
    assert {(trace["traceId"], trace["toolId"]) for trace in listed["traces"]} == {(TRACE.hex(), "codex")}


def test_a_virtual_id_opens_its_spans_and_a_real_id_all(session: Server) -> None:
    virtual = session.api(f"/api/traces/{span_id(2).hex()}")
    assert [span["spanName"] for span in virtual["spans"]] == ["run_task", "run_turn"]
    assert virtual["trace"]["id"] == span_id(2).hex()
    whole = session.api(f"/api/traces/{TRACE.hex()}")
    assert [span["spanId"] for span in whole["spans"]] == [span_id(number).hex() for number in range(1, 6)]
    assert whole["trace"]["spanCount"] == 5
    for given, shown in ((span_id(2).hex(), virtual), (TRACE.hex().upper(), whole)):
        assert session.api(f"/api/traces/{given}/spans") == {"spans": shown["spans"]}


def test_a_session_without_children_is_a_trace(server: Server) -> None:
    send(server, "codex_cli_rs", bytes([7] * 16), (71, 0, "new_session", 0, 1))
    (trace,) = server.api("/api/traces", service="codex_cli_rs", **EVER)["traces"]
    assert (trace["kind"], trace["rootSpan"]) == ("trace", "new_session")


def test_a_child_stands_alone_until_its_parent_comes(server: Server) -> None:
    trace = bytes([8] * 16)
    send(server, "late", trace, (82, 81, "child", 1, 1))
    assert [one["rootSpan"] for one in server.api("/api/traces", service="late", **EVER)["traces"]] == ["child"]
    send(server, "late", trace, (81, 0, "parent", 0, 3))
    (merged,) = server.api("/api/traces", service="late", **EVER)["traces"]
    assert (merged["rootSpan"], merged["spanCount"], merged["duration"]) == ("parent", 2, 3 * SECOND)


@pytest.mark.parametrize(
    ("name", "spans", "roots"),
    [
        ("a cycle", ((1, 2, "a", 5, 1), (2, 1, "b", 1, 1)), ["b"]),
        ("its own parent", ((1, 1, "a", 0, 1),), ["a"]),
        ("two roots", ((1, 0, "a", 0, 1), (2, 0, "b", 5, 1)), ["b", "a"]),
        ("a parent that is never sent", ((1, 99, "a", 0, 1), (2, 1, "b", 1, 1)), ["a"]),
    ],
    ids=["cycle", "self", "two roots", "no parent"],
)
def test_spans_in_a_muddle_have_roots(
    server: Server, name: str, spans: tuple[tuple[int, int, str, int, int], ...], roots: list[str]
) -> None:
    trace = name.encode().ljust(16)[:16]
    send(server, name, trace, *spans)
    assert [one["rootSpan"] for one in server.api("/api/traces", service=name, **EVER)["traces"]] == roots
    assert len(server.api(f"/api/traces/{trace.hex()}/spans")["spans"]) == len(spans)


@pytest.fixture(scope="module")
def varied(server: Server) -> Server:
    for number, (name, status, message, attribute) in enumerate(
        (
            ("Plain", 0, "", "one"),
            ("fine", 1, "", "100%"),
            ("broken", 2, "Time_Out after 3 s", 'say "hi" \\ bye'),
        )
    ):
        sample = Sample("traces", "varied")
        request = sample.message()
        request.resource_spans[0].resource.attributes.add(key="host.name").value.string_value = f"Box{number}"
        root = request.resource_spans[0].scope_spans[0].spans[0]
        root.trace_id, root.span_id, root.name = bytes([90 + number] * 16), span_id(900 + number), name
        root.end_time_unix_nano = root.start_time_unix_nano + 10**number
        child = request.resource_spans[0].scope_spans[0].spans.add()
        child.CopyFrom(root)
        child.span_id, child.parent_span_id, child.name = span_id(950 + number), root.span_id, "child"
        child.status.code, child.status.message = status, message
        child.attributes.add(key="said").value.string_value = attribute
        assert server.post("/v1/traces", request.SerializeToString()).status == 200
    return server


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"status": "ERROR"}, {"broken"}),
        ({"status": "ok"}, {"fine"}),
        ({"status": "UNSET"}, {"Plain"}),
        ({"minDuration": "100"}, {"broken"}),
        ({"minDuration": "10ns"}, {"broken", "fine"}),
        ({"search": "PLAIN"}, {"Plain"}),
        ({"search": "time_out"}, {"broken"}),
        ({"search": "timeXout"}, set()),
        ({"search": "100%"}, {"fine"}),
        ({"search": "%"}, {"fine"}),
        ({"search": 'say "hi" \\'}, {"broken"}),
        ({"search": "box1"}, {"fine"}),
        ({"search": "varied"}, {"Plain", "fine", "broken"}),
        ({"search": "child", "status": "ERROR"}, {"broken"}),
    ],
    ids=lambda value: repr(sorted(value)) if isinstance(value, set) else repr(value),
)
def test_filters_look_at_all_spans_of_a_trace(varied: Server, filters: dict[str, str], names: set[str]) -> None:
    found = varied.api("/api/traces", service="varied", **filters, **EVER)
    assert {trace["rootSpan"] for trace in found["traces"]} == names
    assert found["total"] == len(names)


@pytest.mark.parametrize("query", ["status=fine", "minDuration=long", "minDuration=-1"])
def test_a_malformed_filter_is_400(server: Server, query: str) -> None:
    assert server.get(f"/api/traces?{query}").status == 400


def test_recent_traces_are_at_most_100_and_of_any_age(varied: Server) -> None:
    sample = Sample("traces", "many")
    assert varied.post("/v1/traces", sample.body("protobuf", 120)).status == 200
    counts = [len(varied.api("/api/traces/recent", limit=limit)["traces"]) for limit in ("", 1, 100, 5000)]
    assert counts == [50, 1, 100, 100]


def test_details_leave_out_what_is_empty(varied: Server) -> None:
    (span, _) = varied.api(f"/api/traces/{bytes([90] * 16).hex()}/spans")["spans"]
    optional: set[str] = {"parentSpanId", "traceState", "statusMessage", "events", "links", "spanAttributes"}
    assert not optional & span.keys()
    shown: dict[str, Any] = {"spanKind": "UNSPECIFIED", "statusCode": "UNSET", "duration": 1, "spanName": "Plain"}
    assert span.items() >= shown.items()
