"""No value that a sender may put into a record makes a plugin fail, or a call that cannot be stored."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiobserver.hooks.host import Plugins
from aiobserver.ingest.sightings import SightingsOf
from aiobserver.ledger.merge import ledger_calls
from aiobserver.ledger.prices import Prices
from aiobserver.model.batch import Batch, Records
from aiobserver.store.duckdb.ledger.rows import call_row, sighting_row, stored_call
from tests.chance import by_chance
from tests.rows import log, span

PLUGINS = Plugins.load()
EVENTS = {
    "claude-code": ("api_request", "api_error"),
    "codex_cli_rs": ("codex.sse_event", "codex.api_request"),
    "gemini-cli": ("gemini_cli.api_response", "gemini_cli.api_error"),
}
NUMBERS = (
    *("input_tokens", "output_tokens", "cache_read_tokens", "cache_creation_tokens", "cache_creation_1h_tokens"),
    *("input_token_count", "output_token_count", "cached_token_count", "cache_write_token_count", "tool_token_count"),
    *("cached_content_token_count", "thoughts_token_count", "reasoning_token_count", "duration_ms", "ttft_ms"),
    *("cost_usd", "attempt", "status_code", "http.response.status_code"),
)
TEXTS = ("request_id", "prompt.id", "prompt_id", "role", "model", "query_source", "speed", "effort", "success")
VALUES: st.SearchStrategy[object] = st.one_of(
    st.sampled_from([0, 1, -1, 2**53, 10**18 - 1, 2**63 - 1, 2**64, 10**30, 1e300, -0.0, True, None, [], {}]),
    st.sampled_from(["", "1", "-1", "nan", "inf", "1e400", "999999999999999999", "0x10", "x#1", "########", "\x00"]),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
)


@pytest.mark.parametrize("service", EVENTS)
@by_chance(60)
@given(
    attributes=st.dictionaries(st.sampled_from((*NUMBERS, *TEXTS)), VALUES),
    number=st.integers(0, 1),
    time_ns=st.sampled_from([0, 1, 2**63, 2**64 - 1]),
)
def test_hostile_values_do_no_harm(service: str, attributes: dict[str, object], number: int, time_ns: int) -> None:
    attributes |= {"event.kind": "response.completed", "error.message": "x"}
    attributes.setdefault("input_token_count", 1)
    text = json.dumps(attributes)
    rows = [log(Timestamp=time_ns, EventName=EVENTS[service][number], LogAttributes=text, ServiceName=service)]
    spans = [span(Timestamp=time_ns, SpanName="claude_code.llm_request", Duration=2**64 - 1, SpanAttributes=text)]
    for batch in (Batch("logs", service, None, rows), Batch("traces", service, None, spans)):
        calls = PLUGINS.calls(Records(batch))
        assert calls or batch.signal == "traces"
        found = list(SightingsOf(batch, None, service).of(calls, batch.rows, 0))
        for sighted in found:
            assert stored_call(sighting_row(sighted, 0)[-1]) == sighted.sighting.call
        for entry in ledger_calls(sighted.sighting for sighted in found):
            assert (
                max(value for value in call_row(entry, Prices().cost(entry.call), "priced") if type(value) is int)
                < 2**64
            )
    assert all(status.failures == 0 for status in PLUGINS.statuses())
