"""Tool calls and prompts, joined from telemetry and transcripts, are what was asked for; so are facts of sessions."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import pytest

from aiobserver.ledger.entries import ledger_tool_calls, ledger_turns, session_facts
from aiobserver.ledger.sightings import sighting_of
from aiobserver.model.ledger import AnySighting, LedgerEntry, Place, SessionFact, Sighting, Source, ToolCall, Turn
from tests.ledger.recorded import Run, names, runs
from tests.ledger.test_transcripts import LOST_TOOL_CALLS, TOOLS_OF_OLD
from tests.ledger.told import all_sent, all_told

RUNS = runs()
SECOND = 10**9

NOBODY_TELLS = {"gemini-0.20.2/investigator": Counter(("complete_task",))}
NOT_SENT = {"claude-2.0.60/blocks": Counter(("ToolSearch",))} | NOBODY_TELLS
SILENT = {
    "claude-2.0.60/partly": Counter(("Bash", "Write")),
    "claude-2.1.332/partly": Counter(("Bash", "Write")),
    "codex-0.77.0/partly": Counter(("shell",)),
    "codex-0.171.0/partly": Counter(("exec_command",)),
    "gemini-0.20.2/partly": Counter(("run_shell_command",)),
    "gemini-0.61.0/partly": Counter(("run_shell_command",)),
}
"""Tools that ran while telemetry was off."""
UNSENT_PROMPTS = {"claude-2.1.332/resume": 1} | dict.fromkeys(SILENT, 3)


def requested(run: Run) -> Counter[str]:
    """The tools that the model asked for, by the names of the tool's version."""
    old = TOOLS_OF_OLD.get(run.folder.parent.name, {})
    return Counter({old.get(name, name): made for name, made in run.truth["totals"]["tool_calls_requested"].items()})


def uses(sightings: Iterable[AnySighting]) -> Counter[str]:
    return Counter(entry.said.name for entry in ledger_tool_calls(sightings))


def prompts(sightings: Iterable[AnySighting]) -> int:
    return sum(not entry.said.is_command for entry in ledger_turns(sightings))


@pytest.mark.parametrize("run", RUNS, ids=names(RUNS))
def test_joined_they_are_what_was_asked_for(run: Run) -> None:
    sightings = [*all_sent(run), *all_told(run)]
    assert uses(sightings) == requested(run) - NOBODY_TELLS.get(run.name, Counter())
    assert prompts(sightings) == run.truth["expected"]["user_prompts"]


@pytest.mark.parametrize("run", RUNS, ids=names(RUNS))
def test_telemetry_alone_tells_what_was_sent(run: Run) -> None:
    missing = NOT_SENT.get(run.name, Counter()) + SILENT.get(run.name, Counter())
    assert uses(all_sent(run)) == requested(run) - missing
    assert prompts(all_sent(run)) == run.truth["expected"]["user_prompts"] - UNSENT_PROMPTS.get(run.name, 0)


@pytest.mark.parametrize("run", RUNS, ids=names(RUNS))
def test_transcripts_alone_tell_what_was_written(run: Run) -> None:
    assert uses(all_told(run)) == requested(run) - LOST_TOOL_CALLS.get(run.name, Counter())
    assert prompts(all_told(run)) == run.truth["expected"]["user_prompts"]


def entries(sightings: list[AnySighting]) -> list[LedgerEntry[ToolCall] | LedgerEntry[Turn] | LedgerEntry[SessionFact]]:
    return sorted(
        [*ledger_tool_calls(sightings), *ledger_turns(sightings), *session_facts(sightings)],
        key=lambda entry: entry.id,
    )


@pytest.mark.parametrize("run", RUNS, ids=names(RUNS))
def test_order_and_repetition_change_nothing(run: Run) -> None:
    sightings = [*all_sent(run), *all_told(run)]
    found = entries(sightings)
    for seed in range(5):
        shuffled = [*sightings, *sightings]
        random.Random(seed).shuffle(shuffled)
        assert entries(shuffled) == found


@pytest.mark.parametrize("run", RUNS, ids=names(RUNS))
def test_what_both_tell_of_is_one(run: Run) -> None:
    """All that was sent stands in the transcripts, too, but for the subagents of an old version."""
    sightings = [*all_sent(run), *all_told(run)]
    alone = [entry.said.name for entry in ledger_tool_calls(sightings) if "transcript" not in entry.sources]
    assert alone == (["list_directory"] if run.name == "gemini-0.20.2/investigator" else [])
    assert all(entry.said.is_command or "transcript" in entry.sources for entry in ledger_turns(sightings))


def run_named(name: str) -> Run:
    return next(run for run in RUNS if run.name == name)


def test_commands_are_told_from_prompts() -> None:
    turns = ledger_turns(all_sent(run_named("claude-2.1.332/clear")))
    assert sum(entry.said.is_command for entry in turns) == 4


