"""Reads of logs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from aiobserver.store.contract import T, Take
from aiobserver.store.duckdb.file.database import Cursor, one_state
from aiobserver.store.duckdb.file.sql_files import json_path, sql
from aiobserver.store.duckdb.file.streaming import rows_of
from aiobserver.store.duckdb.logs.index import prepare_search
from aiobserver.store.duckdb.logs.search import Search
from aiobserver.store.logs import LogFilter, LogStatistic


def list_logs(cursor: Cursor, wanted: LogFilter, limit: int, offset: int, take: Take[T]) -> tuple[T, int]:
    """(what is made of the rows, newest first; how many there are)."""
    cursor.execute(sql("logs/leveled"))
    page = {"limit": limit, "offset": offset}
    if not wanted.search:
        taken = take(rows_of(cursor.execute(sql("logs/page"), _parameters(wanted) | page)))
        ((total,),) = cursor.execute(sql("logs/count"), _parameters(wanted)).fetchall()
        return taken, total
    with _searching(cursor, wanted) as given:
        ((total,),) = cursor.execute(sql("logs/hits"), given).fetchall()
        return take(rows_of(cursor.execute(sql("logs/hits_page"), page))), total


@contextmanager
def _searching(cursor: Cursor, wanted: LogFilter) -> Iterator[dict[str, object]]:
    """One state of the database, since row ids hold in one, with the view `searched`; the parameters of its search."""
    search = Search.of(wanted.search)
    with one_state(cursor):
        prepare_search(cursor, search)
        yield _parameters(wanted) | search.parameters


def _parameters(wanted: LogFilter) -> dict[str, object]:
    given: dict[str, object] = asdict(wanted)
    given["severity"] = wanted.severity.upper() if wanted.severity else None
    del given["search"]
    return given


def count_levels(cursor: Cursor, from_ns: int, to_ns: int, service: str | None) -> dict[str, int]:
    """Level → number of logs."""
    cursor.execute(sql("logs/leveled"))
    given = {"from_ns": from_ns, "to_ns": to_ns, "service": service}
    return dict(cursor.execute(sql("logs/levels"), given).fetchall())


def count_by_bucket(cursor: Cursor, wanted: LogFilter, width_s: int) -> list[tuple[int, str, int]]:
    """(bucket start in ms, level, number of logs), in this order."""
    cursor.execute(sql("logs/leveled"))
    with _searching(cursor, wanted) as given:
        return cursor.execute(sql("logs/histogram"), given | {"width_ns": width_s * 10**9}).fetchall()


def statistic_series(
    cursor: Cursor, statistic: LogStatistic, from_ns: int, to_ns: int, service: str | None, width_s: int
) -> list[tuple[str, str, int, float | None]]:
    """(service, breakdown value, bucket start in ns, value) in this order; width 0: one bucket for all."""
    return cursor.execute(
        sql("logs/series"),
        {
            "from_ns": from_ns,
            "to_ns": to_ns,
            "service": service,
            "event": statistic.event,
            "stat": statistic.stat,
            "value_path": json_path(statistic.value) if statistic.value else None,
            "breakdown_path": json_path(statistic.breakdown) if statistic.breakdown else None,
            "attribute_path": json_path(statistic.attribute) if statistic.attribute else None,
            "equals": statistic.equals,
            "uncounted": statistic.uncounted,
            "width_ns": width_s * 10**9,
        },
    ).fetchall()
