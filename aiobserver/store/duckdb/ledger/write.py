"""Sightings on their way into the ledger: in the transaction that stores them their calls are merged anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aiobserver.ledger.merge import ledger_calls
from aiobserver.ledger.prices import Prices
from aiobserver.model.columns import Row, Signal
from aiobserver.model.ledger import CallSighting, CostSource, LedgerCall
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.duckdb.ledger.related import RelatedSightings
from aiobserver.store.duckdb.ledger.rows import call_row, stored_sighting
from aiobserver.store.keeping import Selection
from aiobserver.store.ledger import CALL_COLUMNS

_STEP_SIGHTINGS = 10_000


class CallLedger:
    """Keeps `ledger_calls` equal to the merge of `call_sightings`."""

    def __init__(self, cursor: Cursor, prices: Prices) -> None:
        self._cursor = cursor
        self._prices = prices
        self._related = RelatedSightings(cursor)

    def forget(self) -> None:
        """Start over after a transaction that was rolled back."""
        self._related.forget()

    def rows_with(self, sightings: Sequence[CallSighting]) -> list[Row]:
        """Rows for `ledger_calls` once these sightings are stored; the rows that they replace are removed."""
        stored = self._related.beside(sightings)
        if stored:
            self._remove(stored)
        return [self._row(entry) for entry in ledger_calls([*sightings, *stored])]

    def merge_again(self, sightings: Sequence[CallSighting]) -> None:
        """Merge stored sightings anew, with all that they hang together with."""
        whole = self._related.beside(sightings)
        if whole:
            self._remove(whole)
            self._append([self._row(entry) for entry in ledger_calls(whole)])

    def delete(self, selection: Selection, signal: Signal, rows: int) -> tuple[int, set[str]]:
        """Delete sightings that came with selected records, at most so many; the calls are what the others say.

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
            left = [sighting for number, sighting in whole.items() if number not in gone]
            self._append([self._row(entry) for entry in ledger_calls(left)])
        return len(gone), {sighting.call.session for sighting in gone.values()}

    def _append(self, rows: Sequence[Row]) -> None:
        appender = self._cursor.appender("ledger_calls", columns=list(CALL_COLUMNS))
        appender.append_rows(rows)
        appender.flush()

    def _remove(self, sightings: Iterable[CallSighting]) -> None:
        ends = [sighting.end_ns for sighting in sightings]
        ids = list({sighting.id for sighting in sightings})
        self._cursor.execute(sql("ledger/forget"), {"ids": ids, "first_ns": min(ends), "last_ns": max(ends)})

    def _row(self, entry: LedgerCall) -> Row:
        source: CostSource = "reported"
        cost = entry.call.cost
        if cost is None:
            cost = self._prices.cost(entry.call)
            source = "unpriced" if cost is None else "priced"
        return call_row(entry, cost, source)


def rebuild_ledger(cursor: Cursor) -> None:
    """Merge all stored sightings anew, some at a time."""
    ledger = CallLedger(cursor, Prices())
    ((end,),) = cursor.execute(sql("ledger/stored_end")).fetchall()
    for first in range(0, end, _STEP_SIGHTINGS):
        rows = cursor.execute(sql("ledger/stored"), {"first": first, "end": first + _STEP_SIGHTINGS}).fetchall()
        ledger.merge_again([sighting for _, sighting in map(stored_sighting, rows)])