def test_a_subagent_of_gemini_has_a_parent() -> None:
    run = run_named("gemini-0.61.0/agents")
    main = {entry.said.session for entry in ledger_turns(all_sent(run))}
    assert {entry.said.parent for entry in session_facts(all_sent(run))} == main


def test_versions_and_titles_are_those_of_the_session() -> None:
    run = run_named("claude-2.1.332/tui")
    (entry,) = session_facts([*all_sent(run), *all_told(run)])
    assert (entry.said.version, entry.said.title, entry.sources) == ("2.1.332", "Mock title", ("event", "transcript"))
    assert entry.said.place.directory


CODEX = [run for run in RUNS if run.name.startswith("codex-0.171")]


def with_costs(run: Run, cost: float = 0.5) -> list[AnySighting]:
    """What Codex tells later of the cost of each turn that the transcripts have, by the time in its id."""
    return [
        sighting_of("codex", "event", replace(turn, position=0, start_ns=began_ns, is_prompt=False, cost=cost))
        for turn in (entry.said for entry in ledger_turns(all_told(run)))
        for began_ns in [int(turn.key.replace("-", "")[:12], 16) * 10**6]
    ]


@pytest.mark.parametrize("run", CODEX, ids=names(CODEX))
@pytest.mark.parametrize("is_written", [False, True], ids=["sent", "joined"])
def test_the_cost_of_a_turn_is_that_of_its_prompt(run: Run, is_written: bool) -> None:
    known = [*all_sent(run), *(all_told(run) if is_written else ())]
    sightings = [*known, *with_costs(run)]
    found = ledger_turns(sightings)
    assert len(found) == len(ledger_turns(known))
    assert all(entry.said.cost == 0.5 and entry.said.key and entry.said.is_prompt for entry in found)
    assert {entry.said.start_ns for entry in found} == {entry.said.start_ns for entry in ledger_turns(known)}
    for seed in range(5):
        shuffled = [*sightings, *sightings]
        random.Random(seed).shuffle(shuffled)
        assert entries(shuffled) == entries(sightings)


def test_a_cost_alone_is_no_prompt() -> None:
    run = CODEX[0]
    assert ledger_turns(with_costs(run)) == []
    twice = [*all_told(run), *with_costs(run, 0.25), *with_costs(run)]
    assert {entry.said.cost for entry in ledger_turns(twice)} == {0.5}


def of(source: Source, said: Sighting) -> AnySighting:
    return sighting_of("tool", source, said)


def test_those_without_a_key_join_the_nearest_one_to_one() -> None:
    sent = [of("event", ToolCall(session="s", name="Bash", end_ns=time * SECOND, success=True)) for time in (10, 12)]
    told = [
        of("transcript", ToolCall(key=f"{time}", session="s", name="Bash", end_ns=time * SECOND)) for time in (11, 13)
    ]
    other = of("transcript", ToolCall(key="x", session="s", name="Read", end_ns=10 * SECOND))
    found = {entry.said.key: entry.sources for entry in ledger_tool_calls([*sent, *told, other])}
    assert found == {"11": ("event", "transcript"), "13": ("event", "transcript"), "x": ("transcript",)}


def test_far_away_in_time_they_are_two() -> None:
    turns = [of("event", Turn(session="s", start_ns=SECOND)), of("transcript", Turn(session="s", start_ns=7 * SECOND))]
    assert len(ledger_turns(turns)) == 2


def test_a_result_counts_more_than_a_decision() -> None:
    decided = ToolCall(key="1", name="exec", end_ns=9 * SECOND, decision="accept", decided_by="user")
    done = ToolCall(key="1", name="exec", end_ns=8 * SECOND, success=False, duration_ns=7)
    (entry,) = ledger_tool_calls([of("event", decided), of("event", done)])
    told = entry.said
    assert (told.success, told.duration_ns, told.decision, told.decided_by) == (False, 7, "accept", "user")
    assert told.end_ns == 8 * SECOND


def test_a_session_is_where_it_began_and_called_as_last_told() -> None:
    facts = [
        SessionFact(session="s", time_ns=1, title="Old", version="1", place=Place(directory="/a", branch="main")),
        SessionFact(session="s", time_ns=2, title="New", prompt="Hi", version="2", place=Place(directory="/b")),
        SessionFact(session="s", time_ns=3),
    ]
    sent = SessionFact(session="s", time_ns=3, version="3", parent="p", place=Place(directory="/c", commit="f00"))
    (entry,) = session_facts([*(of("transcript", fact) for fact in facts), of("event", sent)])
    fact = entry.said
    assert (fact.title, fact.prompt, fact.version, fact.parent, fact.time_ns) == ("New", "Hi", "2", "p", 3)
    assert fact.place == Place(directory="/a", branch="main", commit="f00")
