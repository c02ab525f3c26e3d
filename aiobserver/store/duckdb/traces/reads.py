"""Reads of traces. What is a trace does not depend on the order in which spans arrived.

Rules: docs/decisions/0005. The index (`trace_index`) knows all (virtual) traces but those of the newest rows,
which each read adds; docs/decisions/0011.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, NamedTuple

from aiobserver.model.columns import STATUS_CODES, Row
from aiobserver.model.declared import ServiceSet
from aiobserver.model.times import END_OF_TIME_NS
from aiobserver.store.contract import T, Take
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.duckdb.logs.search import Search
from aiobserver.store.duckdb.traces.index import compute_members, live_traces
from aiobserver.store.duckdb.traces.spans import Rows, spans_of_part, spans_of_trace, sum_of_trace
from aiobserver.store.traces import TraceFilter, TracePage, TraceSummary

_KEY_DIGITS = 15
_HEX = re.compile("[0-9a-f]+")


class _Named(NamedTuple):
    """A (virtual) trace that an id names."""

    summary: TraceSummary
    is_hidden: bool
    root_start_ns: int
    rows: Rows
    """First and last row of its spans."""
    trace_rows: Rows
    """Those of all spans of its trace."""


def list_traces(cursor: Cursor, wanted: TraceFilter, marking: ServiceSet, limit: int, offset: int) -> TracePage:
    """The traces whose root starts in the range.

    :param marking: services whose main spans are marked: their traces without one are background.
    """
    with live_traces(cursor):
        folded = _folded(cursor, marking)
        candidates, given = sql("traces/candidates"), _parameters(wanted) | {"folded": folded}
        if wanted.search:
            _search(cursor, wanted.search, given)
            candidates, given = sql("traces/kept"), {}
        ((main, background),) = cursor.execute(candidates + sql("traces/count"), given).fetchall()
        page = {"main": wanted.main, "limit": limit, "offset": offset}
        traces = [_summary(row) for row in cursor.execute(candidates + sql("traces/page"), given | page).fetchall()]
    if wanted.main is None:
        return TracePage(traces, main + background, 0)
    return TracePage(traces, main, background) if wanted.main else TracePage(traces, background, 0)


def recent_traces(cursor: Cursor, marking: ServiceSet, limit: int) -> list[TraceSummary]:
    """The newest traces of all time."""
    return list_traces(cursor, TraceFilter(0, END_OF_TIME_NS), marking, limit, 0).traces


def get_trace(cursor: Cursor, marking: ServiceSet, identifier: str, take: Take[T]) -> tuple[TraceSummary, T] | None:
    """(summary, what is made of the span rows by start) of a trace id or a virtual trace's id; None: there is none."""
    with live_traces(cursor):
        named = _find(cursor, marking, identifier)
        if named is None:
            return None
        summary = named.summary
        if not summary.is_virtual:
            return summary, take(spans_of_trace(cursor, summary.trace_id, named.trace_rows))
        if identifier == summary.trace_id:
            whole = _whole(cursor, summary, named.trace_rows)
            return whole, take(spans_of_trace(cursor, summary.trace_id, named.trace_rows))
        key = _key(summary.trace_id)
        return summary, take(spans_of_part(cursor, summary.trace_id, summary.root_span_id, key, named.rows))


def _find(cursor: Cursor, marking: ServiceSet, identifier: str) -> _Named | None:
    """Find the root named by an id: of a trace the listed root that began first; else the root with this id."""
    found = [_named(row, marking) for row in cursor.execute(sql("traces/named"), {"key": _key(identifier)}).fetchall()]
    roots = [named for named in found if identifier in (named.summary.trace_id, named.summary.root_span_id)]
    return min(
        roots,
        key=lambda named: (
            named.summary.trace_id != identifier,
            named.is_hidden,
            named.root_start_ns,
            named.summary.root_span_id,
        ),
        default=None,
    )


def _parameters(wanted: TraceFilter) -> dict[str, Any]:
    """Parameters of the filters that the index alone decides, except `main`."""
    return {
        "from_ns": wanted.from_ns,
        "to_ns": wanted.to_ns,
        "service": wanted.service,
        "status": STATUS_CODES.index(wanted.status) if wanted.status else None,
        "min_duration": wanted.min_duration_ns,
    }


def _named(row: Row, marking: ServiceSet) -> _Named:
    """A row of `traces_named.sql`."""
    *shown, session, has_main, is_orphan, is_hidden, root_start, first, last, trace_first, trace_last = row
    service = shown[4]
    is_main = has_main or not (is_orphan or service in marking)
    summary = _summary((*shown, is_main, session))
    return _Named(summary, is_hidden, root_start, (first, last), (trace_first, trace_last))


def _folded(cursor: Cursor, marking: ServiceSet) -> list[str]:
    """The services whose traces are background unless they have a marked span."""
    known = cursor.execute(sql("traces/services")).fetchall()
    return [service for (service,) in known if service in marking]


def _search(cursor: Cursor, term: str, given: dict[str, Any]) -> None:
    """Makes the table `found`: the candidates that have a span with the search term."""
    cursor.execute("CREATE OR REPLACE TEMP TABLE kept AS " + sql("traces/candidates") + "FROM candidate", given)
    cursor.execute(sql("traces/matching"), Search.of(term).parameters)
    cursor.execute(sql("traces/matching_split"))
    ((first, end),) = cursor.execute(sql("traces/matching_rows")).fetchall()
    compute_members(cursor, first, end)
    cursor.execute(sql("traces/found"))


def _key(identifier: str) -> int | None:
    """The key of an id in the index; None if no id begins like this."""
    digits = identifier[:_KEY_DIGITS]
    return int(digits, 16) if _HEX.fullmatch(digits) else None


def _whole(cursor: Cursor, part: TraceSummary, rows: Rows) -> TraceSummary:
    """The summary of all spans of a split trace; one of its parts stands for it."""
    start, duration, spans, status, has_main, session = sum_of_trace(cursor, part.trace_id, rows)
    return replace(
        part,
        is_virtual=False,
        start_ns=start,
        duration_ns=duration,
        span_count=spans,
        status=STATUS_CODES[status],
        is_main=part.is_main or has_main,
        session_id=session,
    )


def _summary(row: Row) -> TraceSummary:
    trace_id, root, split, name, service, start, duration, spans, status, main, session = row
    return TraceSummary(
        trace_id, root, split, name, service, start, duration, spans, STATUS_CODES[status], main, session
    )
