"""The stored spans of one (virtual) trace, read from its rows alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from operator import itemgetter

from aiobserver.model import SPAN_COLUMNS, Row
from aiobserver.storage.database import Cursor
from aiobserver.storage.queries import sql

_SPAN_ID, _TIMESTAMP, _RECEIVED_AT = map(SPAN_COLUMNS.index, ("SpanId", "Timestamp", "ReceivedAt"))
_ROW_NUMBER = len(SPAN_COLUMNS)


def spans_of_trace(cursor: Cursor, trace_id: str, between: tuple[int, int]) -> list[Row]:
    """All spans of a trace by start, without row numbers; of one stored repeatedly the row that came first.

    :param between: the first and the last of the rows in which they are.
    """
    given = {"first": between[0], "last": between[1], "trace": trace_id}
    return _once(cursor.execute(sql("trace_spans_all"), given).fetchall())


def spans_of_part(cursor: Cursor, trace_id: str, root: str, key: int | None, between: tuple[int, int]) -> list[Row]:
    """The same of one part of a split trace: the spans that lead up to its root and to no other first.

    :param key: of the trace in the index.
    """
    given = {"first": between[0], "last": between[1]}
    links = cursor.execute(sql("trace_spans_links"), given | {"trace": trace_id}).fetchall()
    found = cursor.execute(sql("trace_spans_roots"), {"key": key}).fetchall()
    roots = {span for trace, span in found if trace == trace_id}
    members = set(_below(root, roots, _parents(links)))
    rows = [row for span, _, row in links if span in members]
    return _once(cursor.execute(sql("trace_spans_some"), given | {"rows": rows}).fetchall())


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


def _once(rows: list[Row]) -> list[Row]:
    rows.sort(key=itemgetter(_RECEIVED_AT, _ROW_NUMBER))
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row[_SPAN_ID], row)
    return [row[:_ROW_NUMBER] for row in sorted(first.values(), key=itemgetter(_TIMESTAMP, _SPAN_ID))]
