"""`/api/turns` with what Codex itself says of the cost of turns, which comes late and is in no sum."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from aiobserver.model.ledger import Turn
from tests.captures.recorded import replay
from tests.ledger.recorded import runs
from tests.ledger.told import all_told
from tests.server import JSON, Server

RUN = next(run for run in runs() if run.name == "codex-0.171.0/resume")
IDS = [each.said.key for each in all_told(RUN) if isinstance(each.said, Turn)]
OTHER = "01a21d7c-0000-7931-b936-b02da01d3bcc"
OTHER_NS = 0x01A21D7C0000 * 10**6


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path) as server:
        yield server


def send(server: Server, conversation: str, time_ns: int, event: str, **attributes: object) -> None:
    """A log event of Codex, whose records have no time but that at which they were seen."""
    told = {"event.name": event, "conversation.id": conversation, "model": "gpt-5.5"} | attributes
    record = {"observedTimeUnixNano": str(time_ns), "attributes": [attribute(*each) for each in told.items()]}
    resource = {"attributes": [attribute("service.name", "codex-app-server")]}
    body = {"resourceLogs": [{"resource": resource, "scopeLogs": [{"logRecords": [record]}]}]}
    assert server.post("/v1/logs", json.dumps(body).encode(), content_type=JSON).status == 200


def attribute(name: str, value: object) -> Mapping[str, Any]:
    return {"key": name, "value": {"stringValue": str(value)}}


def send_cost(server: Server, conversation: str, turn: str, usd: object) -> None:
    """Codex' estimate, five minutes after the turn."""
    late_ns = int(turn.replace("-", "")[:12], 16) * 10**6 + 300 * 10**9
    send(server, conversation, late_ns, "codex.turn_cost", **{"turn.id": turn, "usage.estimated_usd": usd})


def prompts(server: Server, **filters: object) -> list[Any]:
    """The prompts, the first one first."""
    turns: list[Any] = server.api("/api/turns", **filters)["turns"]
    return turns[::-1]


def test_what_codex_says_of_a_turn_stands_beside_the_sum(server: Server) -> None:
    replay(server, RUN.requests)
    before = prompts(server)
    assert len(before) == len(IDS)
    assert all("reportedCost" not in turn and turn["cost"] > 0.001 for turn in before)
    session = before[0]["session"]
    costs = [turn["cost"] for turn in before]
    told = [f"{costs[0]:.6f}", costs[1] * 1.02 + 0.001, "nonsense", costs[3] * 1.009]
    for turn, cost in zip(IDS, told, strict=True):
        send_cost(server, session, turn, cost)
    send_cost(server, "hidden", OTHER, 1)
    total = server.api("/api/ledger")["total"]
    after = prompts(server)
    assert [turn["cost"] for turn in after] == costs
    assert sum(costs) == pytest.approx(total["cost"])
    assert [turn.get("costDiffers") for turn in after] == [False, True, None, False]
    assert after[1]["reportedCost"] == told[1]
    assert [turn["turn"] for turn in prompts(server, reported="true")] == [IDS[0], IDS[1], IDS[3]]
    assert len(prompts(server, reported="false")) == 1
    assert server.api("/api/logs", event="codex.turn_cost", from_="now-10000d")["total"] == 5


def test_a_cost_before_its_prompt_waits_for_it(server: Server) -> None:
    send_cost(server, "c", OTHER, "0.5")
    assert prompts(server) == []
    send(server, "c", OTHER_NS + 60 * 10**6, "codex.user_prompt", prompt_length=3)
    (turn,) = prompts(server)
    assert (turn["reportedCost"], turn["cost"], turn["turn"], turn["calls"]) == (0.5, None, OTHER, 0)
    assert (turn["duration"], "costDiffers" in turn) == (0, False)
    counts = {"event.kind": "response.completed", "input_token_count": 5, "output_token_count": 7}
    send(server, "c", OTHER_NS + 10**9, "codex.sse_event", **counts, model="of-nobody")
    (turn,) = prompts(server)
    assert (turn["calls"], turn["unpricedCalls"], turn["duration"]) == (1, 1, 940 * 10**6)
    assert "costDiffers" not in turn
