"""Sessions of which only transcripts tell are listed and shown like those of which telemetry tells."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from aiobserver.ingest.delta import DeltaTracker
from aiobserver.model.times import rfc3339
from aiobserver.store.duckdb.file.database import Database
from aiobserver.store.duckdb.write.writer import Writer
from aiobserver.store.writing import Sighted, StoreRequest
from tests.captures.readings import sessions
from tests.captures.recorded import replay
from tests.ledger.recorded import Run, names, runs
from tests.ledger.test_transcripts import LOST_TOOL_CALLS, answered, prompts, truth_of
from tests.ledger.told import all_told
from tests.server import EVER, Server

SERVICES = {"claude": "claude-code", "codex": "codex_cli_rs", "gemini": "gemini-cli"}
RUNS = [run for run in runs() if run.name != "claude-2.1.332/agents"]
"""Without the one whose uses of tools have the ids of another's."""
COMPLETE = [run for run in RUNS if "where" in run.truth]

Listed = Mapping[str, Mapping[str, Any]]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One that has all recorded transcripts and no record of telemetry."""
    with Server(tmp_path_factory.mktemp("transcripts")) as server:
        server.stop()
        database = Database.open(server.database)
        writer = Writer(database, DeltaTracker(lambda _service: frozenset()))
        for run in RUNS:
            told = tuple(
                Sighted(sighting, "logs", "", sighting.said.session, sighting.end_ns, sighting.end_ns, None)
                for sighting in all_told(run)
            )
            asyncio.run(writer.store(StoreRequest(b"", 1, {}, sighted=told)))
        writer.close()
        database.close()
        server.start()
        yield server


@pytest.fixture(scope="module")
def listed(server: Server) -> Listed:
    return {session["sessionId"]: session for session in sessions(server)}


def of(run: Run) -> set[str]:
    """The sessions of a run."""
    return {call.session for call in answered(run)} | {turn.session for turn in prompts(run)}


@pytest.mark.parametrize("run", COMPLETE, ids=names(COMPLETE))
def test_requests_tokens_and_models_are_those_of_the_model_server(run: Run, listed: Listed) -> None:
    requests: Counter[str] = Counter()
    tokens: Counter[str] = Counter()
    models: dict[str, set[str]] = {}
    for call in run.written_calls:
        told, session, model, *_ = truth_of(run, call)
        requests[session] += 1
        tokens[session] += told.total
        models.setdefault(session, set()).add(model)
    assert set(requests) | of(run) == of(run) <= listed.keys()
    for session, count in requests.items():
        found = listed[session]
        assert (found["requestCount"], found["totalTokens"]) == (count, tokens[session])
        assert set(found["models"]) == models[session]
        assert (found["toolId"], found["serviceName"]) == (run.tool, SERVICES[run.tool])
        assert found["sources"] == ["transcript"]


@pytest.mark.parametrize("run", RUNS, ids=names(RUNS))
def test_prompts_and_tool_calls_are_those_of_the_run(run: Run, listed: Listed) -> None:
    found = [listed[session] for session in of(run)]
    assert sum(session["promptCount"] for session in found) == run.truth["expected"]["user_prompts"]
    requested = Counter(run.truth["totals"]["tool_calls_requested"]).total()
    lost = LOST_TOOL_CALLS.get(run.name, Counter()).total()
    assert sum(session["toolCallCount"] for session in found) == requested - lost


def test_nothing_else_is_listed(listed: Listed) -> None:
    assert listed.keys() == {session for run in RUNS for session in of(run)}


def test_no_figure_differs_from_the_ledger(server: Server, listed: Listed) -> None:
    rows = {row["session"]: row for row in server.api("/api/ledger", group="session", limit=1000)["rows"]}
    assert rows.keys() <= listed.keys()
    for session, found in listed.items():
        row = rows.get(session) or server.api("/api/ledger", session=session)["total"]
        assert (found["requestCount"], found["errorCount"]) == (row["calls"], row["errors"])
        assert found["totalTokens"] == row["tokens"]["total"]
        assert found.get("cost") == pytest.approx(row["cost"])
        uses = server.api("/api/tool-calls", session=session, limit=1)["total"]
        assert found["toolCallCount"] == uses


def test_a_session_goes_from_its_first_moment_to_its_last(server: Server, listed: Listed) -> None:
    begun = {turn.session: turn for run in RUNS for turn in reversed(prompts(run))}
    for session, found in listed.items():
        calls = server.api("/api/calls", session=session, limit=1000)["calls"]
        uses = server.api("/api/tool-calls", session=session, limit=1000)["toolCalls"]
        moments = [each[name] for each in (*calls, *uses) for name in ("startTime", "endTime")]
        first = [rfc3339(begun[session].start_ns)] if session in begun else []
        assert found["startTime"] == min([*moments, *first])
        assert found["lastTime"] >= max([*moments, *first])
        assert found["lastTime"] == max(moments, default="") or found["promptCount"] > 1


def test_the_page_of_one_has_its_figures_and_no_records(server: Server, listed: Listed) -> None:
    for session in list(listed)[::10]:
        shown = server.api(f"/api/sessions/{session}")
        lists = ("prompts", "requests", "answers", "toolCalls", "errors")
        assert [shown.pop(name) for name in lists] == [[]] * len(lists)
        assert shown == listed[session]


def test_a_tool_a_service_and_a_project_have_their_own(server: Server, listed: Listed) -> None:
    def found(**wanted: str) -> set[str]:
        answer = server.api("/api/sessions", limit=1000, **EVER, **wanted)
        assert answer["total"] == len(answer["sessions"])
        return {session["sessionId"] for session in answer["sessions"]}

    for tool, service in SERVICES.items():
        own = {session for session, each in listed.items() if each["toolId"] == tool}
        assert found(tool=tool) == found(service=service) == own
    assert found(tool="none") == found(service="none") == found(project="/none") == set()
    places = {place for each in listed.values() if (place := each.get("project"))}
    for place in places:
        assert found(project=place) >= {session for session, each in listed.items() if each.get("project") == place}


def test_with_telemetry_of_it_each_session_is_counted_once(server: Server, listed: Listed) -> None:
    run = next(run for run in RUNS if run.name == "claude-2.1.332/partly")
    replay(server, run.requests)
    both = {session["sessionId"]: session for session in sessions(server)}
    assert both.keys() == listed.keys()
    counts = ("promptCount", "requestCount", "toolCallCount", "totalTokens", "serviceName")
    for session in of(run):
        assert [both[session][name] for name in counts] == [listed[session][name] for name in counts]
        assert both[session]["startTime"] <= listed[session]["startTime"]
        assert both[session]["lastTime"] >= listed[session]["lastTime"]
