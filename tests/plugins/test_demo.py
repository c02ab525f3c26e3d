"""The samples of the bundled plugins: reproducible, in time, consistent, and in the words of the tools."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise

import pytest

from aiobserver.demo.encode import encode
from aiobserver.hooks.host import Plugins
from aiobserver.hooks.tools import ToolEntry
from aiobserver.model.demo import DemoExport, DemoHistogram, DemoLog, DemoPoint, DemoSpan
from aiobserver.otlp.decode import Decoder
from tests.captures.recorded import recordings

TOOLS = ("claude", "codex", "gemini")
SECOND = 10**9
END = int(datetime(2026, 3, 12, 15, tzinfo=UTC).timestamp()) * SECOND
START = END - 7 * 86_400 * SECOND


@cache
def sample(tool: str, start_ns: int = START, end_ns: int = END, seed: int = 1) -> tuple[DemoExport, ...]:
    """What one tool's plugin offers."""
    plugins = Plugins.load(disabled=set(TOOLS) - {tool})
    exports = plugins.demo(start_ns, end_ns, seed, lambda export: export)
    assert [status.errors for status in plugins.statuses() if status.errors] == []
    return tuple(sorted(exports, key=lambda export: export.time_ns))


def logs(tool: str, event: str) -> Iterator[DemoLog]:
    for export in sample(tool):
        for record in export.records:
            if isinstance(record, DemoLog) and record.attributes["event.name"] == event:
                yield record


def spans(tool: str) -> Iterator[DemoSpan]:
    return (record for export in sample(tool) for record in export.records if isinstance(record, DemoSpan))


def points(tool: str, name: str = "") -> Iterator[DemoPoint]:
    for export in sample(tool):
        for record in export.records:
            if isinstance(record, DemoPoint) and name in {"", record.name}:
                yield record


def entry_of(tool: str) -> ToolEntry:
    entry = Plugins.load().entry_named(tool)
    assert entry is not None
    return entry


def total(tool: str, event: str, attribute: str) -> int:
    return sum(int(log.attributes.get(attribute, 0)) for log in logs(tool, event))


@pytest.mark.parametrize("tool", TOOLS)
def test_the_same_seed_gives_the_same_sample(tool: str) -> None:
    first = sample(tool)
    sample.cache_clear()
    assert sample(tool) == first
    assert sample(tool, seed=2) != first


@pytest.mark.parametrize("tool", TOOLS)
def test_everything_happens_in_time(tool: str) -> None:
    for export in sample(tool):
        for record in export.records:
            first = record.start_ns if isinstance(record, DemoSpan) else record.time_ns
            last = record.end_ns if isinstance(record, DemoSpan) else record.time_ns
            assert START <= first <= last <= export.time_ns < END


