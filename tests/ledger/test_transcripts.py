"""The readers of transcripts say what the scripted model server knows to be true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from aiobserver.ledger.loose import time_at
from aiobserver.model.ledger import Call, Place, SessionFact, Sighting, Tokens, ToolCall, Turn
from tests.ledger.recorded import Run, names, runs
from tests.ledger.transcripts import reading

RUNS = runs()
WITH_KEYS = frozenset(("claude-2.0.60", "claude-2.1.332", "codex-0.171.0"))


@cache
def sightings(run: Run) -> tuple[Sighting, ...]:
    return tuple(reading.sightings(run.tool, run.home))


def answered(run: Run) -> list[Call]:
    """The calls that were answered to the end, each once; of one told of twice not the copy."""
    found: dict[object, Call] = {}
    for call in sorted(calls(run), key=lambda call: call.is_copy):
        if call.outcome == "ok":
            found.setdefault(call.key or (call.session, call.end_ns, call.tokens), call)
    return list(found.values())


def calls(run: Run) -> list[Call]:
    return [sighting for sighting in sightings(run) if isinstance(sighting, Call)]


def prompts(run: Run) -> list[Turn]:
    return [sighting for sighting in sightings(run) if isinstance(sighting, Turn)]


def tool_calls(run: Run) -> list[ToolCall]:
    return [sighting for sighting in sightings(run) if isinstance(sighting, ToolCall)]


def facts(run: Run) -> list[SessionFact]:
    return [sighting for sighting in sightings(run) if isinstance(sighting, SessionFact)]


def claude_tokens(usage: Mapping[str, int]) -> Tokens:
    written, long_lived = usage.get("cache_creation", 0), usage.get("cache_creation_1h", 0)
    return Tokens(
        input=usage["input"],
        cache_read=usage.get("cache_read", 0),
        cache_write_5m=written - long_lived,
        cache_write_1h=long_lived,
        output=usage["output"],
    )


def codex_tokens(usage: Mapping[str, int]) -> Tokens:
    cached = usage.get("cached", 0)
    return Tokens(
        input=usage["input"] - cached,
        cache_read=cached,
        output=usage["output"],
        reasoning=usage.get("reasoning", 0),
    )


def gemini_tokens(usage: Mapping[str, int]) -> Tokens:
    cached, thoughts = usage.get("cached", 0), usage.get("thoughts", 0)
    return Tokens(
        input=usage["input"] - cached + usage.get("tool", 0),
        cache_read=cached,
        output=usage["output"] + thoughts,
        reasoning=thoughts,
    )


TOKENS: Mapping[str, Callable[[Mapping[str, int]], Tokens]] = {
    "claude": claude_tokens,
    "codex": codex_tokens,
    "gemini": gemini_tokens,
}


def name_of(run: Run, call: Mapping[str, Any]) -> object:
    """The name by which a call of the truth is found in its transcript."""
    if run.folder.parent.name in WITH_KEYS:
        return call["message_id"]
    written = call["in_transcript"]
    return written.get("thread", written["session"]), time_at(written, "time")


def truth_of(run: Run, call: Mapping[str, Any]) -> tuple[Tokens, str, str, Place, str]:
    """The truth about a call as far as its transcript tells it."""
    written = call["in_transcript"]
    return (
        TOKENS[run.tool](call["usage"] | written.get("recorded", {})),
        written.get("thread", written["session"]),
        written["model"],
        Place(directory=written.get("project", ""), branch=written.get("branch") or ""),
        kind_of(call),
    )


def kind_of(call: Mapping[str, Any]) -> str:
    """A subagent's or the main one's; 'auxiliary' where the client does more than it was asked for."""
    if call.get("lane") == "compact" or call["kind"] == "aux":
        return "auxiliary"
    return "subagent" if call.get("lane") or call["in_transcript"].get("agent") else "main"


def told_of(call: Call) -> tuple[Tokens | None, str, str, Place, str]:
    return call.tokens, call.session, call.model, replace(call.place, commit=""), call.kind


def told_by_name(run: Run) -> dict[object, tuple[object, ...]]:
    """The answered calls by the name that the truth has for them."""
    messages = {call.get("request_id"): call.get("message_id") for call in run.written_calls}
    return {messages.get(call.key, call.key) or (call.session, call.end_ns): told_of(call) for call in answered(run)}


LOST_TOOL_CALLS = {"gemini-0.20.2/investigator": Counter(("list_directory", "complete_task"))}
TOOLS_OF_OLD = {"claude-2.0.60": {"Agent": "Task"}}

COMPLETE = [run for run in RUNS if "where" in run.truth]


def test_each_tool_has_recordings() -> None:
    counted = Counter(run.folder.parent.name for run in RUNS)
    assert counted == {
        "claude-2.0.60": 8,
        "claude-2.1.332": 13,
        "codex-0.77.0": 5,
        "codex-0.171.0": 8,
        "gemini-0.20.2": 5,
        "gemini-0.61.0": 7,
    }


@pytest.mark.parametrize("run", COMPLETE, ids=names(COMPLETE))
def test_the_calls_are_those_that_were_made(run: Run) -> None:
    expected = {name_of(run, call): truth_of(run, call) for call in run.written_calls}
    assert told_by_name(run) == expected


@pytest.mark.parametrize("run", RUNS, ids=names(RUNS))
def test_the_sums_are_those_of_the_transcripts(run: Run) -> None:
    """The output only where the client wrote down all of it."""
    told = run.truth["where"]["transcripts"]["tokens"] if run in COMPLETE else run.truth["totals"]["tokens"]
    written = run.truth["where"]["transcripts"]["tokens"]["calls"] if run in COMPLETE else run.truth["totals"]["ok"]
    made = [call.tokens for call in answered(run) if call.tokens is not None]
    assert len(made) == written
    truth = TOKENS[run.tool](told)
    assert sum(tokens.input for tokens in made) == truth.input
    assert sum(tokens.cache_read for tokens in made) == truth.cache_read
    assert sum(tokens.cache_write for tokens in made) == truth.cache_write
    if not any(call["in_transcript"].get("recorded") for call in run.written_calls):
        assert sum(tokens.output for tokens in made) == truth.output


@pytest.mark.parametrize("run", COMPLETE, ids=names(COMPLETE))
def test_the_sums_by_model_and_session_are_true(run: Run) -> None:
    expected: Counter[tuple[str, str]] = Counter()
    for made in run.written_calls:
        tokens, session, model, *_ = truth_of(run, made)
        expected[model, session] += tokens.total
    found: Counter[tuple[str, str]] = Counter()
    for call in answered(run):
        assert call.tokens is not None
        found[call.model, call.session] += call.tokens.total
    assert found == expected


@pytest.mark.parametrize("run", RUNS, ids=names(RUNS))
def test_each_prompt_of_a_person_is_found_once(run: Run) -> None:
    found = prompts(run)
    assert len(found) == run.truth["expected"]["user_prompts"]
    assert len({(turn.key, turn.session, turn.start_ns) for turn in found}) == len(found)
    assert all(turn.start_ns and turn.session for turn in found)


@pytest.mark.parametrize("run", RUNS, ids=names(RUNS))
def test_each_use_of_a_tool_is_found_once(run: Run) -> None:
    old = TOOLS_OF_OLD.get(run.folder.parent.name, {})
    told = run.truth["totals"]["tool_calls_requested"].items()
    requested = Counter({old.get(name, name): made for name, made in told}) - LOST_TOOL_CALLS.get(run.name, Counter())
    uses = {use.key: use for use in tool_calls(run)}
    assert Counter(use.name for use in uses.values()) == requested


def of(name: str) -> Run:
    return next(run for run in RUNS if run.name == name)


def test_a_try_that_failed_has_the_key_of_its_request() -> None:
    run = of("claude-2.1.332/A")
    failed = [call for call in calls(run) if call.outcome == "error"]
    assert [(call.key, call.status_code, call.error_type) for call in failed] == [
        (call["request_id"], call["status"], "overloaded_error") for call in run.truth["calls"] if call["status"] == 529
    ]


def test_an_answer_that_was_stopped_is_cut_off() -> None:
    run = of("claude-2.1.332/abort")
    stopped = [call for call in calls(run) if call.outcome == "cut_off"]
    announced = run.truth["where"]["given_up"]["announced"]
    assert [call.is_finished for call in stopped] == [False]
    assert stopped[0].tokens is not None
    assert (stopped[0].tokens.input, stopped[0].tokens.output) == (announced["input"], announced["output"])


@pytest.mark.parametrize("name", ["claude-2.0.60/fork", "claude-2.1.332/fork"])
def test_a_fork_names_its_parent_and_its_copies(name: str) -> None:
    run = of(name)
    first, fork, fork_of_fork = dict.fromkeys(
        call["session"] for call in run.truth["calls"] if call["kind"] == "main" and call["status"] == 200
    )
    parents = {fact.session: fact.parent for fact in facts(run)}
    assert parents == {first: "", fork: first, fork_of_fork: fork}
    assert sum(call.is_copy for call in calls(run)) == 5


def test_a_copy_is_of_the_session_that_asked() -> None:
    copies = [call for call in calls(of("claude-2.1.332/fork")) if call.is_copy]
    originals = {call.key: call.session for call in calls(of("claude-2.1.332/fork")) if not call.is_copy}
    assert [call.session for call in copies] == [originals[call.key] for call in copies]


def test_agents_have_their_types() -> None:
    told = {
        name: {(call.agent, bool(call.agent_id)) for call in calls(of(name)) if call.kind == "subagent"}
        for name in ("claude-2.1.332/subagents", "codex-0.171.0/agents", "gemini-0.20.2/investigator")
    }
    assert told == {
        "claude-2.1.332/subagents": {("general-purpose", True), ("Explore", True)},
        "codex-0.171.0/agents": {("Laplace", True)},
        "gemini-0.20.2/investigator": {("codebase_investigator", False)},
    }


@pytest.mark.parametrize("name", ["codex-0.171.0/agents", "gemini-0.61.0/agents"])
def test_a_subagent_names_its_parent(name: str) -> None:
    run = of(name)
    main = {call.session for call in calls(run) if call.kind == "main"}
    subagents = {call.session for call in calls(run) if call.kind == "subagent"}
    assert {fact.parent for fact in facts(run) if fact.session in subagents} == main


def test_titles_and_versions_are_found() -> None:
    for run in RUNS:
        versions = {fact.version for fact in facts(run)} - {""}
        assert versions == (set() if run.tool == "gemini" else {run.folder.parent.name.partition("-")[2]})
    titled = {run.name for run in RUNS for fact in facts(run) if fact.title == "Mock title"}
    assert titled == {
        *("claude-2.1.332/abort", "claude-2.1.332/clear", "claude-2.1.332/tui"),
        *("codex-0.171.0/new", "codex-0.171.0/tui"),
    }


def test_a_tier_is_told_where_it_is_not_the_usual() -> None:
    assert Counter(call.tier for call in calls(of("claude-2.1.332/blocks"))) == {"": 4, "priority": 1}


@pytest.mark.parametrize("run", RUNS, ids=names(RUNS))
def test_each_tool_call_ended_and_says_so(run: Run) -> None:
    for use in tool_calls(run):
        assert all((use.key, use.session, use.end_ns))
        assert use.success is not None or run.tool == "codex"


def test_a_tool_of_codex_takes_the_time_between_its_lines() -> None:
    """The times that it tells of a command itself are too short by a factor of thousands."""
    took = {use.name: (use.duration_ns or 0) // 10**6 for use in tool_calls(of("codex-0.171.0/agents"))}
    assert took == {"spawn_agent": 57, "wait_agent": 528, "exec": 175}
    assert [(use.duration_ns or 0) // 10**6 for use in tool_calls(of("codex-0.171.0/fork"))] == [63]
