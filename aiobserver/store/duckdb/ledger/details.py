"""Single calls and tool calls with all that tells of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from aiobserver.ledger.entries import ledger_tool_calls
from aiobserver.ledger.matching import groups_of
from aiobserver.ledger.merge import ledger_calls
from aiobserver.model.columns import Row, Signal
from aiobserver.model.ledger import AnySighting, CallSighting, Source, ToolCall
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.duckdb.ledger.related import RelatedSightings
from aiobserver.store.duckdb.ledger.rows import stored_sighting
from aiobserver.store.ledger import CALL_COLUMNS, TOOL_CALL_COLUMNS, Detail, SightingRecord

_SIGNALS: Mapping[Source, Signal] = {"event": "logs", "span": "traces"}
_RECORDS: Mapping[Signal, str] = {"logs": "ledger/log_records", "traces": "ledger/span_records"}
_OUTCOME = CALL_COLUMNS.index("Outcome")


def get_call(cursor: Cursor, identity: int) -> Detail | None:
    """The call that has this id, or a sighting of which has it, with all that tells of it; None: there is none."""
    rows = cursor.execute(sql("ledger/call"), {"ids": [identity]}).fetchall()
    if rows and rows[0][_OUTCOME] == "metered":
        return Detail(rows[0])
    end_ns = rows[0][CALL_COLUMNS.index("EndTime")] if rows else None
    for group in _groups(cursor, "call", identity, end_ns):
        sightings = [sighting for sighting in group if isinstance(sighting, CallSighting)]
        (call,) = ledger_calls(sightings) if sightings else (None,)
        if call is not None and _is_of(identity, call.id, sightings, is_stored=bool(rows)):
            (row,) = rows or cursor.execute(sql("ledger/call"), {"ids": [call.id]}).fetchall()
            return Detail(row, _records(cursor, sightings))
    return None


def get_tool_call(cursor: Cursor, identity: int) -> Detail | None:
    """The tool call that has this id, or a sighting of which has it, likewise; None: there is none."""
    rows = cursor.execute(sql("ledger/tool_call"), {"ids": [identity]}).fetchall()
    end_ns = rows[0][TOOL_CALL_COLUMNS.index("EndTime")] if rows else None
    for group in _groups(cursor, "tool", identity, end_ns):
        sightings = [sighting for sighting in group if isinstance(sighting.said, ToolCall)]
        (use,) = ledger_tool_calls(sightings) if sightings else (None,)
        if use is not None and _is_of(identity, use.id, sightings, is_stored=bool(rows)):
            (row,) = rows or cursor.execute(sql("ledger/tool_call"), {"ids": [use.id]}).fetchall()
            return Detail(row, _records(cursor, sightings))
    return None


def _groups(cursor: Cursor, kind: str, identity: int, end_ns: int | None) -> list[list[AnySighting]]:
    """Sightings with this id or end, and all that they hang together with, those of one thing together.

    :param end_ns: when the thing with this id ends; None: nothing has it, but a sighting may.
    """
    rows = cursor.execute(sql("ledger/sightings"), {"kind": kind, "id": identity, "end_ns": end_ns}).fetchall()
    return groups_of(RelatedSightings(cursor).beside([sighting for _, sighting in map(stored_sighting, rows)]))


def _is_of(identity: int, merged: int, sightings: Sequence[AnySighting], *, is_stored: bool) -> bool:
    """True if the id is that of what is merged from these or, where nothing stored has it, of one of them."""
    return merged == identity or (not is_stored and any(sighting.id == identity for sighting in sightings))


def _records(cursor: Cursor, sightings: Sequence[AnySighting]) -> list[SightingRecord]:
    found: dict[tuple[Signal, int], Row] = {}
    for signal, query in _RECORDS.items():
        numbers = [each.record for each in sightings if each.record is not None and _SIGNALS.get(each.source) == signal]
        found |= {(signal, number): row for number, row in _numbered(cursor, query, numbers)}
    return [_with_record(sighting, found) for sighting in sightings]


def _with_record(sighting: AnySighting, found: Mapping[tuple[Signal, int], Row]) -> SightingRecord:
    signal = _SIGNALS.get(sighting.source)
    if signal is None or sighting.record is None:
        return SightingRecord(sighting, signal, None)
    return SightingRecord(sighting, signal, found.get((signal, sighting.record)))


def _numbered(cursor: Cursor, query: str, numbers: Collection[int]) -> Iterator[tuple[int, Row]]:
    if numbers:
        for number, *row in cursor.execute(sql(query), {"numbers": list(numbers)}).fetchall():
            yield number, tuple(row)