@pytest.mark.parametrize("tool", TOOLS)
def test_the_last_day_is_denser_than_the_days_before(tool: str) -> None:
    days = Counter((END - export.time_ns) // (86_400 * SECOND) for export in sample(tool))
    assert days[0] > max(count for day, count in days.items() if day)


@pytest.mark.parametrize("tool", TOOLS)
def test_a_quarter_of_an_hour_never_stands_still(tool: str) -> None:
    times = [export.time_ns for export in sample(tool, END, END + 900 * SECOND, 2)]
    pauses = [later - earlier for earlier, later in pairwise(times)]
    assert max(pauses) < 60 * SECOND
    assert times[0] < END + 5 * SECOND
    assert times[-1] > END + 780 * SECOND


@pytest.mark.parametrize("tool", TOOLS)
def test_all_can_be_decoded_and_are_marked(tool: str) -> None:
    decoder = Decoder(Plugins.load().session_attributes)
    for given in sample(tool):
        signal, body = encode(given)
        export = decoder.decode(body, content_type=None, path_signal=signal, received_ns=time.time_ns())
        assert (export.signal, export.row_count, export.rejected) == (signal, len(given.records), 0)
        assert '"demo":true' in str(export.batches[0].resource_attributes)


@pytest.mark.parametrize("tool", TOOLS)
def test_events_and_metrics_are_known(tool: str) -> None:
    entry = entry_of(tool)
    events = {
        record.attributes["event.name"]
        for export in sample(tool)
        for record in export.records
        if isinstance(record, DemoLog)
    }
    assert events <= {event.name for event in entry.events}
    assert {point.name for point in points(tool)} <= {metric.name for metric in entry.metrics}
    assert all(entry.tool.owns(export.resource["service.name"]) for export in sample(tool))


@pytest.mark.parametrize("tool", TOOLS)
def test_spans_are_called_as_in_recorded_exports(tool: str) -> None:
    recorded = {
        span.name
        for recording in recordings(tool)
        for message in recording.messages("traces")
        for resource in message.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    }
    assert {span.name for span in spans(tool)} <= recorded


@pytest.mark.parametrize("tool", TOOLS)
def test_every_parent_is_there(tool: str) -> None:
    own = {(span.trace_id, span.span_id) for span in spans(tool)}
    assert len(own) == sum(1 for _ in spans(tool))
    assert all((span.trace_id, span.parent_id) in own for span in spans(tool) if span.parent_id)


@pytest.mark.parametrize("tool", TOOLS)
def test_some_calls_and_tools_fail(tool: str) -> None:
    roles = {event.name: event.role for event in entry_of(tool).events}
    uses = Counter(
        str(record.attributes["success"]).lower()
        for export in sample(tool)
        for record in export.records
        if isinstance(record, DemoLog) and roles[record.attributes["event.name"]] == "tool_call"
    )
    assert uses["true"] > 5 * uses["false"] > 0


def test_claude_counts_the_same_tokens_in_metrics_events_and_spans() -> None:
    metric: Counter[str] = Counter()
    for point in points("claude", "claude_code.token.usage"):
        metric[point.attributes["type"]] += int(point.value)  # type: ignore[arg-type]
    names = {"input": "input", "output": "output", "cacheRead": "cache_read", "cacheCreation": "cache_creation"}
    for kind, name in names.items():
        assert metric[kind] == total("claude", "api_request", f"{name}_tokens")
        assert metric[kind] == sum(span.attributes.get(f"{name}_tokens", 0) for span in spans("claude"))
    cost = sum(point.value for point in points("claude", "claude_code.cost.usage"))  # type: ignore[misc]
    assert cost == pytest.approx(sum(log.attributes["cost_usd"] for log in logs("claude", "api_request")))


def test_claude_delivers() -> None:
    names = ("commit.count", "pull_request.count", "lines_of_code.count", "active_time.total", "session.count")
    assert all(any(points("claude", f"claude_code.{name}")) for name in names)
    decisions = {point.attributes["decision"] for point in points("claude", "claude_code.code_edit_tool.decision")}
    assert decisions == {"accept", "reject"}


def test_codex_counts_the_same_tokens_in_metrics_and_events() -> None:
    own: Counter[str] = Counter()
    for point in points("codex", "codex.turn.token_usage"):
        assert isinstance(point.value, DemoHistogram)
        own[point.attributes["token_type"]] += int(point.value.total)
    new = [log for log in logs("codex", "codex.sse_event") if log.attributes["app.version"] == "0.169.0"]
    for kind, name in {"input": "input", "output": "output", "cached_input": "cached"}.items():
        assert own[kind] == sum(int(log.attributes.get(f"{name}_token_count", 0)) for log in new)


def test_codex_shows_every_kind_of_trace() -> None:
    roots = {span.name for span in spans("codex") if not span.parent_id}
    assert roots >= {"turn/start", "new_session", "auth"}


def test_gemini_counts_the_same_tokens_in_metrics_and_events() -> None:
    last: dict[tuple[str, ...], float] = {}
    for point in points("gemini", "gemini_cli.token.usage"):
        key = (point.attributes["session.id"], point.attributes["model"], point.attributes["type"])
        assert point.cumulative
        assert isinstance(point.value, int)
        assert last.get(key, 0) <= point.value
        last[key] = point.value
    names = {"input": "input", "output": "output", "thought": "thoughts", "cache": "cached_content"}
    for kind, name in names.items():
        counted = sum(value for key, value in last.items() if key[2] == kind)
        assert counted == total("gemini", "gemini_cli.api_response", f"{name}_token_count")
