"""`python -m bench.ledger [--calls 1000000]`: answers of the ledger with a million calls and five million tool calls.

The rows are made by SQL, as the merge would have written them; what is timed are the reads that the REST API does, the
fastest of some runs each.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from aiobserver.answers.local_time import offsets_of
from aiobserver.store.duckdb.file.database import Cursor, Database
from aiobserver.store.duckdb.ledger.reads import list_calls, list_tool_calls, list_turns, read_ledger
from aiobserver.store.duckdb.ledger.sessions import make_session_sums
from aiobserver.store.duckdb.sessions.reads import list_sessions
from aiobserver.store.ledger import CallFilter, Key, LedgerQuestion, ToolCallFilter, TurnFilter
from aiobserver.store.sessions import SessionFilter, SessionRules
from bench.server import DATABASE

_SQL = Path(__file__).parent / "sql" / "ledger.sql"
_FIRST_S = 1_700_000_000
_STEP_S = 60
_RUNS = 5
_DAY_S = 86_400
_NS = 10**9
_GROUPS: tuple[tuple[Key, ...], ...] = (
    *((), ("tool",), ("model",), ("session",), ("day",), ("hour",)),
    *(("directory", "branch"), ("project", "model"), ("model", "day"), ("session", "agent"), ("kind", "model")),
    *(("month", "tool"), ("week", "project")),
)


def main() -> None:
    """Makes the database, asks, prints milliseconds."""
    parser = argparse.ArgumentParser(prog="python -m bench.ledger", description=__doc__)
    parser.add_argument("--calls", type=int, default=1_000_000)
    calls = parser.parse_args().calls
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        database = Database.open(Path(folder) / DATABASE)
        cursor = database.cursor()
        for statement in _SQL.read_text(encoding="utf-8").split(";\n"):
            cursor.execute(statement, {"calls": calls} if "$calls" in statement else None)
        make_session_sums(cursor)
        cursor.execute("CHECKPOINT store")
        print(f"{calls:,} calls, {5 * calls:,} tool calls")
        _ask(cursor, _FIRST_S + calls * _STEP_S)
        cursor.close()
        database.close()


def _ask(cursor: Cursor, end_s: int) -> None:
    offsets = offsets_of("Europe/Berlin", _FIRST_S * _NS, end_s * _NS)
    week = CallFilter((end_s - 7 * _DAY_S) * _NS, end_s * _NS)
    for keys in _GROUPS:
        question = LedgerQuestion(CallFilter(), keys, offsets)
        _tell(f"by {' and '.join(keys) or 'nothing'}", partial(read_ledger, cursor, question))
    of_week = LedgerQuestion(week, ("model", "day"), offsets)
    _tell("by model and day, the last week", lambda: read_ledger(cursor, of_week))
    slowest = LedgerQuestion(week, ("time", "tool"), percentiles=(95,))
    _tell("p95 by hour and tool, the last week", lambda: read_ledger(cursor, slowest))
    _tell("p95 by tool", lambda: read_ledger(cursor, LedgerQuestion(CallFilter(), ("tool",), percentiles=(95,))))
    _tell("page of calls", lambda: list_calls(cursor, CallFilter(), 50, 0))
    _tell("page of tool calls", lambda: list_tool_calls(cursor, ToolCallFilter(), 50, 0))
    _tell("page of prompts", lambda: list_turns(cursor, TurnFilter(), 50, 0))
    _tell("prompts of a session", lambda: list_turns(cursor, TurnFilter(session="session-77"), 50, 0))
    _tell("calls of a session", lambda: list_calls(cursor, CallFilter(session="session-77"), 50, 0))
    rules = SessionRules()
    for page, wanted in (
        ("page of sessions", SessionFilter()),
        ("page of sessions of a tool", SessionFilter(tool="codex")),
        ("page of sessions in a project", SessionFilter(project="/home/dev/project-3")),
        ("one session", SessionFilter(session_id="session-77")),
    ):
        _tell(page, partial(list_sessions, cursor, wanted, lambda _service: rules, 50, 0))


def _tell(question: str, ask: Callable[[], object]) -> None:
    times = []
    for _ in range(_RUNS):
        started = time.perf_counter()
        ask()
        times.append(time.perf_counter() - started)
    print(f"{question:40} {min(times) * 1000:8.1f} ms")


if __name__ == "__main__":
    main()
