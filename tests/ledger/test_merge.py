"""Events, spans and transcripts of one run, joined, are what the model server sent, in whatever order they come."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping

import pytest

from aiobserver.ledger.merge import ledger_calls
from aiobserver.ledger.sightings import sighting_of
from aiobserver.model.ledger import Call, CallSighting, LedgerCall, Source, Tokens
from tests.ledger.recorded import Run, names, runs
from tests.ledger.told import sent, told
from tests.rows import NOW, SECOND

JOINED = [run for run in runs() if "where" in run.truth]


def tokens(calls: Iterable[LedgerCall]) -> dict[str, int]:
    """Sums over answered calls, as `truth.json` names them for Claude."""
    found: Counter[str] = Counter()
    for entry in calls:
        if entry.call.outcome == "ok":
            counted = entry.call.tokens
            assert counted is not None
            found["calls"] += 1
            found["input"] += counted.input
            found["output"] += counted.output
            found["cache_read"] += counted.cache_read
            found["cache_creation"] += counted.cache_write
    return dict(found)


def disjoint(truth: Mapping[str, int]) -> dict[str, int]:
    """The truth of any tool in the same words."""
    cached = truth.get("cached", 0)
    return {
        "calls": truth["calls"],
        "input": truth["input"] - cached + truth.get("tool", 0),
        "output": truth["output"] + truth.get("thoughts", 0),
        "cache_read": truth.get("cache_read", 0) + cached,
        "cache_creation": truth.get("cache_creation", 0),
    }


def by(calls: Iterable[LedgerCall], key: str) -> dict[str, dict[str, int]]:
    groups: dict[str, list[LedgerCall]] = {}
    for entry in calls:
        if entry.call.outcome == "ok":
            groups.setdefault(getattr(entry.call, key), []).append(entry)
    return {name: tokens(group) for name, group in groups.items()}


@pytest.mark.parametrize("run", JOINED, ids=names(JOINED))
def test_joined_they_are_what_the_model_server_sent(run: Run) -> None:
    calls = ledger_calls([*sent(run), *told(run)])
    where = run.truth["where"]
    assert tokens(calls) == disjoint(where["knowable"]["tokens"])
    assert by(calls, "model") == {name: disjoint(truth) for name, truth in where["knowable"]["by_model"].items()}
    if where["knowable"]["tokens"] == where["merged"]["tokens"]:
        sessions = where["merged"].get("by_session") or where["merged"]["by_thread"]
        assert by(calls, "session") == {name: disjoint(truth) for name, truth in sessions.items()}


@pytest.mark.parametrize("run", runs(), ids=names(runs()))
def test_order_and_repetition_change_nothing(run: Run) -> None:
    sightings = [*sent(run), *told(run)]
    calls = sorted(ledger_calls(sightings), key=lambda entry: entry.id)
    for seed in range(5):
        shuffled = [*sightings, *sightings]
        random.Random(seed).shuffle(shuffled)
        assert sorted(ledger_calls(shuffled), key=lambda entry: entry.id) == calls


@pytest.mark.parametrize("run", JOINED, ids=names(JOINED))
def test_telemetry_alone_tells_what_was_sent(run: Run) -> None:
    found = tokens(entry for entry in ledger_calls(sent(run)) if entry.call.tokens and entry.call.tokens.total)
    expected = disjoint(run.truth["where"]["otlp"]["tokens"])
    assert found == (expected if expected["calls"] else {})


def call(source: Source, session: str, seconds: float, *, is_copy: bool = False, key: str = "r1") -> CallSighting:
    said = Call(
        key=key,
        session=session,
        model="m",
        end_ns=NOW + int(seconds * SECOND),
        tokens=Tokens(input=7, output=1),
        is_copy=is_copy,
    )
    return sighting_of("tool", source, said)


def sessions(*sightings: CallSighting) -> list[str]:
    return sorted(entry.call.session for entry in ledger_calls(sightings))


def test_a_key_that_comes_again_in_another_session_is_another_call() -> None:
    """Gateways and test servers number requests anew; each of two sessions has sent its own."""
    first = [call("event", "one", 0), call("span", "one", 0.1), call("transcript", "one", -300)]
    second = [call("event", "two", 1), call("span", "two", 1.1)]
    assert sessions(*first, *second) == ["one", "two"]
    assert len({entry.id for entry in ledger_calls([*first, *second])}) == 2
    assert {entry.id for entry in ledger_calls(first)} <= {entry.id for entry in ledger_calls([*first, *second])}


def test_a_copy_in_the_transcript_of_a_fork_is_no_other_call() -> None:
    copies = [call("transcript", "fork", 0, is_copy=True), call("transcript", "fork of it", 0, is_copy=True)]
    assert sessions(call("transcript", "one", 0), *copies) == ["one"]
    assert sessions(call("event", "one", 0.4), *copies) == ["one"]
    assert len(sessions(*copies)) == 1


def test_transcripts_of_two_sessions_at_other_times_are_two_calls() -> None:
    assert sessions(call("transcript", "one", 0), call("transcript", "two", 900)) == ["one", "two"]


def place(entry: LedgerCall) -> str:
    return f"{entry.call.place.directory or None} @ {entry.call.place.branch or None}"


PLACED = [run for run in JOINED if run.name != "claude-2.0.60/partly"]
"""In that one transcripts alone tell of most calls, without their output."""


@pytest.mark.parametrize("run", PLACED, ids=names(PLACED))
def test_each_call_is_in_its_directory_and_on_its_branch(run: Run) -> None:
    found: dict[str, list[LedgerCall]] = {}
    for entry in ledger_calls([*sent(run), *told(run)]):
        if entry.call.outcome == "ok" and "transcript" in entry.sources:
            found.setdefault(place(entry), []).append(entry)
    expected = run.truth["where"]["merged"]["by_branch_of_transcript"]
    assert {name: tokens(calls) for name, calls in found.items()} == {
        name if not name.endswith(" @ ") else f"{name}None": disjoint(truth) for name, truth in expected.items()
    }
