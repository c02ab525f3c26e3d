"""Sessions are counted from what is stored, whenever it came and however often the index was merged."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from aiobserver.ingest.delta import DeltaTracker
from aiobserver.model.columns import Row, Signal
from aiobserver.model.declared import EventInfo
from aiobserver.store.duckdb.file.database import Database
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.duckdb.sessions.reads import get_session, list_sessions
from aiobserver.store.duckdb.write.deletion import delete_step
from aiobserver.store.duckdb.write.writer import Writer
from aiobserver.store.keeping import Selection
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


def test_events_that_do_not_count_make_no_session_and_no_prompt(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "db.duckdb")
    command = {"EventName": "prompt", "Extras": '{"uncounted":true}'}
    forged = log(SessionId="a", EventName="prompt", Extras='{"scopeAttributes":{"uncounted":true}}')
    writer = Writer(database, DeltaTracker(lambda _service: frozenset()))
    rows: dict[Signal, list[Row]] = {
        "logs": [log(SessionId="a", **command), log(SessionId="only", **command), event("a", "prompt", 1), forged]
    }
    asyncio.run(writer.store(StoreRequest(b"1", NOW, rows)))
    cursor = database.cursor()

    def shown() -> list[tuple[str, int]]:
        found, _ = list_sessions(cursor, SessionFilter(), lambda _service: RULES, 10, 0)
        return [(session.session_id, session.prompts) for session in found]

    assert shown() == [("a", 2)]
    one = get_session(cursor, "a", lambda _service: RULES, list)
    assert one is not None
    assert len(one[1]) == 2
    asyncio.run(writer.execute(delete_step, Selection(from_ns=NOW + SECOND), "logs"))
    assert shown() == [("a", 1)]
    cursor.execute("DELETE FROM session_index")
    cursor.execute(sql("sessions/index_make"))
    assert shown() == [("a", 1)]
    cursor.close()
    writer.close()
    database.close()


def test_a_session_is_that_of_the_tool_whose_events_it_has(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "db.duckdb")
    rules = replace(
        RULES, tool="first", others=(SessionRules((EventInfo("asked", "Asked", "", role="prompt"),), tool="second"),)
    )
    writer = Writer(database, DeltaTracker(lambda _service: frozenset()))
    rows: dict[Signal, list[Row]] = {"logs": [event("a", "prompt", 2), event("b", "asked", 1), event("b", "asked", 3)]}
    asyncio.run(writer.store(StoreRequest(b"1", NOW, rows)))
    writer.close()
    cursor = database.cursor()
    found, _ = list_sessions(cursor, SessionFilter(), lambda _service: rules, 10, 0)
    cursor.close()
    database.close()
    assert [(session.session_id, session.tool, session.prompts) for session in found] == [
        ("b", "second", 2),
        ("a", "first", 1),
    ]


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
