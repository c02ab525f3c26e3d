"""Which figures of a session are the ledger's, and which those of its events."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from aiobserver.ingest.delta import DeltaTracker
from aiobserver.ledger.sightings import sighting_of
from aiobserver.model.columns import Row
from aiobserver.model.declared import EventInfo
from aiobserver.model.ledger import Call, Place, SessionFact, Sighting, Tokens, ToolCall, Turn
from aiobserver.store.duckdb.file.database import Database
from aiobserver.store.duckdb.sessions.reads import list_sessions
from aiobserver.store.duckdb.write.writer import Writer
from aiobserver.store.keeping import Selection
from aiobserver.store.sessions import Session, SessionFilter, SessionRules
from aiobserver.store.writing import Sighted, StoreRequest
from tests.rows import NOW, SECOND, log

RULES = SessionRules(
    events=(
        EventInfo("prompt", "Prompt", "", role="prompt"),
        EventInfo("request", "Request", "", role="request", error_attribute="error"),
        EventInfo("use", "Use", "", role="tool_call"),
    ),
    tool="tool",
)
SEVERAL = ("prompt", "request", "request", "use", "use", "use")


class Store:
    """A database with its writer."""

    def __init__(self, path: Path) -> None:
        self.database = Database.open(path)
        self.writer = Writer(self.database, DeltaTracker(lambda _service: frozenset()))
        self._requests = 0

    def add(self, events: Iterable[Row] = (), told: Iterable[Sighting] = (), tool: str = "tool") -> None:
        self._requests += 1
        sightings = [sighting_of(tool, "transcript", said) for said in told]
        sighted = tuple(
            Sighted(sighting, "logs", "svc", sighting.said.session, sighting.end_ns, sighting.end_ns, None)
            for sighting in sightings
        )
        request = StoreRequest(str(self._requests).encode(), NOW, {"logs": list(events)}, sighted=sighted)
        asyncio.run(self.writer.store(request))

    def delete(self, selection: Selection) -> None:
        while asyncio.run(self.writer.delete_step(selection, "logs"))[1]:
            pass

    def sessions(self, wanted: SessionFilter = SessionFilter()) -> list[Session]:  # noqa: B008 - frozen
        cursor = self.database.cursor()
        found, total = list_sessions(cursor, wanted, lambda _service: RULES, 10, 0)
        cursor.close()
        assert total == len(found)
        return found


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "db.duckdb")
    yield store
    store.writer.close()
    store.database.close()


def events(session: str, *names: str, second: int = 0) -> list[Row]:
    return [
        log(SessionId=session, EventName=name, ServiceName="svc", Timestamp=NOW + (second + number) * SECOND)
        for number, name in enumerate(names)
    ]


def turn(second: float = 0, session: str = "s", *, is_command: bool = False) -> Turn:
    return Turn(session=session, start_ns=NOW + int(second * SECOND), is_command=is_command)


def call(second: float = 1, session: str = "s", directory: str = "", *, is_failed: bool = False) -> Call:
    end_ns = NOW + int(second * SECOND)
    place = Place(directory=directory)
    if is_failed:
        return Call(session=session, end_ns=end_ns, outcome="error", place=place)
    return Call(session=session, model="m", end_ns=end_ns, tokens=Tokens(input=3, output=4), place=place)


def use(second: float = 2, session: str = "s") -> ToolCall:
    return ToolCall(session=session, name="Bash", end_ns=NOW + int(second * SECOND), duration_ns=SECOND)


def counts(session: Session) -> tuple[int, int, int, int]:
    return session.prompts, session.requests, session.errors, session.tool_calls


def test_a_session_without_a_record_is_one(store: Store) -> None:
    store.add(told=[turn(), call(), call(1.5, is_failed=True), use()])
    (session,) = store.sessions()
    assert counts(session) == (1, 1, 1, 1)
    assert (session.service_name, session.tool, session.models) == ("", "tool", ["m"])
    assert (session.start_ns, session.last_ns) == (NOW, NOW + 2 * SECOND)
    assert session.figures is not None
    assert session.figures.tokens == 7


def test_where_nobody_asked_anything_is_no_session(store: Store) -> None:
    store.add(told=[turn(is_command=True), SessionFact(session="s", time_ns=NOW, title="Title")])
    assert store.sessions() == []
    store.add(told=[turn(3)])
    assert [(counts(session), session.title) for session in store.sessions()] == [((1, 0, 0, 0), "Title")]


@pytest.mark.parametrize(
    "said", [turn(), call(), call(is_failed=True), use(1)], ids=["prompt", "call", "failure", "tool call"]
)
def test_any_of_these_makes_a_session(said: Sighting, store: Store) -> None:
    store.add(told=[said])
    assert [session.session_id for session in store.sessions()] == ["s"]


def test_what_the_ledger_tells_goes_before_the_events(store: Store) -> None:
    store.add(events("s", *SEVERAL), [turn(), call(), use(), use(3)])
    store.add(events("other", *SEVERAL))
    assert {session.session_id: counts(session) for session in store.sessions()} == {
        "s": (1, 1, 0, 2),
        "other": (1, 2, 0, 3),
    }


def test_what_no_session_of_a_tool_tells_is_counted_by_events(store: Store) -> None:
    """A plugin may tell of calls alone."""
    store.add(events("s", *SEVERAL), [call()])
    assert [counts(session) for session in store.sessions()] == [(1, 1, 0, 3)]
    store.add(told=[turn(0, "another")])
    assert {session.session_id: session.prompts for session in store.sessions()} == {"s": 0, "another": 1}


def test_calls_that_only_metrics_count_are_counted_by_events(store: Store) -> None:
    """Those of Codex from before there was a ledger: only their failures are told of."""
    failed = log(SessionId="s", EventName="request", ServiceName="svc", LogAttributes='{"error":"boom"}')
    store.add([*events("s", *SEVERAL), failed], [call(is_failed=True)])
    assert [counts(session)[1:3] for session in store.sessions()] == [(0, 1)]
    cursor = store.database.cursor()
    metered = "Outcome = 'metered', Sources = 'metric', Input = 5, CacheRead = 0, CacheWrite = 0, Output = 0"
    cursor.execute("INSERT INTO ledger_calls SELECT * REPLACE (7 AS Id) FROM ledger_calls")
    cursor.execute(f"UPDATE ledger_calls SET {metered} WHERE Id = 7")
    cursor.close()
    (session,) = store.sessions()
    assert counts(session)[1:3] == (3, 1)
    assert session.figures is not None
    assert session.figures.tokens == 5


def test_both_give_the_first_and_the_last_moment(store: Store) -> None:
    store.add(events("s", "prompt", "request", second=10), [call(12.25), call(5.75)])
    (session,) = store.sessions()
    assert (session.start_ns, session.last_ns) == (NOW + 5 * SECOND + 3 * SECOND // 4, NOW + 12 * SECOND + SECOND // 4)
    store.add(events("s", "request", second=5))
    store.add(events("s", "request", second=13))
    (session,) = store.sessions()
    assert (session.start_ns, session.last_ns) == (NOW + 5 * SECOND, NOW + 13 * SECOND)


@pytest.mark.parametrize(("low", "high", "is_listed"), [(0, 1, False), (1, 2, True), (2.5, 2.75, True), (3, 9, False)])
def test_the_range_is_compared_to_the_second(low: float, high: float, is_listed: bool, store: Store) -> None:
    store.add(told=[call(1.5), use(2.5)])
    wanted = SessionFilter(NOW + int(low * SECOND), NOW + int(high * SECOND))
    assert bool(store.sessions(wanted)) is is_listed


def test_sessions_are_found_by_tool_service_and_project(store: Store) -> None:
    store.add(events("recorded", "prompt"), [call(1, "recorded", "/work")])
    store.add(told=[call(2, "told", "/work/deeper")])
    store.add(told=[call(3, "foreign", "/other")], tool="other")
    cursor = store.database.cursor()
    cursor.execute("INSERT INTO projects VALUES ('/work', '/work', '', ''), ('/work/deeper', '/work', '', '')")
    cursor.close()

    def found(**wanted: str | tuple[str, ...]) -> list[str]:
        return [session.session_id for session in store.sessions(SessionFilter(**wanted))]  # type: ignore[arg-type]

    assert found() == ["foreign", "told", "recorded"]
    assert found(tool="tool") == ["told", "recorded"]
    assert found(tool="other") == ["foreign"]
    assert found(service="svc") == ["recorded"]
    assert found(service="svc", service_tools=("tool",)) == ["told", "recorded"]
    assert found(service="nobody") == []
    assert found(project="/work") == ["told", "recorded"]
    assert found(project="/other") == ["foreign"]
    assert found(project="/work/deeper") == []


def test_a_deleted_session_is_gone(store: Store) -> None:
    store.add(told=[turn(), call(), use(), turn(8, "other")])
    store.delete(Selection(to_ns=NOW + SECOND + 1))
    assert {session.session_id: counts(session) for session in store.sessions()} == {
        "s": (0, 0, 0, 1),
        "other": (1, 0, 0, 0),
    }
    store.delete(Selection(session="s"))
    assert [session.session_id for session in store.sessions()] == ["other"]
