"""Tables made of the telemetry: how each is made anew, and what a deletion of records does to it.

One more derived table is one more `Part` here: deletion, salvage and the tests go through this list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aiobserver.model.columns import Signal
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.duckdb.ledger.sessions import SESSIONS_TABLE
from aiobserver.store.duckdb.ledger.write import LEDGER_TABLES, rebuild_ledger
from aiobserver.store.duckdb.logs.index import forget_blocks
from aiobserver.store.duckdb.metrics import rollup as metric_rollup
from aiobserver.store.duckdb.traces.index import index_rows, refresh_touched, unindexed_rows
from aiobserver.store.writing import TABLES

Step = Callable[[Cursor], object]


def _nothing(_cursor: Cursor) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Part:
    """Tables derived from the records of one signal. Its steps run in the transaction of a deletion."""

    tables: tuple[str, ...]
    signal: Signal
    prepare: Step = _nothing
    """Before the records to delete are selected."""
    before: Step = _nothing
    """While they are in the table `selected` and not deleted yet."""
    after: Step = _nothing
    """Once they are deleted."""
    rebuild: Step | None = None
    """Makes the tables anew; None: maintenance does, since reads add what an index lacks."""


def _index_all(cursor: Cursor) -> None:
    """Index all spans: their numbers must never be given twice, and the index remembers how far they went."""
    left = unindexed_rows(cursor)
    while left:
        left = index_rows(cursor)


def _make_session_index(cursor: Cursor) -> None:
    cursor.execute(sql("sessions/index_make"))


def _sessions(signal: Signal, touched: str, recount: str) -> Part:
    """The part of the session index that counts the records of a signal."""

    def after(cursor: Cursor) -> None:
        cursor.execute(sql("sessions/deletion_forget"), {"signal": signal})
        cursor.execute(sql(recount))

    return Part(
        ("session_index",),
        signal,
        before=lambda cursor: cursor.execute(sql(touched)),
        after=after,
        rebuild=_make_session_index,
    )


PARTS: tuple[Part, ...] = (
    _sessions("traces", "traces/deletion_sessions", "traces/deletion_recount"),
    _sessions("metrics", "metrics/deletion_sessions", "metrics/deletion_recount"),
    _sessions("logs", "logs/deletion_sessions", "logs/deletion_recount"),
    Part(
        ("trace_index", "trace_index_state"),
        "traces",
        prepare=_index_all,
        before=lambda cursor: cursor.execute(sql("traces/deletion_touched")),
        after=refresh_touched,
    ),
    Part(
        ("metric_rollup", "metric_rollup_state"),
        "metrics",
        before=metric_rollup.note_touched,
        after=metric_rollup.refresh_touched,
    ),
    Part(("log_index",), "logs", before=forget_blocks),
    Part((*LEDGER_TABLES, SESSIONS_TABLE, "ledger_gaps"), "logs", rebuild=rebuild_ledger),
)

TELEMETRY = frozenset(TABLES.values())
KEPT = frozenset(
    (
        *(
            "sightings",
            "ledger_fill",
            "projects",
            "transcript_files",
            "transcript_messages",
            "forgotten_sessions",
            "watched_tools",
            "metric_series",
            "delta_state",
            "stored_requests",
            "counters",
            "service_tools",
            "retention_state",
        ),
        *("dashboards", "dashboard_widgets"),
    )
)
"""Tables that nothing else can tell again: state of the writer and of retention, and what users made."""
