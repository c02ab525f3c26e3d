"""The door to storage: protocols that an engine fulfils, in the words of the field.

Promises of all of them: times are integer nanoseconds since 1970 over the whole uint64 range, ends are exclusive; an
empty answer is not an error; one call sees one state of the data; rows come in the column order of `model/columns`,
whatever order the engine keeps, and `take` gets them once, lazily, in a thread of the store. Every read may raise
`QueryTimeout` (deadline passed) and every method `Unavailable` (not now; asking again is safe).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from aiobserver.model.columns import Row, Signal
from aiobserver.model.declared import ServiceSet
from aiobserver.store.dashboards import Dashboard, NewWidget, Widget
from aiobserver.store.history_contract import History
from aiobserver.store.keeping import SIGNALS, Ages, Announced, BackupFile, Blocks, Counts, Selection
from aiobserver.store.ledger_contract import LedgerFilling, LedgerReads, Pricing, Projects
from aiobserver.store.logs import LogFilter, LogStatistic
from aiobserver.store.metrics import PartsOf, PointFilter, Series, SeriesQuery
from aiobserver.store.sessions import RulesOf, Session, SessionFilter
from aiobserver.store.totals import Counter, Totals
from aiobserver.store.traces import TraceFilter, TracePage, TraceSummary
from aiobserver.store.writing import Stored, StoreRequest

T = TypeVar("T")

Take = Callable[[Iterator[Row]], T]
"""Consumer of rows while they are read; rows it does not keep need not be in memory."""


class Ingest(Protocol):
    """Durable storage of exports."""

    async def store(self, request: StoreRequest) -> Stored:
        """Store all rows of the request or none; return once they are durable, each of them there once.

        A request with a digest that was stored within the window changes nothing and is reported as `duplicate`.

        :raises InvalidRequest: a value cannot be stored, now or ever.
        :raises Unavailable: not stored, or not known to be; sent again it is stored once.
        """


class TraceReads(Protocol):
    """Traces, virtual ones included."""

    async def page(self, wanted: TraceFilter, marking: ServiceSet, limit: int, offset: int) -> TracePage:
        """Traces whose root starts in the range.

        :param marking: services whose main spans are marked: their traces without one are background.
        """

    async def recent(self, marking: ServiceSet, limit: int) -> list[TraceSummary]:
        """The newest traces of all time."""

    async def get(self, trace: str, marking: ServiceSet, take: Take[T]) -> tuple[TraceSummary, T] | None:
        """(summary, outcome of `take` for the span rows by start) of a trace or virtual trace; None: no such trace."""

    async def scopes(self, spans: Collection[str], from_ns: int, to_ns: int) -> dict[str, str]:
        """Span id → scope, of spans that start between two times."""


class LogReads(Protocol):
    """Log records and events."""

    async def page(self, wanted: LogFilter, limit: int, offset: int, take: Take[T]) -> tuple[T, int]:
        """(outcome of `take` for the rows, newest first; number of logs that pass the filter)."""

    async def levels(self, from_ns: int, to_ns: int, service: str | None) -> dict[str, int]:
        """Level → number of logs."""

    async def histogram(self, wanted: LogFilter, width_s: int) -> list[tuple[int, str, int]]:
        """(bucket start in ms, level, number of logs), in this order."""

    async def statistic(
        self, statistic: LogStatistic, from_ns: int, to_ns: int, service: str | None, width_s: int
    ) -> list[tuple[str, str, int, float | None]]:
        """(service, breakdown value, bucket start in ns, value) in this order; width 0: one bucket for all."""


class MetricReads(Protocol):
    """Metric points and series."""

    async def page(self, wanted: PointFilter, limit: int, offset: int, take: Take[T]) -> tuple[T, int]:
        """(outcome of `take` for the rows, newest first; number of points that pass the filter)."""

    async def names(self, service: str | None) -> list[str]:
        """Names of all metrics, sorted."""

    async def values(self, name: str, attribute: str, service: str | None) -> list[str]:
        """Values of an attribute of a metric, sorted."""

    async def series(self, query: SeriesQuery, parts_of: PartsOf | None) -> list[Series]:
        """Series of a metric by labels, without those that `parts_of` marks."""


class SessionReads(Protocol):
    """Sessions of the tools."""

    async def page(
        self, wanted: SessionFilter, rules_of: RulesOf, limit: int, offset: int
    ) -> tuple[list[Session], int]:
        """(sessions, most recent first; number of sessions that pass the filter)."""

    async def get(self, session: str, rules_of: RulesOf, take: Take[T]) -> tuple[Session, T] | None:
        """(session, outcome of `take` for its events); None: no such session.

        :param take: gets (role, failed?, column of a log record, …) of each event, in time order.
        """


class Senders(Protocol):
    """Tools that were recognised under service names, and marks by which stored records can be recognised."""

    async def received(self) -> list[str]:
        """All services that ever sent anything."""

    async def marks(self, services: Collection[str]) -> list[tuple[str, Signal, str, str]]:
        """(service, signal, scope, name of the event or metric) of all records of these services, each once."""

    async def note(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Store further pairs of service name and tool id."""


