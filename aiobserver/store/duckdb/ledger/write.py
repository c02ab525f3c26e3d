"""Sightings on their way into the ledger: in the transaction that stores them what they are of is merged anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

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
from aiobserver.store.duckdb.ledger.memory import MOST_FILLED, SAME_KEY_NS, SightingMemory
from aiobserver.store.duckdb.ledger.related import RelatedSightings
from aiobserver.store.duckdb.ledger.rows import call_row, session_row, stored_sighting, tool_call_row, turn_row
from aiobserver.store.duckdb.ledger.sessions import SESSIONS_TABLE, SessionSums, make_session_sums
from aiobserver.store.keeping import Selection

LEDGER_TABLES = ("ledger_calls", "ledger_tool_calls", "ledger_turns", "session_facts")

_STEP_SIGHTINGS = 10_000
_TOLD_FACTS = 10_000
_COUNTED_COLUMNS = 8
_FORGET: Mapping[type[Sighting], str] = {
    Call: "ledger/forget_calls",
    ToolCall: "ledger/forget_tool_calls",
    Turn: "ledger/forget_turns",
    SessionFact: "ledger/forget_session_facts",
}


@dataclass(frozen=True, slots=True)
class Removed:
    """Rows that were removed to be written anew."""

    ids: set[int] = field(default_factory=set)
    """Those that the rows may have had."""
    rows: dict[type[Sighting], list[Row]] = field(default_factory=dict)
    """Rows by kind, as the SQL of their removal returns them."""

    @property
    def in_sessions(self) -> list[Row]:
        """Counts and times of the rows in their sessions, as `SessionIndex.change` takes them."""
        kinds = (kind for kind in self.rows if kind is not SessionFact)
        return [row[:_COUNTED_COLUMNS] for kind in kinds for row in self.rows[kind]]


@dataclass(frozen=True, slots=True)
class Merged:
    """Changes of the ledger by further sightings."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    """Rows to write, by table."""
    removed: Removed = field(default_factory=Removed)
    repeated: frozenset[int] = frozenset()
    """Positions of sightings that transcripts had told already, word by word; they need not be stored."""


class Ledger:
    """Keeps the merged tables equal to the merge of `sightings`."""

    def __init__(self, cursor: Cursor, prices: Prices) -> None:
        self._cursor = cursor
        self._prices = prices
        self._related = RelatedSightings(cursor)
        self._sessions = SessionSums(cursor)
        self._remembered: SightingMemory | None = None
        self._told: set[SessionFact] = set()
        self._telling: set[SessionFact] = set()

    @property
    def _memory(self) -> SightingMemory:
        """Sightings that were stored lately, filled from the table when they are needed first."""
        if self._remembered is None:
            ((last,),) = self._cursor.execute(sql("ledger/last")).fetchall()
            self._remembered = SightingMemory(last)
            if last is not None:
                self._fill(last)
        return self._remembered

    def _fill(self, last_ns: int) -> None:
        """Remember the last sightings, unless there are too many."""
        after_ns = max(0, last_ns - 2 * SAME_KEY_NS)
        given = {"after_ns": after_ns, "most": MOST_FILLED + 1}
        rows = self._cursor.execute(sql("ledger/recent"), given).fetchall()
        if len(rows) <= MOST_FILLED:
            self._remembered = SightingMemory(after_ns)
            self._remembered.add(sighting for _, sighting in map(stored_sighting, rows))
            self._remembered.commit()

    def is_news(self, sighting: AnySighting) -> bool:
        """False if it only repeats what was said of its session before, as each prompt does."""
        if not isinstance(sighting.said, SessionFact):
            return True
        fact = replace(sighting.said, time_ns=0, position=0)
        if fact in self._told or fact in self._telling:
            return False
        self._telling.add(fact)
        return True

    def merge(self, sightings: Sequence[AnySighting]) -> Merged:
        """The changes of the ledger once these sightings are stored; the rows that they replace are removed."""
        stored = self._stored_beside(sightings)
        repeated = frozenset(repeats(sightings, stored))
        news = [sighting for position, sighting in enumerate(sightings) if position not in repeated]
        if repeated:
            stored = self._stored_beside(news) if news else []
        self._memory.add(news)
        return self._exchange(stored, [*news, *stored], repeated)

    def commit(self) -> None:
        if self._remembered is not None:
            self._remembered.commit()
        if len(self._told) > _TOLD_FACTS:
            self._told.clear()
        self._told |= self._telling
        self._telling.clear()

    def rollback(self) -> None:
        self._related.forget()
        if self._remembered is not None:
            self._remembered.rollback()
        self._telling.clear()

    def _stored_beside(self, sightings: Sequence[AnySighting]) -> list[AnySighting]:
        """Stored sightings that hang together with these: live ones are remembered, others are looked for."""
        facts = [sighting for sighting in sightings if isinstance(sighting.said, SessionFact)]
        others = [sighting for sighting in sightings if not isinstance(sighting.said, SessionFact)]
        found = self._related.beside(facts) if facts else []
        if others and self._memory.has_all_beside(others):
            return [*found, *self._memory.beside(others)]
        return [*found, *self._related.beside(others)]

    def merge_again(self, sightings: Sequence[AnySighting]) -> None:
        """Merge stored sightings anew, with all that they hang together with."""
        whole = self._related.beside(sightings)
        self._append(self._exchange(whole, whole).rows)

    def delete(self, selection: Selection, signal: Signal | Literal[""], rows: int) -> tuple[int, set[str]]:
        """Delete sightings that came with selected records, or transcripts, at most so many; what is merged is what the
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
            left = [sighting for number, sighting in whole.items() if number not in gone]
            self._append(self._exchange(whole.values(), left).rows)
            self._memory.forget(gone.values())
            self._told.clear()
        return len(gone), {sighting.said.session for sighting in gone.values() if isinstance(sighting.said, Call)}

    def _append(self, tables: Mapping[str, Sequence[Row]]) -> None:
        for table, rows in tables.items():
            if rows:
                appender = self._cursor.appender(table, columns=list(WRITTEN[table]))
                appender.append_rows(rows)
                appender.flush()

    def _exchange(
        self, before: Collection[AnySighting], after: Sequence[AnySighting], repeated: frozenset[int] = frozenset()
    ) -> Merged:
        """Rows to append for the second ones, once the rows of what is merged from the first are removed."""
        removed = self._remove(before)
        tables = self._rows(after)
        tables[SESSIONS_TABLE] = self._sessions.change(removed.in_sessions, tables)
        return Merged(tables, removed, repeated)

    def _remove(self, sightings: Iterable[AnySighting]) -> Removed:
        """Remove the rows of what is merged from these."""
        removed = Removed()
        by_kind: dict[type[Sighting], list[AnySighting]] = defaultdict(list)
        for sighting in sightings:
            by_kind[type(sighting.said)].append(sighting)
        for kind, of_kind in by_kind.items():
            ends = [sighting.end_ns for sighting in of_kind]
            ids = list(possible_ids(of_kind))
            given = {"ids": ids, "first_ns": min(ends), "last_ns": max(ends)}
            rows = self._cursor.execute(sql(_FORGET[kind]), given).fetchall()
            removed.ids.update(ids)
            removed.rows[kind] = rows
        return removed

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


def repeats(sightings: Sequence[AnySighting], stored: Iterable[AnySighting]) -> Iterator[int]:
    """Positions of those that a transcript tells, and that it or a copy of it has told already in the same words."""
    told: dict[int, list[Sighting]] = defaultdict(list)
    for one in stored:
        if one.source == "transcript":
            told[one.id].append(one.said)
    for position, sighting in enumerate(sightings):
        if sighting.source == "transcript":
            if sighting.said in told[sighting.id]:
                yield position
            else:
                told[sighting.id].append(sighting.said)


def rebuild_ledger(cursor: Cursor) -> None:
    """Merge all stored sightings anew, some at a time, and make the index of sessions from that."""
    ledger = Ledger(cursor, Prices())
    ((end,),) = cursor.execute(sql("ledger/stored_end")).fetchall()
    for first in range(0, end, _STEP_SIGHTINGS):
        rows = cursor.execute(sql("ledger/stored"), {"first": first, "end": first + _STEP_SIGHTINGS}).fetchall()
        ledger.merge_again([sighting for _, sighting in map(stored_sighting, rows)])
    make_session_sums(cursor)
