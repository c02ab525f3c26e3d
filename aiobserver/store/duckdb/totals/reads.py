"""Totals over everything that is stored."""

from __future__ import annotations

from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.duckdb.traces.index import live_traces
from aiobserver.store.totals import Counter, Totals


def read_totals(cursor: Cursor, from_ns: int, to_ns: int) -> tuple[Totals, list[str]]:
    """(totals, names of the services) of a range."""
    span = {"from_ns": from_ns, "to_ns": to_ns}
    totals = Totals(_count_traces(cursor, span), *cursor.execute(sql("totals/totals"), span).fetchall()[0])
    return totals, read_services(cursor, from_ns, to_ns)


def _count_traces(cursor: Cursor, span: dict[str, int]) -> int:
    """Count the traces with a span that starts in the range."""
    with live_traces(cursor):
        ((inside, beyond),) = cursor.execute(sql("totals/traces"), span).fetchall()
        if beyond:
            ((beyond,),) = cursor.execute(sql("totals/traces_beyond"), span).fetchall()
    return int(inside + beyond)


def read_services(cursor: Cursor, from_ns: int, to_ns: int) -> list[str]:
    """Names of the services that have a record in the range, sorted."""
    span = {"from_ns": from_ns, "to_ns": to_ns}
    found = _names(cursor.execute(sql("totals/services"), span))
    others = _names(cursor.execute(sql("totals/metric_services"))) - found
    if others:  # most services with metrics have logs or spans: seldom need all points be read
        found |= _names(cursor.execute(sql("totals/services_of_points"), span | {"services": sorted(others)}))
    return sorted(found)


def _names(cursor: Cursor) -> set[str]:
    return {name for (name,) in cursor.fetchall()}


def read_counters(cursor: Cursor, day: int) -> list[Counter]:
    """All counters; `day` is today, in days since 1970 (UTC)."""
    return [Counter(*row) for row in cursor.execute(sql("totals/counters"), {"day": day}).fetchall()]


def read_row_counts(cursor: Cursor) -> dict[str, int]:
    """Table → number of rows."""
    counts = cursor.execute(sql("totals/rows")).fetchall()[0]
    return dict(zip(("otel_traces", "otel_metrics", "otel_logs"), counts, strict=True))
