"""What the Codex plugin decides, record by record."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from aiobserver_codex.prices import call_cost
from aiobserver_codex.sightings import sightings
from aiobserver_codex.spans import main_spans, session_roots
from aiobserver_codex.tokens import COST, TOKENS, derived_points, dropped_logs

from aiobserver.model.batch import Batch, Records
from aiobserver.model.derived import DerivedPoint, Unpriced
from aiobserver.model.ledger import Turn
from tests.rows import NOW, log, span


def logs(*events: dict[str, Any], resource: str | None = None) -> Records:
    """Log records by their attributes."""
    rows = [log(EventName=event["event.name"], LogAttributes=orjson.dumps(event).decode()) for event in events]
    return Records(Batch("logs", "codex_exec", resource, rows))


def completed(**attributes: Any) -> dict[str, Any]:
    """A stream event that ends a call."""
    return {"event.name": "codex.sse_event", "event.kind": "response.completed", "model": "gpt-5"} | attributes


def amounts(records: Records) -> dict[tuple[str, Any], float]:
    """(metric, type) → value, of tokens and cost."""
    points = [point for point in derived_points(records) if isinstance(point, DerivedPoint)]
    return {(p.name, p.attributes.get("type")): p.value for p in points if p.name in {TOKENS, COST}}


def test_a_completed_call_gives_its_tokens_and_cost() -> None:
    found = amounts(
        logs(
            completed(
                input_token_count=1000,
                output_token_count="500",
                cached_token_count=200,
                reasoning_token_count=0,
                tool_token_count=1500,
            )
        )
    )
    cost = found.pop((COST, None))
    assert found == {(TOKENS, "input"): 1000, (TOKENS, "output"): 500, (TOKENS, "cacheRead"): 200}
    assert cost == pytest.approx(0.006025)


def test_tool_tokens_count_where_they_are_not_the_total() -> None:
    found = amounts(logs(completed(input_token_count=10, output_token_count=5, tool_token_count=7)))
    assert found[TOKENS, "tool"] == 7


@pytest.mark.parametrize(
    "event",
    [
        completed(),
        completed(input_token_count=10) | {"event.kind": "response.created"},
        completed(input_token_count=10) | {"event.name": "codex.api_request"},
        completed(input_token_count="-5", output_token_count="many", cached_token_count=[1]),
    ],
    ids=["without counts", "not completed", "not a stream event", "no numbers"],
)
def test_other_events_give_nothing(event: dict[str, Any]) -> None:
    assert list(derived_points(logs(event))) == []


def test_the_model_comes_from_the_resource_if_the_event_has_none() -> None:
    event = completed(input_token_count=10)
    del event["model"]
    points = list(derived_points(logs(event, resource='{"model":"gpt-5"}')))
    models = {point.name: point.attributes["model"] for point in points if isinstance(point, DerivedPoint)}
    assert (models[TOKENS], models[COST]) == ("gpt-5", "gpt-5")


def test_a_model_without_a_price_is_said_to_be_unpriced() -> None:
    found = list(derived_points(logs(completed(input_token_count=10, model="nobody-knows-1"))))
    assert [one for one in found if isinstance(one, Unpriced)] == [Unpriced(0, "nobody-knows-1")]
    assert COST not in [one.name for one in found if isinstance(one, DerivedPoint)]


def test_the_conversation_stays_on_the_points() -> None:
    found = list(derived_points(logs(completed(input_token_count=10, **{"conversation.id": "c1"}))))
    assert all(isinstance(point, DerivedPoint) and point.attributes["conversation.id"] == "c1" for point in found)


def test_streaming_events_are_dropped_and_nothing_else() -> None:
    names = ["codex.sse_event", "codex.tool_result", "codex.websocket_event", "codex.user_prompt"]
    assert list(dropped_logs(logs(*({"event.name": name} for name in names)))) == [0, 2]


def test_the_price_is_that_of_the_one_call() -> None:
    assert call_cost("gpt-5", {"input": 1000, "output": 500, "cacheRead": 200}, NOW) == pytest.approx(0.006025)
    assert call_cost("gpt-5", {"input": 1000}, 2**64 - 1) is not None
    assert call_cost("", {"input": 1000}, NOW) is None


def test_sessions_and_turns_are_marked() -> None:
    names = [
        ("new_session", ""),
        ("new_session", "b7ad6b7169203331"),
        ("run_task", "1"),
        ("auth", ""),
        ("turn/start", ""),
    ]
    spans = Records(Batch("traces", "codex_exec", None, [span(SpanName=n, ParentSpanId=p) for n, p in names]))
    assert list(session_roots(spans)) == [0]
    assert list(main_spans(spans)) == [2, 4]


TURN = "01a21d81-e177-7800-b290-ab890d81abcd"


def turn_cost(**attributes: object) -> dict[str, Any]:
    """An estimate of Codex itself."""
    return {
        "event.name": "codex.turn_cost",
        "conversation.id": "c",
        "turn.id": TURN,
        "usage.estimated_usd": "0.0123",
        "turn.interrupted": "false",
    } | attributes


@pytest.mark.parametrize(("told", "usd"), [("0.0123", 0.0123), ("0", 0), (0.5, 0.5), (2, 2), ("1e-7", 1e-7)])
def test_the_cost_of_a_turn_is_of_the_moment_that_its_id_tells(told: object, usd: float) -> None:
    (turn,) = sightings(logs(turn_cost(**{"usage.estimated_usd": told})))
    began_ns = 0x01A21D81E177 * 10**6
    assert turn == Turn(key=TURN, start_ns=began_ns, is_prompt=False, cost=usd)


@pytest.mark.parametrize(
    "attributes",
    [
        *({"usage.estimated_usd": value} for value in ("", "free", "-0.1", "nan", "inf", "1e400", 1e300, True, None)),
        *({"turn.id": value} for value in ("", "7", TURN[:-1], TURN.replace("-7", "-4"), "f" * 36, 5, None)),
        {"turn.id": "ffffffff-ffff-7fff-bfff-ffffffffffff"},
    ],
    ids=str,
)
def test_an_estimate_that_is_none_is_left_out(attributes: dict[str, object]) -> None:
    assert list(sightings(logs(turn_cost(**attributes)))) == []
