"""Sightings on their way into the ledger: in the transaction that stores them what they are of is merged anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from aiobserver.ledger.best import possible_ids
from aiobserver.ledger.entries import ledger_tool_calls, ledger_turns, session_facts
from aiobserver.ledger.merge import ledger_calls
from aiobserver.ledger.prices import Prices
from aiobserver.model.columns import Row, Signal
from aiobserver.model.ledger import (
    AnySighting,
    Call,
    CostSource,
    LedgerCall,
    SessionFact,
    Sighting,
    ToolCall,
    Turn,
)
from aiobserver.store.duckdb.columns import WRITTEN
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.duckdb.ledger.related import RelatedSightings
from aiobserver.store.duckdb.ledger.rows import call_row, session_row, stored_sighting, tool_call_row, turn_row
from aiobserver.store.keeping import Selection

LEDGER_TABLES = ("ledger_calls", "ledger_tool_calls", "ledger_turns", "session_facts")

_STEP_SIGHTINGS = 10_000
_FORGET: Mapping[type[Sighting], str] = {
    Call: "ledger/forget_calls",
    ToolCall: "ledger/forget_tool_calls",
    Turn: "ledger/forget_turns",
    SessionFact: "ledger/forget_session_facts",
}


class Ledger:
    """Keeps the merged tables equal to the merge of `sightings`."""

    def __init__(self, cursor: Cursor, prices: Prices) -> None:
        self._cursor = cursor
        self._prices = prices
        self._related = RelatedSightings(cursor)

    def forget(self) -> None:
        """Start over after a transaction that was rolled back."""
        self._related.forget()

    def rows_with(self, sightings: Sequence[AnySighting]) -> dict[str, list[Row]]:
        """Rows by table once these sightings are stored; the rows that they replace are removed."""
        stored = self._related.beside(sightings)
        if stored:
            self._remove(stored)
        return self._rows([*sightings, *stored])

    def merge_again(self, sightings: Sequence[AnySighting]) -> None:
        """Merge stored sightings anew, with all that they hang together with."""
        whole = self._related.beside(sightings)
        if whole:
            self._remove(whole)
            self._append(whole)

    def delete(self, selection: Selection, signal: Signal, rows: int) -> tuple[int, set[str]]:
        """Delete sightings that came with selected records, at most so many; what is merged is what the
        others say.

        :returns: (number of sightings, sessions of the calls)
        """
        given = {
            "signal": signal,
            "from_ns": selection.from_ns,
            "to_ns": selection.to_ns,
            "service": selection.service,
            "session": selection.session,
            "received_before": selection.received_before,
            "rows": rows,
        }
        gone = dict(map(stored_sighting, self._cursor.execute(sql("ledger/deletion_selected"), given).fetchall()))
        if gone:
            whole = self._related.numbered_beside(list(gone.values()))
            self._cursor.execute(sql("ledger/deletion_delete"), {"numbers": list(gone)})
            self._remove(whole.values())
            self._append([sighting for number, sighting in whole.items() if number not in gone])
        return len(gone), {sighting.said.session for sighting in gone.values() if isinstance(sighting.said, Call)}

    def _append(self, sightings: Sequence[AnySighting]) -> None:
        for table, rows in self._rows(sightings).items():
            if rows:
                appender = self._cursor.appender(table, columns=list(WRITTEN[table]))
                appender.append_rows(rows)
                appender.flush()

    def _remove(self, sightings: Iterable[AnySighting]) -> None:
        by_kind: dict[type[Sighting], list[AnySighting]] = defaultdict(list)
        for sighting in sightings:
            by_kind[type(sighting.said)].append(sighting)
        for kind, of_kind in by_kind.items():
            ends = [sighting.end_ns for sighting in of_kind]
            ids = list(possible_ids(of_kind))
            self._cursor.execute(sql(_FORGET[kind]), {"ids": ids, "first_ns": min(ends), "last_ns": max(ends)})

    def _rows(self, sightings: Sequence[AnySighting]) -> dict[str, list[Row]]:
        return {
            "ledger_calls": [self._row(entry) for entry in ledger_calls(sightings)],
            "ledger_tool_calls": list(map(tool_call_row, ledger_tool_calls(sightings))),
            "ledger_turns": list(map(turn_row, ledger_turns(sightings))),
            "session_facts": list(map(session_row, session_facts(sightings))),
        }

    def _row(self, entry: LedgerCall) -> Row:
        source: CostSource = "reported"
        cost = entry.call.cost
        if cost is None:
            cost = self._prices.cost(entry.call)
            source = "unpriced" if cost is None else "priced"
        return call_row(entry, cost, source)


def rebuild_ledger(cursor: Cursor) -> None:
    """Merge all stored sightings anew, some at a time."""
    ledger = Ledger(cursor, Prices())
    ((end,),) = cursor.execute(sql("ledger/stored_end")).fetchall()
    for first in range(0, end, _STEP_SIGHTINGS):
        rows = cursor.execute(sql("ledger/stored"), {"first": first, "end": first + _STEP_SIGHTINGS}).fetchall()
        ledger.merge_again([sighting for _, sighting in map(stored_sighting, rows)])
