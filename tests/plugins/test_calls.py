"""No value that a sender may put into a record makes a plugin fail, or a call that cannot be stored."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiobserver.hooks.host import Plugins
from aiobserver.ingest.sightings import SightingsOf
from aiobserver.ledger.entries import ledger_tool_calls, ledger_turns, session_facts
from aiobserver.ledger.merge import ledger_calls
from aiobserver.ledger.prices import Prices
from aiobserver.model.batch import Batch, Records
from aiobserver.model.columns import Row
from aiobserver.model.ledger import AnySighting
from aiobserver.store.duckdb.ledger.rows import (
    call_row,
    session_row,
    sighting_row,
    stored_said,
    tool_call_row,
    turn_row,
)
from tests.chance import by_chance
from tests.rows import log, span

PLUGINS = Plugins.load()
EVENTS = {
    "claude-code": ("api_request", "api_error", "tool_result", "tool_decision", "user_prompt"),
    "codex_cli_rs": (
        *("codex.sse_event", "codex.api_request", "codex.tool_result", "codex.tool_decision"),
        *("codex.user_prompt", "codex.conversation_starts", "codex.turn_cost"),
    ),
    "gemini-cli": (
        *("gemini_cli.api_response", "gemini_cli.api_error", "gemini_cli.tool_call", "gemini_cli.user_prompt"),
    ),
}
NUMBERS = (
    *("input_tokens", "output_tokens", "cache_read_tokens", "cache_creation_tokens", "cache_creation_1h_tokens"),
    *("input_token_count", "output_token_count", "cached_token_count", "cache_write_token_count", "tool_token_count"),
    *("cached_content_token_count", "thoughts_token_count", "reasoning_token_count", "duration_ms", "ttft_ms"),
    *("cost_usd", "usage.estimated_usd", "attempt", "status_code", "http.response.status_code"),
)
TEXTS = (
    *("request_id", "prompt.id", "prompt_id", "role", "model", "query_source", "speed", "effort", "success"),
    *("tool_use_id", "call_id", "tool_name", "function_name", "decision", "source", "prompt", "command_name"),
    *("gen_ai.tool.call_id", "gen_ai.tool.name", "app.version", "agent_id", "turn.id"),
)
SPANS = ("claude_code.llm_request", "claude_code.tool", "claude_code.tool.execution", "tool_call")
VALUES: st.SearchStrategy[object] = st.one_of(
    st.sampled_from(["01a21d81-e177-7800-b290-ab890d81abcd", "ffffffff-ffff-7fff-bfff-ffffffffffff"]),
    st.sampled_from([0, 1, -1, 2**53, 10**18 - 1, 2**63 - 1, 2**64, 10**30, 1e300, -0.0, True, None, [], {}]),
    st.sampled_from(["", "1", "-1", "nan", "inf", "1e400", "999999999999999999", "0x10", "x#1", "########", "\x00"]),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
)


def rows_of(sightings: Sequence[AnySighting]) -> Iterator[Row]:
    """All rows that these alone would give."""
    for entry in ledger_calls(sightings):
        yield call_row(entry, Prices().cost(entry.call), "priced")
    yield from map(tool_call_row, ledger_tool_calls(sightings))
    yield from map(turn_row, ledger_turns(sightings))
    yield from map(session_row, session_facts(sightings))


@pytest.mark.parametrize("service", EVENTS)
@by_chance(60)
@given(
    attributes=st.dictionaries(st.sampled_from((*NUMBERS, *TEXTS)), VALUES),
    number=st.integers(0, 6),
    span_name=st.sampled_from(SPANS),
    time_ns=st.sampled_from([0, 1, 2**63, 2**64 - 1]),
)
def test_hostile_values_do_no_harm(
    service: str, attributes: dict[str, object], number: int, span_name: str, time_ns: int
) -> None:
    attributes |= {"event.kind": "response.completed", "error.message": "x"}
    attributes.setdefault("input_token_count", 1)
    text = json.dumps(attributes)
    rows = [
        log(
            Timestamp=time_ns,
            EventName=EVENTS[service][number % len(EVENTS[service])],
            LogAttributes=text,
            ServiceName=service,
        )
    ]
    spans = [span(Timestamp=time_ns, SpanName=span_name, Duration=2**64 - 1, SpanAttributes=text)]
    for batch in (Batch("logs", service, None, rows), Batch("traces", service, None, spans)):
        told = PLUGINS.calls(Records(batch))
        assert told or batch.signal == "traces" or number > 1
        found = list(SightingsOf(batch, None, service).of(told, batch.rows, 0))
        for sighted in found:
            kind, *_, text = sighting_row(sighted, 0)
            assert stored_said(kind, text) == sighted.sighting.said
        for row in rows_of([sighted.sighting for sighted in found]):
            assert all(0 <= value < 2**64 for value in row if type(value) is int)
    assert all(status.failures == 0 for status in PLUGINS.statuses())
