"""`/api/ledger` and `/api/calls`: calls are counted once, grouped, filtered, and say where they come from."""

from __future__ import annotations

from collections import Counter
from statistics import median, quantiles
from typing import Any

import pytest

from aiobserver.model.times import parse_rfc3339
from tests.captures.recorded import replay
from tests.ledger.recorded import runs
from tests.server import EVER, Server

SENT = ("claude-2.1.332/subagents", "codex-0.171.0/A", "gemini-0.61.0/agents")


@pytest.fixture(scope="module")
def filled(server: Server) -> Server:
    for run in runs():
        if run.name in SENT:
            replay(server, run.requests)
    return server


def ledger(server: Server, **parameters: object) -> Any:
    return server.api("/api/ledger", **parameters)


def test_the_totals_are_what_the_model_server_sent(filled: Server) -> None:
    found = {row["tool"]: row for row in ledger(filled, group="tool")["rows"]}
    truth = {run.tool: run.truth["totals"] for run in runs() if run.name in SENT}
    for tool, totals in truth.items():
        tokens, sent = found[tool]["tokens"], totals["tokens"]
        cached = sent.get("cached", 0)
        assert tokens["input"] == sent["input"] - cached
        assert tokens["cacheRead"] == cached + sent.get("cache_read", 0)
        assert tokens["cacheWrite"] == sent.get("cache_creation", 0)
        assert tokens["output"] == sent["output"] + sent.get("thoughts", 0)
        assert found[tool]["calls"] == totals["ok"]
    assert found["codex"]["errors"] == 1


def test_cured_retries_are_no_errors(filled: Server) -> None:
    """Claude Code tells in a span how often it tried; Codex tells of each try by itself."""
    (call,) = [call for call in filled.api("/api/calls", tool="claude")["calls"] if call["attempts"] > 1]
    assert (call["attempts"], call["outcome"]) == (2, "ok")
    found = {row["tool"]: (row["errors"], row["retries"]) for row in ledger(filled, group="tool")["rows"]}
    assert found == {"claude": (0, 1), "codex": (1, 0), "gemini": (0, 0)}
    assert (ledger(filled)["total"]["retries"], ledger(filled, outcome="error")["total"]["retries"]) == (1, 0)
    assert sum(turn["retries"] for turn in filled.api("/api/turns")["turns"]) == 1


@pytest.mark.parametrize(
    "group", ["", "tool", "model,kind", "session", "agent", "hour,tool", "day", "week", "month,model"]
)
def test_any_grouping_adds_up_to_the_total(group: str, filled: Server) -> None:
    answer = ledger(filled, group=group)
    rows, total = answer["rows"], answer["total"]
    assert answer["count"] == len(rows)
    assert total == ledger(filled)["total"]
    if group:
        assert set(group.split(",")) <= rows[0].keys()
        assert sum(row["calls"] for row in rows) == total["calls"] == 14
        assert sum(row["tokens"]["total"] for row in rows) == total["tokens"]["total"]
        assert sum(row["cost"] for row in rows) == pytest.approx(total["cost"])


def test_a_limit_leaves_the_total_as_it_is(filled: Server) -> None:
    answer = ledger(filled, group="model", limit=1, order="tokens")
    assert [row["model"] for row in answer["rows"]] == ["gpt-5.5"]
    assert answer["count"] == 4
    assert answer["total"]["calls"] == 14


@pytest.mark.parametrize(
    ("zone", "hour", "day"),
    [
        ("UTC", "2026-11-27T14:00", "2026-11-27"),
        ("Europe/Berlin", "2026-11-27T15:00", "2026-11-27"),
        ("Asia/Kolkata", "2026-11-27T20:00", "2026-11-27"),
        ("Pacific/Auckland", "2026-11-28T03:00", "2026-11-28"),
    ],
)
def test_hours_and_days_are_those_of_the_zone(zone: str, hour: str, day: str, filled: Server) -> None:
    assert [row["hour"] for row in ledger(filled, group="hour", timezone=zone, tool="codex")["rows"]] == [hour]
    assert [row["day"] for row in ledger(filled, group="day", timezone=zone)["rows"]] == [day]


