"""Reads of traces. What is a trace is decided at query time, so the order in which spans arrived does not matter.

Rules: docs/decisions/0005. Each read builds temporary tables step by step, one SQL file a step.
"""

from __future__ import annotations

from dataclasses import dataclass

from aiobserver.model import STATUS_CODES, Row, ServiceSet
from aiobserver.storage.database import Cursor
from aiobserver.storage.queries import sql
from aiobserver.storage.search import Search

_HOUR_NS = 3600 * 10**9
_LOOK_BACK_NS = (_HOUR_NS, 24 * _HOUR_NS, 30 * 24 * _HOUR_NS, 2**64)
_END_OF_TIME_NS = 2**64 - 1


@dataclass(frozen=True, slots=True)
class TraceFilter:
    """Which traces to list; None, 0 and False mean all. Times and durations in nanoseconds."""

    from_ns: int
    to_ns: int
    service: str | None = None
    search: str | None = None
    status: str | None = None
    min_duration_ns: int = 0
    main: bool | None = None
    """True: what a person did; False: only the background."""

    @property
    def needs_whole_traces(self) -> bool:
        """Whether more than the root decides."""
        return bool(self.search or self.status or self.min_duration_ns or self.main is not None)


@dataclass(frozen=True, slots=True)
class TraceSummary:
    """One (virtual) trace as a whole; start in ns since 1970, duration in ns."""

    trace_id: str
    root_span_id: str
    is_virtual: bool
    root_span: str
    service_name: str
    start_ns: int
    duration_ns: int
    span_count: int
    status: str
    is_main: bool
    session_id: str | None

    @property
    def id(self) -> str:
        """What addresses it: the trace id, or for a part of a split trace its root's span id."""
        return self.root_span_id if self.is_virtual else self.trace_id


@dataclass(frozen=True, slots=True)
class TracePage:
    """Some traces, newest first, and how many pass the filters."""

    traces: list[TraceSummary]
    total: int
    background: int
    """How many more there are that `main=True` leaves out; 0 without it."""


def list_traces(cursor: Cursor, wanted: TraceFilter, marking: ServiceSet, limit: int, offset: int) -> TracePage:
    """The traces whose root starts in the range.

    :param marking: services whose main spans are marked: their traces without one are background.
    """
    span = {"from_ns": wanted.from_ns, "to_ns": wanted.to_ns}
    cursor.execute(sql("traces_touched_by_range"), span)
    cursor.execute(sql("traces_spans"))
    cursor.execute(sql("traces_roots"), _lists(marking))
    cursor.execute(sql("traces_chosen_by_range"), span | {"service": wanted.service})
    if wanted.needs_whole_traces:
        return _page(cursor, wanted, limit, offset)
    ((total,),) = cursor.execute(sql("traces_chosen_count")).fetchall()
    cursor.execute(sql("traces_chosen_page"), {"limit": limit, "offset": offset})
    return TracePage(_page(cursor, wanted, limit, 0).traces, total, 0)


def recent_traces(cursor: Cursor, marking: ServiceSet, limit: int) -> list[TraceSummary]:
    """The newest traces of all time: looks back further and further until there are enough."""
    ((newest,),) = cursor.execute(sql("traces_newest")).fetchall()
    traces: list[TraceSummary] = []
    for back_ns in _LOOK_BACK_NS:
        wanted = TraceFilter(max(0, (newest or 0) - back_ns), _END_OF_TIME_NS)
        traces = list_traces(cursor, wanted, marking, limit, 0).traces
        if len(traces) >= limit:
            break
    return traces


def get_trace(cursor: Cursor, marking: ServiceSet, identifier: str) -> tuple[TraceSummary, list[Row]] | None:
    """(summary, span rows by start) of a trace id or of a virtual trace's id; None if there is no such trace."""
    cursor.execute(sql("traces_touched_by_id"), {"id": identifier})
    cursor.execute(sql("traces_spans"))
    cursor.execute(sql("traces_roots"), _lists(marking))
    cursor.execute(sql("traces_chosen_by_id"), {"id": identifier})
    summaries = _page(cursor, TraceFilter(0, 0), 1, 0).traces
    if not summaries:
        return None
    return summaries[0], cursor.execute(sql("traces_members_rows")).fetchall()


def _lists(services: ServiceSet) -> dict[str, list[str]]:
    return {
        "names": list(services.names),
        "prefixes": list(services.prefixes),
        "others": list(services.others),
    }


def _page(cursor: Cursor, wanted: TraceFilter, limit: int, offset: int) -> TracePage:
    search = Search.of(wanted.search)
    cursor.execute(sql("traces_members"))
    cursor.execute(sql("traces_summaries"))
    cursor.execute(sql("traces_matching"), search.parameters)
    cursor.execute(
        sql("traces_fitting"),
        {
            "status": STATUS_CODES.index(wanted.status) if wanted.status else None,
            "min_duration": wanted.min_duration_ns,
            "text": search.text,
        },
    )
    ((main, background),) = cursor.execute(sql("traces_fitting_count")).fetchall()
    given = {"main": wanted.main, "limit": limit, "offset": offset}
    traces = [_summary(row) for row in cursor.execute(sql("traces_page"), given).fetchall()]
    if wanted.main is None:
        return TracePage(traces, main + background, 0)
    return TracePage(traces, main, background) if wanted.main else TracePage(traces, background, 0)


def _summary(row: Row) -> TraceSummary:
    trace_id, root, split, name, service, start, duration, spans, status, main, session = row
    return TraceSummary(
        trace_id, root, split, name, service, start, duration, spans, STATUS_CODES[status], main, session
    )
