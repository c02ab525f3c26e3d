"""Sessions are counted from what is stored, whenever it came and however often the index was merged."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from aiobserver.ingest.delta import DeltaTracker
from aiobserver.model.columns import Row
from aiobserver.model.declared import EventInfo
from aiobserver.store.duckdb.file.database import Database
from aiobserver.store.duckdb.sessions.reads import get_session, list_sessions
from aiobserver.store.duckdb.write.writer import Writer
from aiobserver.store.sessions import Session, SessionFilter, SessionRules
from aiobserver.store.writing import StoreRequest
from tests.rows import NOW, SECOND, log, point, span

RULES = SessionRules(
    events=(
        EventInfo("prompt", "Prompt", "", role="prompt"),
        EventInfo("request", "Request", "", role="request", error_attribute="error"),
        EventInfo("failure", "Failure", "", role="error"),
    ),
    tokens_metric="tokens",
)


def event(session: str, name: str, second: int, **attributes: str) -> Row:
    return log(
        SessionId=session,
        EventName=name,
        Timestamp=NOW + second * SECOND,
        LogAttributes=json.dumps(attributes) if attributes else None,
    )


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """One that was written by two servers, one after the other."""
    database = Database.open(tmp_path / "db.duckdb")
    tokens = {"MetricName": "tokens", "AggregationTemporality": 1, "SessionId": "a"}
    halves = (
        {
            "logs": [
                event("a", "prompt", 10),
                event("a", "request", 11),
                event("b", "prompt", 30),
                event("c", "other", 1),
            ],
            "metrics": [point(Timestamp=NOW + 12 * SECOND, Value=5.0, **tokens)],
        },
        {
            "logs": [
                event("a", "request", 20, error="boom"),
                event("a", "failure", 21),
                event("a", "request", 5, error=""),
            ],
            "metrics": [point(Timestamp=NOW + 25 * SECOND, Value=2.0, **tokens)],
            "traces": [span(SessionId="a", Timestamp=NOW + 22 * SECOND, Duration=4 * SECOND)],
        },
    )
    for number, rows in enumerate(halves):
        writer = Writer(database, DeltaTracker(lambda _service: frozenset()))
        asyncio.run(writer.store(StoreRequest(f"{number}".encode(), NOW, rows)))  # type: ignore[arg-type]
        writer.close()
    return database


def sessions(database: Database, wanted: SessionFilter, limit: int = 10, offset: int = 0) -> tuple[list[Session], int]:
    cursor = database.cursor()
    try:
        return list_sessions(cursor, wanted, lambda _service: RULES, limit, offset)
    finally:
        cursor.close()


def test_a_session_is_all_its_records_and_failures_count_once(database: Database) -> None:
    (_, found), total = sessions(database, SessionFilter())
    assert total == 2
    assert (found.session_id, found.prompts, found.requests, found.errors) == ("a", 1, 3, 2)
    assert (found.start_ns, found.last_ns) == (NOW + 5 * SECOND, NOW + 26 * SECOND)
    assert found.tokens == {"": 7.0}
    database.close()


@pytest.mark.parametrize(("low", "high", "expected"), [(0, 5, []), (0, 6, ["a"]), (26, 30, ["a"]), (27, 99, ["b"])])
def test_sessions_are_listed_that_were_going_on_in_the_range(
    database: Database, low: int, high: int, expected: list[str]
) -> None:
    found, _ = sessions(database, SessionFilter(NOW + low * SECOND, NOW + high * SECOND))
    assert [session.session_id for session in found] == expected
    database.close()


def test_a_page_behind_the_last_one_still_says_how_many_there_are(database: Database) -> None:
    assert sessions(database, SessionFilter(), limit=1, offset=5) == ([], 2)
    database.close()


def test_a_session_shows_its_events_in_time_order(database: Database) -> None:
    cursor = database.cursor()
    found = get_session(cursor, "a", lambda _service: RULES, list)
    cursor.close()
    database.close()
    assert found is not None
    assert [(role, failed) for role, failed, *_ in found[1]] == [
        ("request", False),
        ("prompt", False),
        ("request", False),
        ("request", True),
        ("error", True),
    ]
