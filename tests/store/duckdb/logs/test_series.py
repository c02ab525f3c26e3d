"""Statistics of a numeric attribute of an event."""

from __future__ import annotations

import orjson
import pytest

from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.logs.reads import statistic_series
from aiobserver.store.logs import LogStatistic
from tests.rows import NOW, SECOND, log
from tests.store.duckdb.inserting import insert


def store(cursor: Cursor, *attributes: dict[str, object]) -> None:
    rows = [
        log(Timestamp=NOW + second * SECOND, EventName="ran", LogAttributes=orjson.dumps(values).decode())
        for second, values in enumerate(attributes)
    ]
    insert(cursor, "otel_logs", rows)


def read(cursor: Cursor, statistic: LogStatistic) -> dict[str, float | None]:
    rows = statistic_series(cursor, statistic, NOW, NOW + 100 * SECOND, None, 0)
    return {part: value for _, part, _, value in rows}


@pytest.fixture(autouse=True)
def three_calls(cursor: Cursor) -> None:
    store(
        cursor,
        {"tool": "sh", "ms": 10, "success": True},
        {"tool": "sh", "ms": "30", "success": "false"},
        {"tool": "edit", "ms": 5.5, "success": False},
        {"tool": "edit"},
    )


def test_numbers_may_come_as_text(cursor: Cursor) -> None:
    assert read(cursor, LogStatistic("ran", "ms", "sum", "tool")) == {"edit": 5.5, "sh": 40}


def test_only_events_with_an_attribute_count(cursor: Cursor) -> None:
    failed = LogStatistic("ran", None, "count", "tool", "success", "FALSE")
    assert read(cursor, failed) == {"edit": 1, "sh": 1}
    assert read(cursor, LogStatistic("ran", None, "count", "tool")) == {"edit": 2, "sh": 2}


def test_an_event_is_also_found_by_its_field_where_an_attribute_names_it_otherwise(cursor: Cursor) -> None:
    insert(cursor, "otel_logs", [log(Timestamp=NOW, EventName="short", Extras='{"eventNameField":"long.name"}')])
    assert read(cursor, LogStatistic("long.name", None, "count", None)) == {"": 1}