def test_buckets_of_any_width_add_up(filled: Server) -> None:
    rows = ledger(filled, group="time", interval="60s", **{"from": "2026-11-27T14:00:00Z"})["rows"]
    assert [row["time"][-13:] for row in rows] == [":00.000000000Z"[-13:]] * len(rows)
    assert sum(row["calls"] for row in rows) == 14
    assert len(rows) > 2
    assert filled.get("/api/ledger?group=time&interval=1s").status == 400
    assert len(ledger(filled, group="time")["rows"]) == 1


def test_filters_narrow_it(filled: Server) -> None:
    assert ledger(filled, tool="gemini", kind="subagent")["total"]["calls"] == 2
    assert ledger(filled, model="claude-haiku-5-5")["total"]["calls"] == 2
    assert ledger(filled, outcome="error")["total"] | {"duration": 0} == ledger(filled, tool="none")["total"] | {
        "errors": 1
    }
    assert ledger(filled, to="2026-11-27T14:30:00Z")["total"]["calls"] == 6
    assert ledger(filled, **{"from": "2026-11-28T00:00:00Z"})["total"]["cost"] is None


def durations(server: Server, **wanted: object) -> list[int]:
    """Of answered calls, ascending; those that are known."""
    calls = server.api("/api/calls", outcome="ok", limit=1000, **wanted)["calls"]
    return sorted(call["duration"] for call in calls if "duration" in call)


@pytest.mark.parametrize("tool", ["claude", "gemini"])
def test_percentiles_of_durations_are_those_of_the_calls(tool: str, filled: Server) -> None:
    total = ledger(filled, tool=tool, percentiles="0,50,95,100")["total"]
    known = durations(filled, tool=tool)
    assert (total["timedCalls"], total["timedDuration"]) == (total["calls"], sum(known)) == (len(known), sum(known))
    found = total["durationPercentiles"]
    assert (found["0"], found["100"]) == (known[0], known[-1])
    assert found["50"] == pytest.approx(median(known), abs=1)
    assert found["95"] == pytest.approx(quantiles(known, n=20, method="inclusive")[18], abs=1)


def test_durations_that_nobody_tells_are_unknown(filled: Server) -> None:
    total = ledger(filled, tool="codex", percentiles="95")["total"]
    assert total["calls"] > 0
    assert (total["timedCalls"], total["timedDuration"], total["durationPercentiles"]) == (0, 0, {"95": None})


@pytest.mark.parametrize("group", ["tool", "model,kind", "project", "time,tool", "day", "week,session"])
def test_each_row_has_its_percentiles_and_nobody_else_has_any(group: str, filled: Server) -> None:
    answer = ledger(filled, group=group, percentiles="50", limit=3)
    for figures in (answer["total"], *answer["rows"]):
        (value,) = figures["durationPercentiles"].values()
        assert (value is None) == (figures["timedCalls"] == 0)
        if figures["timedCalls"] == 1:
            assert value == figures["timedDuration"]
    plain = ledger(filled, group=group, limit=3)
    for figures in (answer["total"], *answer["rows"]):
        del figures["durationPercentiles"]
    assert answer == plain


def test_a_widget_would_say_the_same_by_events(filled: Server) -> None:
    """Those of Claude Code tell of each call."""
    asked = {"event": "api_request", "value": "duration_ms", "stat": "p95", "aggregate": "true"}
    (series,) = filled.api("/api/logs/series", **asked, **EVER)["series"]
    by_events = series["datapoints"][0][1]
    found = ledger(filled, tool="claude", percentiles="95")["total"]["durationPercentiles"]["95"]
    assert found / 10**6 == pytest.approx(by_events, rel=1e-6)


