"""Recorded exports of the tools: what the API shows is what the model server really sent."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.captures.conftest import Replayed
from tests.captures.expected import dropped_count, expected
from tests.captures.readings import by, dropped, everything, sessions, status_count, totals
from tests.captures.recorded import names, recordings, replay
from tests.server import EVER

TOOLS = recordings("claude", "gemini", "codex")
pytestmark = pytest.mark.parametrize("replayed", TOOLS, ids=names(TOOLS), indirect=True)


def test_tokens_by_type(replayed: Replayed) -> None:
    truth = expected(replayed.recording)
    assert by("type", replayed.server, truth.token_metric) == truth.tokens


def test_tokens_by_model_and_type(replayed: Replayed) -> None:
    truth = expected(replayed.recording)
    by_model = totals(replayed.server, truth.token_metric, "model", "type")
    if truth.tokens_by_model is None:
        assert {model for model, _ in by_model} == set(replayed.recording.truth["totals"]["by_model"])
    else:
        assert by_model == truth.tokens_by_model


def test_cost_by_model(replayed: Replayed) -> None:
    truth = expected(replayed.recording)
    assert by("model", replayed.server, truth.cost_metric) == pytest.approx(truth.cost, abs=1e-9)
    assert status_count(replayed.server, "unpriced") == 0


def test_further_totals(replayed: Replayed) -> None:
    for (metric, label), truth in expected(replayed.recording).further_totals.items():
        assert by(label, replayed.server, metric) == truth, metric


def test_a_total_of_all_types_leaves_parts_out(replayed: Replayed) -> None:
    """Also where no label tells the types apart, as `token_type` of Codex's own metric, unless asked for."""
    server = replayed.server
    wholes = {"total"} & by("token_type", server, "codex.turn.token_usage").keys()
    whole = sum(by("token_type", server, "codex.turn.token_usage")[kind] for kind in wholes)
    for breakdown in ({}, {"breakdown": "model"}):
        answer = server.api("/api/metrics/series", name="codex.turn.token_usage", aggregate="true", **breakdown, **EVER)
        assert answer["total"] == whole


def test_sessions_are_those_with_a_prompt(replayed: Replayed) -> None:
    found = {session["sessionId"] for session in sessions(replayed.server)}
    assert found == expected(replayed.recording).session_ids
    assert len(found) >= replayed.recording.truth["expected"]["sessions"]


def test_prompts_requests_errors_and_tool_calls(replayed: Replayed) -> None:
    truth = expected(replayed.recording)
    fields = ("promptCount", "requestCount", "errorCount", "toolCallCount")
    counted = tuple(sum(session[field] for session in sessions(replayed.server)) for field in fields)
    assert dict(zip(fields, counted, strict=True)) == dict(
        zip(fields, (truth.prompts, truth.requests, truth.errors, truth.tool_calls), strict=True)
    )


def disjoint(tokens: Mapping[str, float]) -> dict[str, float]:
    """The types of a tool's metric as those of the ledger."""
    read = tokens.get("cacheRead", 0) + tokens.get("cache", 0)
    written = tokens.get("cacheCreation", 0)
    contained = read + written if {"thought", "reasoning"} & tokens.keys() else 0
    return {
        "input": tokens["input"] - contained + tokens.get("tool", 0),
        "cacheRead": read,
        "cacheWrite": written,
        "output": tokens["output"] + tokens.get("thought", 0),
        "reasoning": tokens.get("thought", 0) + tokens.get("reasoning", 0),
    }


def test_sessions_hold_all_tokens_and_costs(replayed: Replayed) -> None:
    truth = expected(replayed.recording)
    found = sessions(replayed.server)
    for kind, count in disjoint(truth.tokens).items():
        assert sum(session["tokens"][kind] for session in found) == count, kind
    assert sum(session["totalTokens"] for session in found) == sum(session["tokens"]["total"] for session in found)
    assert sum(session.get("cost", 0) for session in found) == pytest.approx(sum(truth.cost.values()))
    assert {model for session in found for model in session["models"]} >= set(truth.cost)


def test_logs_stored_are_logs_sent_without_the_dropped(replayed: Replayed) -> None:
    sent = replayed.recording.truth["sent"]["log_records"]
    stored = replayed.server.api("/api/stats", **EVER)["logCount"]
    assert stored == sent - dropped_count(replayed.recording)
    assert dropped(replayed.server) == dropped_count(replayed.recording)


def test_spans_and_traces(replayed: Replayed) -> None:
    sent = replayed.recording.truth["sent"]
    stats = replayed.server.api("/api/stats", **EVER)
    assert (stats["spanCount"], stats["traceCount"]) == (sent["spans"], sent["traces"])


def test_points_of_each_metric(replayed: Replayed) -> None:
    for name, count in replayed.recording.truth["sent"]["metric_points_by_name"].items():
        assert replayed.server.api("/api/metrics", name=name, **EVER)["total"] == count, name


def test_sending_all_again_changes_nothing(replayed: Replayed) -> None:
    before = everything(replayed.server)
    replay(replayed.server, replayed.recording.requests)
    assert everything(replayed.server) == before
    sent = replayed.recording.truth["sent"]
    repeated = sent["spans"] + sent["log_records"] + sent["metric_points"]
    assert status_count(replayed.server, "deduplicated") == repeated
