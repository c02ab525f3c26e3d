"""The store as one DuckDB file fulfils it: each part of the contract over the reader and the writer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from aiobserver.ledger.metering import MeterRule
from aiobserver.ledger.price_file import OwnPrices
from aiobserver.ledger.prices import Prices
from aiobserver.model.columns import Signal
from aiobserver.model.declared import ServiceSet
from aiobserver.model.times import END_OF_TIME_NS
from aiobserver.store.contract import Store, T, Take
from aiobserver.store.dashboards import Dashboard, NewWidget, Widget
from aiobserver.store.duckdb.dashboards import reads as dashboards
from aiobserver.store.duckdb.file.database import Database
from aiobserver.store.duckdb.file.reader import Reader
from aiobserver.store.duckdb.history.store import HistoryPart
from aiobserver.store.duckdb.keeping.backups import Backups
from aiobserver.store.duckdb.keeping.housekeeping import Housekeeping
from aiobserver.store.duckdb.ledger.pricing import CallPricing
from aiobserver.store.duckdb.ledger.store import FillingPart, LedgerPart, ProjectsPart
from aiobserver.store.duckdb.logs import reads as logs
from aiobserver.store.duckdb.metrics import points
from aiobserver.store.duckdb.metrics.series import read_series
from aiobserver.store.duckdb.senders import reads as senders
from aiobserver.store.duckdb.sessions import reads as sessions
from aiobserver.store.duckdb.totals import reads as totals
from aiobserver.store.duckdb.traces import reads as traces
from aiobserver.store.duckdb.write.writer import Writer
from aiobserver.store.keeping import BackupRules
from aiobserver.store.logs import LogFilter, LogStatistic
from aiobserver.store.metrics import PartsOf, PointFilter, Series, SeriesQuery
from aiobserver.store.sessions import RulesOf, Session, SessionFilter
from aiobserver.store.totals import Counter, Totals
from aiobserver.store.traces import TraceFilter, TracePage, TraceSummary
from aiobserver.store.writing import Increments


def start_store(
    database: Database,
    increments: Increments,
    rules: BackupRules,
    meter_rules: Mapping[str, MeterRule] = MappingProxyType({}),
    own_prices: OwnPrices | None = None,
) -> Store:
    """Start the writer of an open database. The store's `close` closes the database, too.

    :param meter_rules: metric name → its meaning, of the metrics that count tokens and cost.
    :param own_prices: prices that go before list prices.
    :raises DatabaseError: the writer cannot begin; the database stays open.
    """
    prices = Prices(own_prices)
    writer = Writer(database, increments, meter_rules, prices)
    reader = Reader(database, writer.ingest_rate)
    keeping = Housekeeping(database, reader, writer)
    backups = Backups(database, rules)

    def close() -> None:
        writer.close()
        backups.close()
        keeping.close()
        reader.close()
        database.close()

    return Store(
        ingest=writer,
        traces=_Traces(reader),
        logs=_Logs(reader),
        metrics=_Metrics(reader),
        sessions=_Sessions(reader),
        ledger=LedgerPart(reader),
        projects=ProjectsPart(reader, writer),
        filling=FillingPart(reader, writer),
        history=HistoryPart(reader, writer),
        pricing=CallPricing(reader, writer, prices),
        totals=_Totals(reader),
        senders=_Senders(reader, writer),
        dashboards=_Dashboards(reader, writer),
        keeping=keeping,
        backups=backups,
        condition=_Condition(database, writer),
        close=close,
    )


class _Traces:
    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def page(self, wanted: TraceFilter, marking: ServiceSet, limit: int, offset: int) -> TracePage:
        return await self._reader.run(traces.list_traces, wanted, marking, limit, offset)

    async def recent(self, marking: ServiceSet, limit: int) -> list[TraceSummary]:
        return await self._reader.run(traces.recent_traces, marking, limit)

    async def get(self, trace: str, marking: ServiceSet, take: Take[T]) -> tuple[TraceSummary, T] | None:
        return await self._reader.run(traces.get_trace, marking, trace, take)

    async def scopes(self, spans: Collection[str], from_ns: int, to_ns: int) -> dict[str, str]:
        return await self._reader.run(senders.read_scopes, spans, from_ns, to_ns)


class _Logs:
    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def page(self, wanted: LogFilter, limit: int, offset: int, take: Take[T]) -> tuple[T, int]:
        return await self._reader.run(logs.list_logs, wanted, limit, offset, take)

    async def levels(self, from_ns: int, to_ns: int, service: str | None) -> dict[str, int]:
        return await self._reader.run(logs.count_levels, from_ns, to_ns, service)

    async def histogram(self, wanted: LogFilter, width_s: int) -> list[tuple[int, str, int]]:
        return await self._reader.run(logs.count_by_bucket, wanted, width_s)

    async def statistic(
        self, statistic: LogStatistic, from_ns: int, to_ns: int, service: str | None, width_s: int
    ) -> list[tuple[str, str, int, float | None]]:
        return await self._reader.run(logs.statistic_series, statistic, from_ns, to_ns, service, width_s)


class _Metrics:
    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def page(self, wanted: PointFilter, limit: int, offset: int, take: Take[T]) -> tuple[T, int]:
        return await self._reader.run(points.list_points, wanted, limit, offset, take)

    async def names(self, service: str | None) -> list[str]:
        return await self._reader.run(points.list_names, service)

    async def values(self, name: str, attribute: str, service: str | None) -> list[str]:
        return await self._reader.run(points.list_breakdown_values, name, attribute, service)

    async def series(self, query: SeriesQuery, parts_of: PartsOf | None) -> list[Series]:
        return await self._reader.run(read_series, query, parts_of)


class _Sessions:
    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def page(
        self, wanted: SessionFilter, rules_of: RulesOf, limit: int, offset: int
    ) -> tuple[list[Session], int]:
        return await self._reader.run(sessions.list_sessions, wanted, rules_of, limit, offset)

    async def get(self, session: str, rules_of: RulesOf, take: Take[T]) -> tuple[Session, T] | None:
        return await self._reader.run(sessions.get_session, session, rules_of, take)


class _Totals:
    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def totals(self, from_ns: int, to_ns: int) -> tuple[Totals, list[str]]:
        return await self._reader.run(totals.read_totals, from_ns, to_ns)

    async def services(self) -> list[str]:
        return await self._reader.run(totals.read_services, 0, END_OF_TIME_NS)

    async def counters(self, day: int) -> list[Counter]:
        return await self._reader.run(totals.read_counters, day)

    async def rows(self) -> dict[str, int]:
        return await self._reader.run(totals.read_row_counts)


class _Senders:
    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader = reader
        self._writer = writer

    async def received(self) -> list[str]:
        return await self._reader.run(senders.read_received_services)

    async def marks(self, services: Collection[str]) -> list[tuple[str, Signal, str, str]]:
        return await self._reader.run(senders.read_senders, services)

    async def note(self, pairs: Iterable[tuple[str, str]]) -> None:
        await self._writer.execute(senders.note_service_tools, pairs)


class _Dashboards:
    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader = reader
        self._writer = writer

    async def all(self) -> list[Dashboard]:
        return await self._reader.run(dashboards.read_all)

    async def one(self, dashboard: str) -> tuple[Dashboard, list[Widget]]:
        return await self._reader.run(dashboards.read_one, dashboard)

    async def default(self) -> tuple[Dashboard, list[Widget]]:
        return await self._reader.run(dashboards.read_default)

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
        return await self._writer.execute(
            dashboards.create,
            name,
            description,
            is_default=is_default,
            now_ns=now_ns,
            widgets=widgets,
            instead_of=instead_of,
        )

    async def update(self, dashboard: str, changes: Mapping[str, Any], now_ns: int) -> tuple[Dashboard, list[Widget]]:
        return await self._writer.execute(dashboards.update, dashboard, changes, now_ns)

    async def delete(self, dashboard: str) -> None:
        await self._writer.execute(dashboards.delete, dashboard)

    async def make_default(self, dashboard: str, now_ns: int) -> None:
        await self._writer.execute(dashboards.make_default, dashboard, now_ns)

    async def add_widget(self, dashboard: str, widget: NewWidget, now_ns: int) -> Widget:
        return await self._writer.execute(dashboards.add_widget, dashboard, widget, now_ns)

    async def update_widgets(
        self, dashboard: str, changes: Sequence[tuple[str, Mapping[str, Any]]], now_ns: int
    ) -> list[Widget]:
        return await self._writer.execute(dashboards.update_widgets, dashboard, changes, now_ns)

    async def delete_widget(self, dashboard: str, widget: str) -> None:
        await self._writer.execute(dashboards.delete_widget, dashboard, widget)


class _Condition:
    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    @property
    def is_new(self) -> bool:
        return self._database.created

    def problem(self) -> str | None:
        return self._writer.problem()

    def losses(self) -> Sequence[str]:
        return [str(damage) for damage in self._database.damage]

    def sizes(self) -> dict[str, int]:
        return self._database.sizes()

    def queue(self) -> tuple[int, int]:
        return self._writer.queue_status()