@pytest.mark.parametrize(
    ("query", "what"),
    [
        *(
            (f"percentiles={wrong}", "percentiles")
            for wrong in ("101", "-1", "5.5", "50,50", "a", "1,2,3,4,5,6", "050")
        ),
        ("group=owner", "group"),
        ("group=day,day", "group"),
        ("timezone=Mars/Olympus", "timezone"),
        ("order=size", "order"),
    ],
)
def test_what_it_does_not_know_is_told(query: str, what: str, filled: Server) -> None:
    answer = filled.get(f"/api/ledger?{query}")
    assert answer.status == 400
    assert what in answer.json()["error"]


def test_a_call_says_where_it_comes_from(filled: Server) -> None:
    listed = filled.api("/api/calls", tool="claude", limit=2)
    assert listed["total"] == 6
    assert listed["hasMore"]
    (call, _) = listed["calls"]
    assert call["sources"] == [{"source": "event"}, {"source": "span"}]
    detail = filled.api(f"/api/calls/{call['id']}")
    assert detail | {"sources": 0} == call | {"sources": 0}
    by_kind = {source["source"]: source for source in detail["sources"]}
    assert by_kind["event"]["log"]["eventName"] == "api_request"
    assert by_kind["span"]["span"]["spanName"] == "claude_code.llm_request"
    assert by_kind["event"]["tokens"]["total"] == by_kind["span"]["tokens"]["total"] == call["tokens"]["total"]
    assert call["cost"] == by_kind["event"]["cost"]
    assert call["costSource"] == "reported"


def test_each_use_of_a_tool_is_listed_once(filled: Server) -> None:
    listed = filled.api("/api/tool-calls")
    truth = Counter[str]()
    for run in runs():
        if run.name in SENT:
            truth += Counter(run.truth["totals"]["tool_calls_requested"])
    assert Counter(use["name"] for use in listed["toolCalls"]) == truth
    assert listed["total"] == truth.total()
    assert not listed["hasMore"]
    (use,) = filled.api("/api/tool-calls", tool="claude", name="Bash")["toolCalls"]
    assert use["sources"] == [{"source": "event"}, {"source": "span"}]
    assert use["success"]
    assert use["duration"] > 0
    assert {"id", "session", "turn", "agentId", "startTime", "endTime"} < use.keys()


def test_filters_narrow_the_uses_of_tools(filled: Server) -> None:
    everything = filled.api("/api/tool-calls")["total"]
    codex = filled.api("/api/tool-calls", tool="codex", limit=1)
    assert (codex["total"], len(codex["toolCalls"]), codex["hasMore"]) == (3, 1, True)
    assert codex["toolCalls"][0]["decision"] == "accept"
    assert filled.api("/api/tool-calls", session=codex["toolCalls"][0]["session"])["total"] == 3
    assert filled.api("/api/tool-calls", success="true")["total"] == everything
    assert filled.api("/api/tool-calls", success="false") == {"toolCalls": [], "total": 0, "hasMore": False}
    assert filled.api("/api/tool-calls", to="2026-11-27T14:30:00Z", tool="codex")["total"] == 0


def test_a_use_of_a_tool_says_where_it_comes_from(filled: Server) -> None:
    (use,) = filled.api("/api/tool-calls", tool="claude", name="Bash")["toolCalls"]
    detail = filled.api(f"/api/tool-calls/{use['id']}")
    assert detail | {"sources": 0} == use | {"sources": 0}
    by_kind = {source["source"]: source for source in detail["sources"]}
    assert by_kind["event"]["log"]["eventName"] == "tool_result"
    assert by_kind["span"]["span"]["spanName"].startswith("claude_code.tool")
    assert by_kind["event"]["success"]
    assert by_kind["event"]["duration"] == use["duration"]
    for each in filled.api("/api/tool-calls")["toolCalls"]:
        assert filled.api(f"/api/tool-calls/{each['id']}")["id"] == each["id"]


