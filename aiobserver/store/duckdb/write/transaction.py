"""One transaction of the writer: rows, increments, digests and counters of all its requests, or one change."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import duckdb

from aiobserver.ledger.metering import MeterRule
from aiobserver.ledger.prices import Prices
from aiobserver.model.columns import Row, Signal
from aiobserver.store.duckdb.columns import WRITTEN
from aiobserver.store.duckdb.file.database import Database
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.duckdb.history.write import Noted, TranscriptNotes, newly_known
from aiobserver.store.duckdb.ledger.metered import Meters
from aiobserver.store.duckdb.ledger.reprice import reprice_step
from aiobserver.store.duckdb.ledger.rows import sighting_row
from aiobserver.store.duckdb.ledger.sessions import SESSIONS_TABLE
from aiobserver.store.duckdb.ledger.write import LEDGER_TABLES, Ledger, Merged
from aiobserver.store.duckdb.logs.index import next_log
from aiobserver.store.duckdb.metrics.rollup import next_point
from aiobserver.store.duckdb.traces.index import next_span
from aiobserver.store.duckdb.write.lookup import run_lookup, series_lookup
from aiobserver.store.duckdb.write.queue import Task
from aiobserver.store.duckdb.write.state import (
    Counters,
    RetryWindow,
    RowNumbers,
    SeriesIndex,
    SessionTotals,
    WriterState,
)
from aiobserver.store.duckdb.write.tidying import Tidying
from aiobserver.store.keeping import Selection
from aiobserver.store.ledger import CALL_COLUMNS, Repriced, RepriceRange
from aiobserver.store.writing import TABLES, Count, Increments, Sighted, Stored, StoreRequest

if TYPE_CHECKING:
    from aiobserver.store.duckdb.write.bulk_insert import BulkInsert

log = logging.getLogger(__name__)

_MANY_ROWS = 256
"""Above this many rows a columnar insert beats the Appender, which takes 4 µs more a row, but 1 ms less."""
_BULK = frozenset(
    (
        *(*TABLES.values(), "session_index", "metric_series", "delta_state"),
        *("sightings", "transcript_messages", *LEDGER_TABLES, SESSIONS_TABLE),
    )
)
"""Tables that many rows may go to at once; to the last ones when sessions are short, or are all that is sent."""
_SESSION = CALL_COLUMNS.index("SessionId")
_DURABLE = "COMMIT succeeded and is durable"


class Transactions:
    """Carries out tasks. Of the tables it remembers what is of use lately and reads the rest when it is needed."""

    def __init__(
        self,
        database: Database,
        increments: Increments,
        meter_rules: Mapping[str, MeterRule] = MappingProxyType({}),
        prices: Prices | None = None,
    ) -> None:
        self._database = database
        self.cursor = database.cursor()
        self._increments = increments
        self._increments.forget()
        self._states = run_lookup(self.cursor)
        self._retries = RetryWindow(self.cursor.execute(sql("write/stored_requests")).fetchall())
        self._known_series = series_lookup(self.cursor)
        self.series = SeriesIndex(self._known_series.rows)
        self._numbers: dict[Signal, RowNumbers] = {
            "traces": RowNumbers(next_span(self.cursor)),
            "logs": RowNumbers(next_log(self.cursor)),
            "metrics": RowNumbers(next_point(self.cursor)),
        }
        self._prices = prices or Prices()
        self._ledger = Ledger(self.cursor, self._prices)
        self._transcripts = TranscriptNotes(self.cursor)
        self._meters = Meters(self.cursor, meter_rules, self._prices)
        self._sessions = SessionTotals()
        self._counters = Counters()
        self._in_memory: tuple[WriterState, ...] = (
            *self._numbers.values(),
            self._retries,
            self.series,
            self._sessions,
            self._counters,
            self._increments,
            self._ledger,
            self._meters,
        )
        self._bulk: dict[str, BulkInsert] = {}
        """Table → its bulk insert, made once it is needed: what it loads is not needed for a start."""
        self._appenders: dict[str, Any] = {}
        """Table → its appender. Making one for each transaction takes longer than appending to a small table."""
        self._tidying = Tidying(self.cursor)
        self.rows = 0
        """Rows of the last transaction."""
        self.rows_of: dict[Signal, int] = {}
        """And those of each signal."""

    def run(self, tasks: Sequence[Task]) -> list[Any]:
        """The outcome of each task; all are committed. After an error `rollback` is due."""
        self.rows, self.rows_of = 0, {}
        self.cursor.execute("BEGIN")
        requests = [task for task in tasks if isinstance(task, StoreRequest)]
        outcomes: list[Any]
        outcomes = list(self._append(requests)) if requests else [task(self.cursor) for task in tasks if callable(task)]
        self._commit()
        return outcomes

    def forget_transcripts(self, selection: Selection, rows: int) -> int:
        """Delete what transcripts told at these times or of this session, which is not imported again."""
        self._transcripts.forget(selection)
        return self.forget_calls(selection, "", rows)

    def forget_told(self, selection: Selection, rows: int) -> int:
        """Delete what transcripts told of a service; it may be imported again."""
        return self.forget_calls(selection, "", rows)

    def forget_calls(self, selection: Selection, signal: Signal | Literal[""], rows: int) -> int:
        """Delete what the ledger knows from selected logs, spans or, without a signal, transcripts.

        :returns: number of sightings, at most `rows`
        """
        sightings, sessions = self._ledger.delete(selection, signal, rows)
        self.meter(sessions)
        return sightings

    def forget_points(self) -> None:
        """Compare the sessions of the metric points anew that were deleted just now, in the same transaction."""
        self.meter(self._meters.deleted_sessions())

    def add_sightings(self, sighted: Sequence[tuple[Sighted, int]]) -> None:
        """Add sightings of stored records, each with its number, in the transaction of a change."""
        if not sighted:
            return
        tables = self._ledger.merge([each.sighting for each, _ in sighted]).rows
        tables["sightings"] = [sighting_row(each, record) for each, record in sighted]
        for table, rows in tables.items():
            self._append_rows(table, rows)
        self.meter({row[_SESSION] for row in tables["ledger_calls"]})

    def reprice(self, span: RepriceRange, calls: int) -> Repriced:
        """Price stored calls anew by the prices that new ones get, in the transaction of a change."""
        repriced, sessions = reprice_step(self.cursor, self._prices, span, calls)
        self.meter(sessions)
        return repriced

    def meter(self, sessions: Collection[str]) -> None:
        """Compare metrics and calls of these sessions anew, in the transaction of a change."""
        if sessions:
            self._meters.refresh(sessions)

    @property
    def is_untidy(self) -> bool:
        """True if the small append-only tables need compaction."""
        return self._tidying.is_due

    def tidy(self) -> None:
        """Takes what is out of date out of the small append-only tables. :raises duckdb.Error: not now."""
        self._retries.prune(time.time_ns())
        self.cursor.execute("BEGIN")
        self._tidying.tidy()
        self._commit()

    def close(self) -> None:
        """Ends the use of the database."""
        self._appenders.clear()
        self.cursor.close()

    def rollback(self) -> None:
        """Leaves the transaction, if one is open, and forgets what it would have changed."""
        self._appenders.clear()
        self._bulk.clear()  # what a transaction registered ends with it
        self._states.forget()
        self._known_series.forget()
        with suppress(duckdb.Error):  # none is open: DuckDB ends a transaction itself when its commit fails
            self.cursor.execute("ROLLBACK")
        for part in self._in_memory:
            part.rollback()

    def _commit(self) -> None:
        try:
            self.cursor.execute("COMMIT")
        except duckdb.Error as error:
            if _DURABLE not in str(error):
                raise
            self._database.mark_suspect()
            log.warning("committed, but: %s", str(error).splitlines()[0])
        for part in self._in_memory:
            part.commit()

    def _append(self, requests: Sequence[StoreRequest]) -> list[Stored]:
        tables: dict[str, list[Row]] = {}
        self._recall([point for request in requests for point in request.rows.get("metrics", ())])
        noted: list[Noted] = []
        outcomes = [self._collect(request, tables, noted) for request in requests]
        merged = self._ledger.merge([sighting for sighting, _ in noted]) if noted else Merged()
        tables |= merged.rows
        tables["sightings"] = [row for place, (_, row) in enumerate(noted) if place not in merged.repeated]
        for request, outcome in zip(requests, outcomes, strict=True):
            if request.transcripts:
                outcome.known = newly_known(merged, request.transcripts)
        tables["metric_series"] = self.series.add(tables.get("otel_metrics", ()))
        tables["counters"] = self._counters.rows()
        tables["session_index"] = self._sessions.rows()
        for table, rows in tables.items():
            self._append_rows(table, rows)
        self._meters.stored(tables.get("otel_metrics", ()), tables.get("ledger_calls", ()), merged.removed.ids)
        self.rows = sum(map(len, tables.values()))
        self.rows_of = {signal: len(tables.get(table, ())) for signal, table in TABLES.items()}
        self._tidying.stored(tables)
        return outcomes

    def _recall(self, points: Sequence[Row]) -> None:
        """Reads back the states that the increments of these points are counted from, as far as they are forgotten."""
        unknown = self._increments.unknown(points)
        if unknown:
            self._increments.recall(self._states.rows(unknown))

    def _collect(self, request: StoreRequest, tables: dict[str, list[Row]], noted: list[Noted]) -> Stored:
        if request.digest and self._retries.seen(request.digest):
            self._counters.add(
                Count("deduplicated", count.signal, count.service, "", count.amount)
                for count in request.counts
                if count.kind == "received"
            )
            return Stored(duplicate=True)
        if request.digest:
            self._retries.add(request.digest, request.received_ns)
            tables.setdefault("stored_requests", []).append((request.digest, request.received_ns))
        self._counters.add(request.counts)
        tables.setdefault("service_tools", []).extend(request.service_tools)
        for sighted in filter(lambda each: self._ledger.is_news(each.sighting), request.sighted):
            record = self._record(sighted)
            noted.append((sighted.sighting, sighting_row(sighted, record)))
        if request.transcripts:
            told, messages = self._transcripts.note(request.transcripts, request.received_ns)
            noted += told
            tables.setdefault("transcript_messages", []).extend(messages)
        points = request.rows.get("metrics", [])
        increments, states = self._increments.add(points)
        for signal, rows in request.rows.items():
            self._sessions.add(signal, rows)
            tables.setdefault(TABLES[signal], []).extend(self._numbers[signal].add(rows))
        tables.setdefault("otel_metrics", []).extend(self._numbers["metrics"].add(increments))
        tables.setdefault("delta_state", []).extend(states)
        return Stored(increments=increments)

    def _record(self, sighted: Sighted) -> int | None:
        """Number of the record that tells of it, if that is stored."""
        if sighted.row is None or not sighted.signal:
            return None
        return self._numbers[sighted.signal].next + sighted.row

    def _append_rows(self, table: str, rows: list[Row]) -> None:
        if table in _BULK and len(rows) >= _MANY_ROWS:
            self._bulk_insert(table).append(rows)
        elif rows:
            self._append_few(table, rows)

    def _bulk_insert(self, table: str) -> BulkInsert:
        from aiobserver.store.duckdb.write.bulk_insert import BulkInsert  # noqa: PLC0415

        if table not in self._bulk:
            self._bulk[table] = BulkInsert(self.cursor, table)
        return self._bulk[table]

    def _append_few(self, table: str, rows: list[Row]) -> None:
        appender = self._appenders.get(table)
        if appender is None:
            columns = list(WRITTEN[table]) if table in WRITTEN else None
            appender = self._appenders[table] = self.cursor.appender(table, columns=columns)
        try:
            appender.append_rows(rows)
            appender.flush()
        except BaseException:
            appender.clear()
            raise
