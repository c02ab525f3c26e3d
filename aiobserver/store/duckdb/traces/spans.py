"""The stored spans of one (virtual) trace, read from its rows alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set

from aiobserver.model.columns import MARK_MAIN, STATUS_CODES, Row
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.duckdb.file.streaming import rows_of

Rows = tuple[int, int]
"""The first and the last row between which spans are."""


def spans_of_trace(cursor: Cursor, trace_id: str, between: Rows) -> Iterator[Row]:
    """All spans of a trace by start; of one stored repeatedly the row that came first."""
    return rows_of(cursor.execute(sql("traces/spans_all"), _given(between) | {"trace": trace_id}))


def spans_of_part(cursor: Cursor, trace_id: str, root: str, key: int | None, between: Rows) -> Iterator[Row]:
    """The same of one part of a split trace: the spans that lead up to its root and to no other first.

    :param key: of the trace in the index.
    """
    links = cursor.execute(sql("traces/spans_links"), _given(between) | {"trace": trace_id}).fetchall()
    found = cursor.execute(sql("traces/spans_roots"), {"key": key}).fetchall()
    roots = {span for trace, span in found if trace == trace_id}
    members = set(_below(root, roots, _parents(links)))
    rows = [row for span, _, row in links if span in members]
    return rows_of(cursor.execute(sql("traces/spans_some"), _given(between) | {"rows": rows}))


def sum_of_trace(cursor: Cursor, trace_id: str, between: Rows) -> Row:
    """(start ns, duration ns, spans, position of the status, has a main span?, session) of all spans of a trace."""
    given = _given(between) | {"trace": trace_id, "statuses": list(STATUS_CODES), "main": MARK_MAIN}
    return cursor.execute(sql("traces/spans_whole"), given).fetchall()[0]


def _given(between: Rows) -> dict[str, object]:
    first, last = between
    return {"first": first, "last": last}


def _parents(links: Iterable[tuple[str, str, int]]) -> Mapping[str, str]:
    """Span → parent; of a span stored repeatedly the smallest one, as in the index."""
    parents: dict[str, str] = {}
    for span, parent, _ in links:
        parents[span] = min(parent, parents.get(span, parent))
    return parents


def _below(root: str, roots: Set[str], parents: Mapping[str, str]) -> Iterator[str]:
    """The spans whose way up ends at this root; those in a cycle, or with a parent that is not there, have none."""
    ends: dict[str, str | None] = {span: span for span in roots}
    for span in parents:
        way = []
        at: str | None = span
        while at is not None and at not in ends:
            ends[at] = None  # until it is known; who comes by here again goes in a circle
            way.append(at)
            at = parents.get(at)
        end = ends[at] if at is not None else None
        ends.update(dict.fromkeys(way, end))
        if end == root:
            yield span