def test_each_prompt_has_what_it_cost(filled: Server) -> None:
    listed = filled.api("/api/turns")
    prompts = sum(run.truth["expected"]["user_prompts"] for run in runs() if run.name in SENT)
    assert (listed["total"], len(listed["turns"]), listed["hasMore"]) == (prompts, prompts, False)
    total = ledger(filled)["total"]
    for name in ("calls", "errors", "cutOff", "tokens", "unpricedCalls", "cost"):
        assert added([turn[name] for turn in listed["turns"]]) == pytest.approx(total[name]), name
    assert sum(turn["toolCalls"] for turn in listed["turns"]) == filled.api("/api/tool-calls")["total"]
    (codex,) = filled.api("/api/turns", tool="codex", limit=1)["turns"]
    assert {"id", "session", "startTime", "sources"} < codex.keys()
    assert (codex["isCommand"], "reportedCost" in codex, "costDiffers" in codex) == (False, False, False)
    calls = filled.api("/api/calls", session=codex["session"])["calls"]
    assert codex["duration"] == nanoseconds(max(call["endTime"] for call in calls)) - nanoseconds(codex["startTime"])


def added(values: list[Any]) -> Any:
    return dict(sum(map(Counter, values), Counter[str]())) if isinstance(values[0], dict) else sum(values)


def nanoseconds(text: str) -> int:
    return parse_rfc3339(text)


def test_filters_narrow_the_prompts(filled: Server) -> None:
    (claude,) = filled.api("/api/turns", tool="claude")["turns"]
    assert filled.api("/api/turns", session=claude["session"])["turns"] == [claude]
    assert filled.api("/api/turns", **{"from": claude["startTime"], "to": claude["startTime"]})["turns"] == [claude]
    for nothing in ({"reported": "true"}, {"project": "/nowhere"}, {"directory": "/nowhere"}, {"branch": "none"}):
        assert filled.api("/api/turns", **nothing) == {"turns": [], "total": 0, "hasMore": False}
    assert filled.api("/api/turns", reported="false")["total"] == filled.api("/api/turns")["total"]
    first, *rest = filled.api("/api/turns")["turns"]
    page = filled.api("/api/turns", limit=1, offset=1)
    assert (page["turns"], page["hasMore"]) == (rest[:1], len(rest) > 1)
    assert first["startTime"] >= rest[0]["startTime"]


def test_a_session_says_more_than_its_sums(filled: Server) -> None:
    found = {session["toolId"]: session for session in filled.api("/api/sessions", from_="now-10000d")["sessions"]}
    claude, codex = found["claude"], found["codex"]
    assert (claude["version"], claude["sources"]) == ("2.1.332", ["event", "span"])
    assert claude["agents"] == ["Explore", "general-purpose"]
    assert (codex["version"], codex["agents"], codex["sources"]) == ("0.171.0", [], ["event"])
    assert claude["tokens"] == ledger(filled, tool="claude")["total"]["tokens"]
    assert claude["cost"] == pytest.approx(ledger(filled, tool="claude")["total"]["cost"])


@pytest.mark.parametrize("call", ["0123456789abcdef", "x", "0" * 40])
def test_an_unknown_call_is_not_found(call: str, filled: Server) -> None:
    assert filled.get(f"/api/calls/{call}").status == 404
    assert filled.get(f"/api/tool-calls/{call}").status == 404


def test_a_deleted_session_is_gone_from_it(server: Server) -> None:
    before = ledger(server, group="session")
    session = before["rows"][0]["session"]
    server.run("delete", "--session", session, "--yes")
    after = ledger(server, group="session")
    assert session not in [row["session"] for row in after["rows"]]
    assert after["count"] == before["count"] - 1
    assert server.api("/api/tool-calls", session=session)["total"] == 0
    assert server.api("/api/turns", session=session)["total"] == 0
