"""Reads of the ledger."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from aiobserver.ledger.matching import groups_of
from aiobserver.ledger.merge import ledger_calls
from aiobserver.model.columns import Row, Signal
from aiobserver.model.ledger import CallSighting, Source
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.duckdb.ledger.filters import filtered, grouped
from aiobserver.store.duckdb.ledger.related import RelatedSightings
from aiobserver.store.duckdb.ledger.rows import stored_sighting
from aiobserver.store.ledger import (
    CALL_COLUMNS,
    CallDetail,
    CallFilter,
    CallRecord,
    Figures,
    LedgerAnswer,
    LedgerQuestion,
    LedgerRow,
    ToolCallFilter,
)

_SIGNALS: Mapping[Source, Signal] = {"event": "logs", "span": "traces"}
_END = CALL_COLUMNS.index("EndTime")
_OUTCOME = CALL_COLUMNS.index("Outcome")
_RECORDS: Mapping[Signal, str] = {"logs": "ledger/log_records", "traces": "ledger/span_records"}


def read_ledger(cursor: Cursor, question: LedgerQuestion) -> LedgerAnswer:
    """Figures by keys, and their total."""
    text, given = filtered(grouped(sql("ledger/figures"), question), question.calls)
    found = cursor.execute(text, given | {"limit": question.limit + 1}).fetchall()
    keys = len(question.keys)
    rows = [LedgerRow(row[1 : keys + 1], Figures(*row[keys + 1 : -1])) for row in found]
    if not keys:
        return LedgerAnswer(rows=[], total=rows[0].figures, count=0)
    return LedgerAnswer(rows=rows[1:], total=rows[0].figures, count=found[0][-1])


def list_calls(cursor: Cursor, wanted: CallFilter, limit: int, offset: int) -> tuple[list[Row], int]:
    """(calls as rows of `CALL_COLUMNS`, the last one first; how many there are)."""
    return _page(cursor, ("ledger/calls", "ledger/calls_count"), wanted, limit, offset)


def list_tool_calls(cursor: Cursor, wanted: ToolCallFilter, limit: int, offset: int) -> tuple[list[Row], int]:
    """(tool calls as rows of `TOOL_CALL_COLUMNS`, the last one first; how many there are)."""
    return _page(cursor, ("ledger/tool_calls", "ledger/tool_calls_count"), wanted, limit, offset)


def _page(
    cursor: Cursor, queries: tuple[str, str], wanted: CallFilter | ToolCallFilter, limit: int, offset: int
) -> tuple[list[Row], int]:
    """:param queries: names of the one for rows, and of the one for their number."""
    listing, counting = queries
    text, given = filtered(sql(listing), wanted)
    rows = cursor.execute(text, given | {"limit": limit, "offset": offset}).fetchall()
    text, given = filtered(sql(counting), wanted)
    ((total,),) = cursor.execute(text, given).fetchall()
    return rows, total


def list_gaps(cursor: Cursor, wanted: CallFilter, limit: int) -> list[Row]:
    """Gaps as rows of `GAP_COLUMNS`, the last one first."""
    given = {
        "from_ns": wanted.from_ns,
        "to_ns": wanted.to_ns,
        "tool": wanted.tool,
        "session": wanted.session,
        "limit": limit,
    }
    return cursor.execute(sql("ledger/gaps"), given).fetchall()


def get_call(cursor: Cursor, identity: int) -> CallDetail | None:
    """The call that has this id, or a sighting of which has it, with all that tells of it; None: there is none."""
    rows = cursor.execute(sql("ledger/call"), {"ids": [identity]}).fetchall()
    if rows and rows[0][_OUTCOME] == "metered":
        return CallDetail(rows[0])
    given = {"id": identity, "end_ns": rows[0][_END] if rows else None}
    first = [stored_sighting(row)[1] for row in cursor.execute(sql("ledger/sightings"), given).fetchall()]
    for group in groups_of(RelatedSightings(cursor).beside(first)):
        sightings = [sighting for sighting in group if isinstance(sighting, CallSighting)]
        (call,) = ledger_calls(sightings) if sightings else (None,)
        if call is not None and (call.id == identity or (not rows and any(each.id == identity for each in sightings))):
            (row,) = rows or cursor.execute(sql("ledger/call"), {"ids": [call.id]}).fetchall()
            return CallDetail(row, _records(cursor, sightings))
    return None


def _records(cursor: Cursor, sightings: Sequence[CallSighting]) -> list[CallRecord]:
    found: dict[tuple[Signal, int], Row] = {}
    for signal, query in _RECORDS.items():
        numbers = [each.record for each in sightings if each.record is not None and _SIGNALS.get(each.source) == signal]
        found |= {(signal, number): row for number, row in _numbered(cursor, query, numbers)}
    return [_with_record(sighting, found) for sighting in sightings]


def _with_record(sighting: CallSighting, found: Mapping[tuple[Signal, int], Row]) -> CallRecord:
    signal = _SIGNALS.get(sighting.source)
    if signal is None or sighting.record is None:
        return CallRecord(sighting, signal, None)
    return CallRecord(sighting, signal, found.get((signal, sighting.record)))


def _numbered(cursor: Cursor, query: str, numbers: Collection[int]) -> list[tuple[int, Row]]:
    if not numbers:
        return []
    rows = cursor.execute(sql(query), {"numbers": list(numbers)}).fetchall()
    return [(row[0], row[1:]) for row in rows]
