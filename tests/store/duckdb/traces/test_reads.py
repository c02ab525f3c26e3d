"""Virtual traces: the same answers whatever the order and number of arrivals, and no cycle without an end."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiobserver.model.columns import MARK_MAIN, MARK_SESSION_ROOT, Row
from aiobserver.model.declared import ServiceSet
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.totals.reads import read_totals
from aiobserver.store.duckdb.traces.index import index_rows
from aiobserver.store.duckdb.traces.reads import get_trace, list_traces, recent_traces
from aiobserver.store.traces import TraceFilter, TraceSummary
from tests.chance import by_chance
from tests.rows import NOW, SECOND, field, span
from tests.store.duckdb.inserting import insert

EVERYTHING = TraceFilter(0, 2**64)
MARKING = ServiceSet(names=("tool",), prefixes=("tool-",), others=("tool-of-another",))
SERVICES = {"svc": False, "tool": True, "tool-x": True, "tool-of-another": False, "tool_x": False}
"""Service → whether its main spans are marked."""


def store(cursor: Cursor, rows: list[Row]) -> None:
    insert(cursor, "otel_traces", rows)


def clear(cursor: Cursor) -> None:
    for table in ("otel_traces", "trace_index", "trace_index_state"):
        cursor.execute(f"DELETE FROM {table}")


def index(cursor: Cursor, step: int) -> None:
    while index_rows(cursor, step):
        pass


def listed(cursor: Cursor, wanted: TraceFilter = EVERYTHING) -> list[TraceSummary]:
    return list_traces(cursor, wanted, MARKING, 1000, 0).traces


@dataclass(frozen=True)
class Node:
    """A span in a generated forest."""

    trace: int
    number: int
    parent: int | None
    marked: bool
    start: int
    main: bool = False
    service: str = "svc"

    def row(self) -> Row:
        return span(
            TraceId=f"{self.trace:032x}",
            SpanId=f"{self.number:016x}",
            ParentSpanId="" if self.parent is None else f"{self.parent:016x}",
            Marks=(MARK_SESSION_ROOT if self.marked else 0) | (MARK_MAIN if self.main else 0),
            ServiceName=self.service,
            Timestamp=NOW + self.start,
            Duration=self.number,
        )


def expected(nodes: list[Node]) -> set[tuple[str, int, bool, bool, frozenset[int]]]:
    """(id, root, virtual?, main?, spans): the rules of the specification, as plainly as possible."""
    result = set()
    traces: dict[int, dict[int, Node]] = defaultdict(dict)
    for node in nodes:
        traces[node.trace][node.number] = node
    for trace, spans in traces.items():
        roots = {
            node.number
            for node in spans.values()
            if node.parent is None or node.parent not in spans or spans[node.parent].marked
        }
        if not roots:
            roots = {min(spans.values(), key=lambda node: (node.start, node.number)).number}
        for root in roots:
            children = [node for node in spans.values() if node.parent == root and node.number != root]
            if spans[root].marked and children:
                continue
            members, waiting = {root}, [root]
            while waiting:
                above = waiting.pop()
                below = {node.number for node in spans.values() if node.parent == above} - roots - members
                members |= below
                waiting += below
            split = len(roots) > 1
            shown = members if split else set(spans)
            orphan = split and spans[root].parent is not None and spans[root].parent not in spans
            done = any(spans[number].main for number in shown)
            main = done or not (orphan or SERVICES[spans[root].service])
            result.add((f"{root:016x}" if split else f"{trace:032x}", root, split, main, frozenset(shown)))
    return result


@st.composite
def forests(draw: st.DrawFn) -> list[Node]:
    nodes = []
    for trace in range(1, draw(st.integers(1, 3)) + 1):
        for number in range(1, draw(st.integers(1, 7)) + 1):
            parent = draw(st.none() | st.integers(1, 9))
            marked, main = draw(st.sampled_from([(False, False), (False, False), (True, False), (False, True)]))
            start, service = draw(st.integers(0, 3)), draw(st.sampled_from(list(SERVICES)))
            nodes.append(Node(trace, number, parent, marked, start, main, service))
    return nodes


@given(nodes=forests(), data=st.data())
@by_chance(40)
def test_traces_follow_the_rules_in_any_order_of_arrival(
    cursor: Cursor, nodes: list[Node], data: st.DataObject
) -> None:
    clear(cursor)
    arrivals = data.draw(st.permutations(nodes + data.draw(st.lists(st.sampled_from(nodes), max_size=3))))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(arrivals)), max_size=4)))
    for start, end in itertools.pairwise([0, *cuts, len(arrivals)]):
        store(cursor, [node.row() for node in arrivals[start:end]])
        if step := data.draw(st.sampled_from([0, 1, 3, 100])):
            index(cursor, step)
    found = set()
    for summary in listed(cursor):
        opened = get_trace(cursor, MARKING, summary.id, list)
        assert opened is not None
        members = frozenset(
            int(field(row, "SpanId"), 16) for row in opened[1] if field(row, "TraceId") == summary.trace_id
        )
        if not summary.is_virtual:
            assert summary.span_count == len(opened[1])
        else:
            members = frozenset(_members(cursor, summary))
        root = int(summary.root_span_id, 16)
        found.add((summary.id, root, summary.is_virtual, summary.is_main, members))
    assert found == expected(nodes)


@given(nodes=forests(), data=st.data(), low=st.integers(0, 4), high=st.integers(0, 4))
@by_chance(80)
def test_traces_are_counted_by_the_spans_that_start_in_the_range(
    cursor: Cursor, nodes: list[Node], data: st.DataObject, low: int, high: int
) -> None:
    clear(cursor)
    cut = data.draw(st.integers(0, len(nodes)))
    store(cursor, [node.row() for node in nodes[:cut]])
    index(cursor, 3)
    store(cursor, [node.row() for node in nodes[cut:]])
    totals, _ = read_totals(cursor, NOW + low, NOW + high)
    assert totals.traces == len({node.trace for node in nodes if low <= node.start < high})


@given(nodes=forests(), service=st.none() | st.sampled_from(list(SERVICES)))
@by_chance(60)
def test_main_traces_and_the_background_are_all(cursor: Cursor, nodes: list[Node], service: str | None) -> None:
    clear(cursor)
    store(cursor, [node.row() for node in nodes])
    every, main, background = (
        list_traces(cursor, TraceFilter(0, 2**64, service=service, main=choice), MARKING, 1000, 0)
        for choice in (None, True, False)
    )
    assert [trace for trace in every.traces if trace.is_main] == main.traces
    assert [trace for trace in every.traces if not trace.is_main] == background.traces
    assert (every.total, main.total, background.total) == tuple(len(page.traces) for page in (every, main, background))
    assert (every.background, main.background, background.background) == (0, background.total, 0)


def _members(cursor: Cursor, summary: TraceSummary) -> set[int]:
    """The spans of one of several virtual traces that may share an id (same span id in two traces)."""
    rows = cursor.execute(
        "SELECT DISTINCT TraceId, SpanId, ParentSpanId, Marks FROM otel_traces WHERE TraceId = ?", [summary.trace_id]
    ).fetchall()
    spans = {span_id: (parent, marks) for _, span_id, parent, marks in rows}
    roots = {key for key, (parent, _) in spans.items() if parent not in spans or spans[parent][1] & 1}
    members, waiting = {summary.root_span_id}, [summary.root_span_id]
    while waiting:
        above = waiting.pop()
        below = {key for key, (parent, _) in spans.items() if parent == above} - roots - members
        members |= below
        waiting += below
    assert summary.span_count == len(members)
    return {int(member, 16) for member in members}


def test_a_child_that_comes_first_merges_when_its_parent_comes(cursor: Cursor) -> None:
    store(cursor, [span(SpanId="02", ParentSpanId="01", SpanName="child")])
    assert [summary.root_span for summary in listed(cursor)] == ["child"]
    store(cursor, [span(SpanId="01", SpanName="parent", Timestamp=NOW - 1)])
    assert [(summary.root_span, summary.span_count) for summary in listed(cursor)] == [("parent", 2)]


def test_figures_are_those_of_the_whole_trace_also_out_of_the_range(cursor: Cursor) -> None:
    store(
        cursor,
        [
            span(SpanId="01", SpanName="root", Timestamp=NOW, Duration=SECOND),
            span(SpanId="02", ParentSpanId="01", Timestamp=NOW + 60 * SECOND, Duration=SECOND, StatusCode="ERROR"),
        ],
    )
    (summary,) = listed(cursor, TraceFilter(NOW, NOW + 1))
    assert (summary.duration_ns, summary.status, summary.span_count) == (61 * SECOND, "ERROR", 2)
    assert listed(cursor, TraceFilter(NOW + 1, NOW + 100 * SECOND)) == []


FILTERS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "service": ({"service": "other"}, ["b"]),
    "status": ({"status": "ERROR"}, ["a"]),
    "duration": ({"min_duration_ns": 5 * SECOND}, ["b"]),
    "main": ({"main": True}, ["b"]),
    "background": ({"main": False}, ["a"]),
    "search in a child's name": ({"search": "NEEDLE"}, ["a"]),
    "search in attributes": ({"search": 'say "hi" 100%'}, ["b"]),
    "search is literal": ({"search": "100_"}, []),
    "search in nothing": ({"search": "nothing"}, []),
}


@pytest.mark.parametrize(("given_filter", "names"), FILTERS.values(), ids=FILTERS.keys())
def test_filters(cursor: Cursor, given_filter: dict[str, Any], names: list[str]) -> None:
    first, second = "1" * 32, "2" * 32
    store(
        cursor,
        [
            span(TraceId=first, SpanId="01", SpanName="a", ServiceName="tool"),
            span(TraceId=first, SpanId="02", ParentSpanId="01", SpanName="the needle", StatusCode="ERROR"),
            span(
                TraceId=second,
                SpanId="03",
                SpanName="b",
                ServiceName="other",
                Duration=9 * SECOND,
                Marks=MARK_MAIN,
                SpanAttributes='{"k":"Say \\"hi\\" 100%"}',
            ),
        ],
    )
    found = list_traces(cursor, TraceFilter(0, 2**64, **given_filter), MARKING, 10, 0)
    assert [summary.root_span for summary in found.traces] == names
    assert found.total == len(names)


def test_the_background_counts_with_the_other_filters_and_past_the_last_page(cursor: Cursor) -> None:
    tool = {"ServiceName": "tool", "SpanId": "01"}
    store(cursor, [span(TraceId=f"{n:032x}", **tool, Marks=MARK_MAIN * (n < 2)) for n in range(5)])
    store(cursor, [span(TraceId="f" * 32, SpanId="02")])
    wanted = TraceFilter(0, 2**64, service="tool", main=True)
    for limit, offset, count in ((1, 0, 1), (10, 0, 2), (10, 10, 0)):
        page = list_traces(cursor, wanted, MARKING, limit, offset)
        assert (len(page.traces), page.total, page.background) == (count, 2, 3)


def test_pages_are_newest_first_and_count_all(cursor: Cursor) -> None:
    store(cursor, [span(TraceId=f"{n:032x}", SpanId="01", SpanName=str(n), Timestamp=NOW + n) for n in range(7)])
    found = list_traces(cursor, EVERYTHING, MARKING, 3, 2)
    assert ([summary.root_span for summary in found.traces], found.total) == (["4", "3", "2"], 7)


def test_the_newest_traces_are_found_however_old(cursor: Cursor) -> None:
    store(cursor, [span(TraceId=f"{n:032x}", SpanName=str(n), Timestamp=NOW - n * 86_400 * SECOND) for n in range(50)])
    assert [summary.root_span for summary in recent_traces(cursor, MARKING, 40)] == [str(n) for n in range(40)]


def test_an_unknown_id_is_nothing(cursor: Cursor) -> None:
    store(cursor, [span(SpanId="01"), span(SpanId="02", ParentSpanId="01")])
    assert get_trace(cursor, MARKING, "f" * 32, list) is None
    assert get_trace(cursor, MARKING, "02", list) is None


def test_a_time_at_the_end_of_all_times_is_stored_and_shown(cursor: Cursor) -> None:
    store(cursor, [span(Timestamp=2**64 - 1, Duration=0)])
    assert get_trace(cursor, MARKING, field(span(), "TraceId"), list) is not None
