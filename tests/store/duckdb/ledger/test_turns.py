"""Each call belongs to one prompt: that which it names, else the last one before its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from aiobserver.ledger.prices import Prices
from aiobserver.ledger.sightings import sighting_of
from aiobserver.model.ledger import AnySighting, Call, SessionFact, Sighting, Tokens, ToolCall, Turn
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.ledger.reads import list_turns
from aiobserver.store.duckdb.ledger.write import Ledger
from aiobserver.store.ledger import LedgerTurn, TurnFilter
from tests.ledger.recorded import Run, names, runs
from tests.ledger.told import all_sent, all_told
from tests.rows import NOW, SECOND
from tests.store.duckdb.ledger.test_write import insert

AGENTS = "codex-0.171.0/agents"
OUTSIDE = {
    "claude-2.0.60/tui": {"ok": 3},
    "codex-0.171.0/tui": {"ok": 1},
    AGENTS: {"ok": 2, "tool": 1},
}
"""What answers no prompt: calls of an old version before the first one, a title in a conversation of its own, subagents
of which only the transcript says whose they are."""
PARENTS = {"b": "s", "c": "b", "f": "s", "x": "y", "y": "x"}
"""Session → that which began it."""
ALL_CALLS = """
SELECT Outcome, count(*) FROM ledger_calls GROUP BY Outcome
UNION ALL
SELECT 'tool', count(*) FROM ledger_tool_calls HAVING count(*) > 0
"""
RUNS = [run for run in runs() if run.folder.name in {"agents", "async", "compact", "resume", "tui", "investigator"}]


def put(cursor: Cursor, sightings: Sequence[AnySighting]) -> None:
    insert(cursor, sightings, Ledger(cursor, Prices()).merge(sightings).rows)


def told(*said: Sighting) -> list[AnySighting]:
    return [sighting_of("tool", "event", each) for each in said]


def call(second: int, turn: str = "", session: str = "s", tokens: int = 1) -> Call:
    return Call(session=session, turn=turn, end_ns=NOW + second * SECOND, tokens=Tokens(input=tokens), model="m")


def prompt(second: int, turn: str = "", session: str = "s") -> Turn:
    return Turn(session=session, turn=turn, start_ns=NOW + second * SECOND)


def tokens(cursor: Cursor, limit: int = 100) -> list[int]:
    """Tokens of each prompt, the first one first."""
    return [turn.figures.tokens for turn in page(cursor, limit)][::-1]


def page(cursor: Cursor, limit: int = 100, offset: int = 0) -> list[LedgerTurn]:
    return list_turns(cursor, TurnFilter(), limit, offset)[0]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([prompt(0), call(1), prompt(10), call(11, tokens=2)], [1, 2]),
        ([prompt(0, "a"), prompt(10, "b"), call(11, "a"), call(12, "b", tokens=2)], [1, 2]),
        ([prompt(0, "a"), call(1, "a"), prompt(10, "a"), call(11, "a", tokens=2)], [1, 2]),
        ([prompt(0), prompt(10, "b"), call(9, "b"), call(10, tokens=2)], [0, 3]),
        ([prompt(0), call(1, "of nobody"), call(-1, "of nobody")], [1]),
        ([prompt(0), call(1, session="other")], [0]),
        ([prompt(0), prompt(10, session="other"), call(11)], [1, 0]),
    ],
    ids=[
        "the last before it",
        "the one it names",
        "the last of those with its name",
        "the one it names though it ends before",
        "none of its name",
        "another session",
        "another session's is later",
    ],
)
def test_a_call_belongs_to(said: Sequence[Sighting], expected: Sequence[int], cursor: Cursor) -> None:
    put(cursor, told(*said))
    assert tokens(cursor) == expected


def test_subagents_with_sessions_of_their_own_work_for_the_prompt_of_the_first(cursor: Cursor) -> None:
    facts = [SessionFact(session=own, parent=first, time_ns=NOW) for own, first in PARENTS.items()]
    calls: list[Sighting] = [
        call(1, session="b"),
        call(2, "own", session="c", tokens=2),
        call(3, session="x", tokens=8),
    ]
    fork: list[Sighting] = [prompt(5, session="f"), call(6, session="f", tokens=4)]
    put(cursor, told(*facts, prompt(0), *calls, *fork))
    assert tokens(cursor) == [3, 4]


def test_the_rest_of_its_figures(cursor: Cursor) -> None:
    failed = Call(session="s", end_ns=NOW + SECOND, outcome="error", status_code=500)
    stopped = Call(session="s", end_ns=NOW + 2 * SECOND, outcome="cut_off", tokens=Tokens(input=9))
    use = ToolCall(session="s", name="Bash", end_ns=NOW + 7 * SECOND)
    put(cursor, told(prompt(0), failed, stopped, call(3), use))
    (turn,) = page(cursor)
    figures = turn.figures
    assert (figures.calls, figures.errors, figures.cut_off, figures.tokens, figures.cost) == (1, 1, 1, 1, None)
    assert (figures.unpriced, figures.duration_ns, turn.tool_calls) == (1, 7 * SECOND, 1)


@pytest.mark.parametrize("run", RUNS, ids=names(RUNS))
@pytest.mark.parametrize("is_written", [False, True], ids=["sent", "joined"])
def test_no_call_is_lost_or_counted_twice(run: Run, is_written: bool, cursor: Cursor) -> None:
    put(cursor, [*all_sent(run), *(all_told(run) if is_written else ())])
    whole = page(cursor)
    single = [turn for offset in range(len(whole)) for turn in page(cursor, 1, offset)]
    assert single == whole
    done = Counter(dict(cursor.execute(ALL_CALLS).fetchall()))
    placed = Counter[str]()
    for turn in whole:
        placed += Counter(ok=turn.figures.calls, error=turn.figures.errors, tool=turn.tool_calls)
    assert done - placed == Counter(OUTSIDE.get(run.name, {}) if not (is_written and run.name == AGENTS) else {})
    assert not placed - done
