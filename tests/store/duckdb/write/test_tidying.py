"""Tidying takes out what is out of date and leaves what the tables say; it looks at what is new."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

from aiobserver.model.columns import Row
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.write.tidying import Tidying
from tests.store.duckdb.inserting import insert

SAYS = {
    "delta_state": "SELECT SeriesId, StartTimestamp, max(Timestamp), arg_max(Value, Timestamp) FROM delta_state "
    "GROUP BY ALL ORDER BY ALL",
    "session_index": "SELECT SessionId, ServiceName, Signal, EventName, sum(Records), min(First), max(Last) "
    "FROM session_index GROUP BY ALL ORDER BY ALL",
    "ledger_sessions": "SELECT Tool, SessionId, sum(Calls), sum(Turns), sum(Commands), sum(ToolCalls), "
    "min(FirstSecond), max(LastSecond) FROM ledger_sessions GROUP BY ALL ORDER BY ALL",
    "counters": "SELECT Kind, Signal, Service, Detail, Day, sum(Amount), max(LastTime) FROM counters "
    "GROUP BY ALL ORDER BY ALL",
}
TODAY = time.time_ns() // (86_400 * 10**9)


def says(cursor: Cursor) -> dict[str, list[Row]]:
    return {table: cursor.execute(query).fetchall() for table, query in SAYS.items()}


def count(cursor: Cursor, table: str) -> int:
    ((rows,),) = cursor.execute(f"SELECT count(*) FROM {table}").fetchall()
    return int(rows)


def made(chance: random.Random, moment: int) -> dict[str, Sequence[Row]]:
    """What a transaction appends; later ones have later states."""
    return {
        "delta_state": [(chance.randrange(4), chance.randrange(2), moment, chance.random())],
        "session_index": [(f"s{chance.randrange(3)}", "svc", "logs", "event", 1, moment, moment + 1)],
        "ledger_sessions": [("tool", f"s{moment % 3}", (-1) ** moment, 1, 0, 2, moment, moment + 1)],
        "counters": [("received", "logs", "svc", "", TODAY - chance.randrange(4), 1, moment)],
    }


def test_tables_say_the_same_after_each_tidying_also_after_restarts_and_deletions(cursor: Cursor) -> None:
    chance = random.Random(1)
    tidying = Tidying(cursor)
    for moment in range(1, 60):
        for table, rows in made(chance, moment).items():
            insert(cursor, table, rows)
        if chance.random() < 0.3:
            before = says(cursor)
            tidying.tidy()
            assert says(cursor) == before
        if chance.random() < 0.1:
            tidying = Tidying(cursor)
        if chance.random() < 0.1:
            cursor.execute("DELETE FROM session_index WHERE SessionId = 's1'")
            cursor.execute("CHECKPOINT")
    Tidying(cursor).tidy()
    assert count(cursor, "delta_state") == 8
    assert count(cursor, "session_index") == count(cursor, "ledger_sessions") == 3


def test_sessions_that_have_one_row_each_are_left_alone(cursor: Cursor) -> None:
    insert(cursor, "session_index", [(f"s{number}", "svc", "logs", "", 1, 1, 2) for number in range(100)])
    before = cursor.execute("SELECT rowid, SessionId FROM session_index").fetchall()
    Tidying(cursor).tidy()
    assert cursor.execute("SELECT rowid, SessionId FROM session_index").fetchall() == before


def test_it_is_due_after_many_rows(cursor: Cursor) -> None:
    tidying = Tidying(cursor)
    tidying.stored({"otel_logs": [()] * 30_000, "counters": [()] * 15_000})
    assert not tidying.is_due
    tidying.stored({"delta_state": [()] * 5_001})
    assert tidying.is_due
    tidying.tidy()
    assert not tidying.is_due