class TotalReads(Protocol):
    """Counts over everything."""

    async def totals(self, from_ns: int, to_ns: int) -> tuple[Totals, list[str]]:
        """(totals, names of the services) of a range."""

    async def services(self) -> list[str]:
        """Names of all services, sorted."""

    async def counters(self, day: int) -> list[Counter]:
        """All counters; `day` is today, in days since 1970 (UTC)."""

    async def rows(self) -> dict[str, int]:
        """Public table → number of rows."""


class Dashboards(Protocol):
    """Dashboards; every change is stored completely or not at all. NotFound: no such dashboard or widget."""

    async def all(self) -> list[Dashboard]:
        """All dashboards, newest first."""

    async def one(self, dashboard: str) -> tuple[Dashboard, list[Widget]]:
        """(dashboard, its widgets from top left to bottom right). :raises NotFound:"""

    async def default(self) -> tuple[Dashboard, list[Widget]]:
        """The default dashboard. :raises NotFound: the user deleted it."""

    async def create(
        self,
        name: str,
        description: str,
        *,
        is_default: bool,
        now_ns: int,
        widgets: Sequence[NewWidget] = (),
        instead_of: str | None = None,
    ) -> Dashboard:
        """Add a dashboard with these widgets; delete the one it replaces."""

    async def update(self, dashboard: str, changes: Mapping[str, Any], now_ns: int) -> tuple[Dashboard, list[Widget]]:
        """Change name, description. :raises NotFound:"""

    async def delete(self, dashboard: str) -> None:
        """Remove a dashboard with its widgets. :raises NotFound:"""

    async def make_default(self, dashboard: str, now_ns: int) -> None:
        """Set the default dashboard. :raises NotFound:"""

    async def add_widget(self, dashboard: str, widget: NewWidget, now_ns: int) -> Widget:
        """Add a widget. :raises NotFound: :raises InvalidRequest: it would not fit the columns."""

    async def update_widgets(
        self, dashboard: str, changes: Sequence[tuple[str, Mapping[str, Any]]], now_ns: int
    ) -> list[Widget]:
        """Change the given fields of some widgets, all or none: (widget, field → value).

        :raises NotFound: one is not of this dashboard. :raises InvalidRequest: one would not fit the columns.
        """

    async def delete_widget(self, dashboard: str, widget: str) -> None:
        """Remove a widget. :raises NotFound:"""


class Keeping(Protocol):
    """Deletion of records, and what retention needs to know and remember."""

    async def count(self, selection: Selection, signals: Sequence[Signal] = SIGNALS) -> Counts:
        """Number of selected records."""

    async def delete(
        self, selection: Selection, signals: Sequence[Signal] = SIGNALS, *, for_good: bool = False
    ) -> Counts:
        """Delete the records, some at a time; return their number.

        :param for_good: their text must not stay in the file: a compaction is pending until one succeeds.
        :raises Unavailable: not all were deleted; delete again.
        """

    async def compact(self) -> tuple[int, int]:
        """Rewrite the database without deleted records: (bytes before, bytes after).

        :raises Unavailable: the database stays as it is.
        """

    async def compact_if_worthwhile(self) -> None:
        """Compact when much of the file is free; log it if that is not possible now."""

    async def blocks(self) -> Blocks:
        """Use of the database file."""

    async def ages(self) -> list[Ages]:
        """Arrival times of each signal that has records."""

    async def arrival_of(self, share: float) -> int:
        """Time by which this share (0…1) of all records had come; ns since 1970."""

    async def notes(self) -> dict[str, Announced]:
        """Notes of retention by kind."""

    async def note(self, state: Mapping[str, Announced]) -> None:
        """Replace all notes of retention."""

    async def run_forever(self) -> None:
        """Run pending compactions, until cancelled."""


class Backups(Protocol):
    """Verified copies of the database."""

    @property
    def folder(self) -> Path:
        """Folder of the backups."""

    @property
    def problem(self) -> str | None:
        """Reason why the last backup that was due failed."""

    def all(self) -> list[BackupFile]:
        """All backups, newest first."""

    async def make(self) -> BackupFile:
        """Make a backup and read it from end to end. :raises Unavailable: not now; nothing is left behind."""

    async def run_forever(self) -> None:
        """Make each backup that is due, until cancelled."""


class Condition(Protocol):
    """State of the engine; asks the data nothing, so that no query can block it."""

    @property
    def is_new(self) -> bool:
        """True if this start made the database."""

    def problem(self) -> str | None:
        """Reason why a write would not be accepted now, or None."""

    def losses(self) -> Sequence[str]:
        """Descriptions of what could not be read when the database was opened."""

    def sizes(self) -> dict[str, int]:
        """Bytes of each file."""

    def queue(self) -> tuple[int, int]:
        """Requests and bytes that wait to be stored."""


@dataclass(frozen=True, slots=True)
class Store:
    """An open store, by what it is asked for."""

    ingest: Ingest
    traces: TraceReads
    logs: LogReads
    metrics: MetricReads
    sessions: SessionReads
    ledger: LedgerReads
    projects: Projects
    filling: LedgerFilling
    history: History
    pricing: Pricing
    totals: TotalReads
    senders: Senders
    dashboards: Dashboards
    keeping: Keeping
    backups: Backups
    condition: Condition
    close: Callable[[], None]
    """Stores what waits, then closes."""
