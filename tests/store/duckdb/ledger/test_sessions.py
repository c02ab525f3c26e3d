"""The index of the ledger's sessions says what the merged tables say, whatever came and was deleted."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files

import pytest

from aiobserver.ledger.prices import Prices
from aiobserver.ledger.sightings import sighting_of
from aiobserver.model.columns import Row
from aiobserver.model.ledger import AnySighting, Call, SessionFact, Sighting, Source, ToolCall, Turn
from aiobserver.model.times import END_OF_TIME_NS
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.ledger.rows import sighting_row
from aiobserver.store.duckdb.ledger.write import Ledger, rebuild_ledger
from aiobserver.store.duckdb.write.tidying import Tidying
from aiobserver.store.keeping import Selection
from aiobserver.store.ledger import CALL_COLUMNS, TOOL_CALL_COLUMNS, TURN_COLUMNS
from aiobserver.store.writing import Sighted
from tests.ledger.recorded import Run, names, runs
from tests.ledger.told import all_sent, all_told
from tests.rows import NOW, SECOND
from tests.store.duckdb.inserting import insert

NOW_S = NOW // SECOND
RUNS = [run for run in runs() if run.name in {"claude-2.1.332/fork", "codex-0.171.0/agents", "gemini-0.61.0/agents"}]
TABLES = (("ledger_calls", CALL_COLUMNS), ("ledger_tool_calls", TOOL_CALL_COLUMNS), ("ledger_turns", TURN_COLUMNS))


def add(cursor: Cursor, ledger: Ledger, sightings: Sequence[AnySighting]) -> None:
    tables: Mapping[str, Sequence[Row]] = ledger.merge(sightings).rows
    stored = [
        Sighted(sighting, "logs", "svc", sighting.said.session, sighting.end_ns, sighting.end_ns, None)
        for sighting in sightings
    ]
    for table, rows in {**tables, "sightings": [sighting_row(each, None) for each in stored]}.items():
        insert(cursor, table, rows)
    ledger.commit()


def index(cursor: Cursor) -> list[Row]:
    return sorted(
        cursor.execute(
            "SELECT Tool, SessionId, sum(Calls), sum(Turns), sum(Commands), sum(ToolCalls), "
            "min(FirstSecond), max(LastSecond) FROM ledger_sessions GROUP BY ALL"
        ).fetchall()
    )


def counted(cursor: Cursor) -> list[Row]:
    """What the index must be."""
    sessions: dict[tuple[str, str], list[tuple[int, ...]]] = {}
    for place, (table, columns) in enumerate(TABLES):
        for row in cursor.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall():
            told = dict(zip(columns, row, strict=True))
            counts = (int(place == 0), int(place == 2), int(told.get("IsCommand", False)), int(place == 1))
            moments = (told["StartTime"] // SECOND, told.get("EndTime", told["StartTime"]) // SECOND)
            if told["SessionId"]:
                sessions.setdefault((told["Tool"], told["SessionId"]), []).append((*counts, *moments))
    return sorted((*key, *_sums(entries)) for key, entries in sessions.items())


def _sums(entries: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    *counts, firsts, lasts = zip(*entries, strict=True)
    return *map(sum, counts), min(firsts), max(lasts)


@pytest.mark.parametrize("run", RUNS, ids=names(RUNS))
def test_it_is_right_after_each_change(run: Run, cursor: Cursor) -> None:
    chance = random.Random(run.name)
    waiting = [*all_sent(run), *all_told(run)]
    chance.shuffle(waiting)
    ledger = Ledger(cursor, Prices())
    ends = sorted(sighting.end_ns for sighting in waiting)
    while waiting:
        size = chance.randint(1, 6)
        add(cursor, ledger, waiting[:size])
        waiting = waiting[size:]
        assert index(cursor) == counted(cursor)
        if chance.random() < 0.2:
            until = chance.choice(ends)
            ledger.delete(Selection(from_ns=until - 2 * SECOND, to_ns=until), "logs", 3)
            assert index(cursor) == counted(cursor)
        if chance.random() < 0.2:
            Tidying(cursor).tidy()
        if chance.random() < 0.1:
            ledger = Ledger(cursor, Prices())
    whole = index(cursor)
    assert len(whole) > 1
    rebuild_ledger(cursor)
    assert index(cursor) == whole
    ledger = Ledger(cursor, Prices())
    while ledger.delete(Selection(), "logs", 7)[0]:
        assert index(cursor) == counted(cursor)
    assert cursor.execute("SELECT count(*) FROM ledger_sessions").fetchall() == [(0,)]


def call(end: float, session: str = "s", key: str = "", source: Source = "event", lasted: int = 0) -> AnySighting:
    said = Call(key=key, session=session, end_ns=NOW + int(end * SECOND), duration_ns=lasted * SECOND)
    return sighting_of("tool", source, said)


def test_a_moment_that_another_source_moves_is_the_new_one(cursor: Cursor) -> None:
    ledger = Ledger(cursor, Prices())
    add(cursor, ledger, [call(5, key="other"), call(10, key="1", source="transcript")])
    add(cursor, ledger, [call(9, key="1", lasted=8)])
    assert index(cursor) == [("tool", "s", 2, 0, 0, 0, NOW_S + 1, NOW_S + 9)]
    ((rows,),) = cursor.execute("SELECT count(*) FROM ledger_sessions").fetchall()
    assert rows == 1


def test_a_call_that_another_session_asked_for_goes_to_that_one(cursor: Cursor) -> None:
    ledger = Ledger(cursor, Prices())
    copy = Call(key="1", session="fork", end_ns=NOW, is_copy=True)
    add(cursor, ledger, [sighting_of("tool", "transcript", copy)])
    assert [row[1] for row in index(cursor)] == ["fork"]
    add(cursor, ledger, [call(0, "origin", "1", "transcript")])
    assert [row[1:3] for row in index(cursor)] == [("origin", 1)]


def test_what_counts_and_what_does_not(cursor: Cursor) -> None:
    ledger = Ledger(cursor, Prices())
    turns = [Turn(session="s", start_ns=NOW + number * SECOND, is_command=number > 0) for number in range(3)]
    others: list[Sighting] = [
        ToolCall(session="s", name="Bash", end_ns=NOW + 9 * SECOND, duration_ns=SECOND),
        SessionFact(session="fact", time_ns=NOW),
        Call(end_ns=NOW),
    ]
    add(cursor, ledger, [sighting_of("tool", "event", said) for said in (*turns, *others)])
    assert index(cursor) == [("tool", "s", 0, 3, 2, 1, NOW_S, NOW_S + 9)]


def test_one_session_of_two_tools_is_two(cursor: Cursor) -> None:
    ledger = Ledger(cursor, Prices())
    other = sighting_of("other", "event", Call(session="s", end_ns=NOW))
    add(cursor, ledger, [call(1), call(3), other])
    ledger.delete(Selection(from_ns=NOW + 2 * SECOND), "logs", 10)
    assert index(cursor) == [("other", "s", 1, 0, 0, 0, NOW_S, NOW_S), ("tool", "s", 1, 0, 0, 0, NOW_S + 1, NOW_S + 1)]


def test_a_source_that_comes_later_changes_nothing_unless_it_says_otherwise(cursor: Cursor) -> None:
    """Most calls are told of twice, some milliseconds apart."""
    ledger = Ledger(cursor, Prices())
    add(cursor, ledger, [call(5.5, key="1", source="span")])
    rows = ledger.merge([call(5.4, key="1")]).rows
    assert (len(rows["ledger_calls"]), rows["ledger_sessions"]) == (1, [])


def test_a_moment_may_be_the_last_that_there_is(cursor: Cursor) -> None:
    ledger = Ledger(cursor, Prices())
    end = Call(session="s", end_ns=END_OF_TIME_NS - 1, key="1")
    add(cursor, ledger, [call(1), sighting_of("tool", "span", end)])
    add(cursor, ledger, [sighting_of("tool", "event", end), call(0, key="1")])
    assert index(cursor) == counted(cursor)


def test_its_migration_makes_it_of_what_is_there(cursor: Cursor) -> None:
    add(cursor, Ledger(cursor, Prices()), [*all_sent(RUNS[0]), *all_told(RUNS[0])])
    before = index(cursor)
    cursor.execute("DROP TABLE ledger_sessions")
    script = files("aiobserver.store.duckdb") / "schema" / "0010_ledger_sessions.sql"
    cursor.execute(script.read_text(encoding="utf-8"))
    assert index(cursor) == before == counted(cursor)
