"""Reads of metric points."""

from __future__ import annotations

from dataclasses import asdict

from aiobserver.store.contract import T, Take
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import json_path, sql
from aiobserver.store.duckdb.file.streaming import rows_of
from aiobserver.store.metrics import PointFilter


def list_points(cursor: Cursor, wanted: PointFilter, limit: int, offset: int, take: Take[T]) -> tuple[T, int]:
    """(what is made of the rows, newest first; how many there are)."""
    taken = take(rows_of(cursor.execute(sql("metrics/page"), asdict(wanted) | {"limit": limit, "offset": offset})))
    ((total,),) = cursor.execute(sql("metrics/count"), asdict(wanted)).fetchall()
    return taken, total


def list_names(cursor: Cursor, service: str | None) -> list[str]:
    """The names of all metrics, sorted."""
    return [name for (name,) in cursor.execute(sql("metrics/names"), {"service": service}).fetchall()]


def list_breakdown_values(cursor: Cursor, name: str, attribute: str, service: str | None) -> list[str]:
    """The values an attribute of a metric has, sorted."""
    given = {"name": name, "path": json_path(attribute), "service": service}
    return [value for (value,) in cursor.execute(sql("metrics/breakdown_values"), given).fetchall()]
