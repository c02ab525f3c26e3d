"""A plugin of ten lines is enough for a tool that follows the conventions for generative AI."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from aiobserver.hooks.host import Plugins
from aiobserver.ingest.sightings import SightingsOf
from aiobserver.ledger.merge import ledger_calls
from aiobserver.model.batch import Batch, Records
from aiobserver.model.ledger import AnySighting, Tokens
from aiobserver.otlp.decode import Decoder
from tests.fixture_plugins import install_plugin
from tests.ledger.recorded import Run
from tests.rows import span

TEN_LINES = """
    from aiobserver import Tool, ToolPlugin, gen_ai_calls

    TOOL = Tool(
        id="theirs",
        title="Theirs",
        colour="#336699",
        services=("github-copilot", "qwen-code", "weather-agent"),
        session_attributes=("gen_ai.conversation.id", "session.id"),
    )
    PLUGIN = ToolPlugin(tool=TOOL, calls=gen_ai_calls)
"""
RUNS = sorted(path.parent for path in (Path(__file__).parents[1] / "data" / "gen_ai").glob("*/*/truth.json"))


@pytest.fixture
def plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plugins:
    monkeypatch.syspath_prepend(str(tmp_path))
    install_plugin(tmp_path, "theirs", TEN_LINES)
    return Plugins.load(disabled=("claude", "codex", "gemini"))


def sightings(run: Run, plugins: Plugins) -> list[AnySighting]:
    decoder = Decoder(plugins.session_attributes)
    found: list[AnySighting] = []
    for request in run.requests:
        body = gzip.decompress(request.wire) if request.meta["content_encoding"] == "gzip" else request.wire
        export = decoder.decode(body, content_type=request.meta["content_type"], path_signal=None, received_ns=1)
        for batch in export.batches:
            calls = plugins.calls(Records(batch))
            found += [each.sighting for each in SightingsOf(batch, None, "").of(calls, batch.rows, 0)]
    return found


@pytest.mark.parametrize("folder", RUNS, ids=[folder.parent.name for folder in RUNS])
def test_its_calls_are_what_the_model_server_sent(folder: Path, plugins: Plugins) -> None:
    run = Run(folder)
    totals = run.truth["totals"]
    calls = ledger_calls(sightings(run, plugins))
    answered = [entry.call for entry in calls if entry.call.outcome == "ok"]
    assert len(answered) == totals["ok"]
    sent, cached = totals["tokens"], totals["tokens"].get("cached", 0)
    tokens = [call.tokens or Tokens() for call in answered]
    assert sum(each.input for each in tokens) == sent["input"] - cached
    assert sum(each.cache_read for each in tokens) == sent.get("cache_read", 0) + cached
    assert sum(each.cache_write for each in tokens) == sent.get("cache_creation", 0)
    assert sum(each.output for each in tokens) == sent["output"]
    assert len({call.session for call in answered}) == 1
    assert all(call.model and call.provider for call in answered)


@pytest.mark.parametrize(
    "attributes",
    [
        '{"gen_ai.operation.name": "invoke_agent", "gen_ai.usage.input_tokens": 5}',
        '{"gen_ai.operation.name": "execute_tool"}',
        '{"http.method": "POST"}',
        "{}",
    ],
    ids=["sum of an agent", "tool", "no operation", "nothing"],
)
def test_other_spans_are_no_calls(attributes: str, plugins: Plugins) -> None:
    rows = [span(ServiceName="weather-agent", SpanAttributes=attributes)]
    assert plugins.calls(Records(Batch("traces", "weather-agent", None, rows))) == []


@pytest.mark.parametrize("value", ['["chat"]', "7", "null", '{"a": 1}'])
def test_odd_values_make_no_plugin_fail(value: str, plugins: Plugins) -> None:
    names = ("gen_ai.operation.name", "gen_ai.response.id", "gen_ai.request.model", "gen_ai.usage.input_tokens")
    for odd in names:
        given = {"gen_ai.operation.name": '"chat"', odd: value}
        text = "{" + ", ".join(f'"{name}": {told}' for name, told in given.items()) + "}"
        rows = [span(ServiceName="weather-agent", SpanAttributes=text)]
        plugins.calls(Records(Batch("traces", "weather-agent", None, rows)))
    assert all(status.failures == 0 for status in plugins.statuses())
