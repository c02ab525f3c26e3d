"""The metrics of the sample: what version 0.169 counts itself, sent once a turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from aiobserver import DemoExport, DemoHistogram, DemoPoint, DemoSession, DemoTurn
from aiobserver_codex.demo_client import Client
from aiobserver_codex.demo_tools import tool_name

_BOUNDS = (0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000)

_Told = tuple[str, float | DemoHistogram, dict[str, str]]


def turn_metrics(turn: DemoTurn, session: DemoSession, client: Client) -> DemoExport:
    """Increments since the turn began."""
    known = {
        "app.version": client.version,
        "model": session.model,
        "originator": client.originator,
        "session_source": client.source,
    }
    points = [
        DemoPoint(
            turn.end_ns,
            turn.start_ns,
            name,
            value,
            {**known, **attributes},
            unit="ms" if name.endswith("_ms") else "",
        )
        for name, value, attributes in _turn(turn, client)
    ]
    return DemoExport(turn.end_ns, {**client.resource, "os": "Debian", "os_version": "12.0.0"}, "codex", points)


def _turn(turn: DemoTurn, client: Client) -> Iterator[_Told]:
    yield "codex.conversation.turn.count", 1, {}
    yield "codex.turn.e2e_duration_ms", _histogram([(turn.end_ns - turn.start_ns) // 10**6]), {}
    yield "codex.turn.tool.call", _histogram([len(turn.tool_uses)]), {}
    yield from _tokens(turn)
    for (status, passed), count in Counter((str(call.status), _word(not call.failed)) for call in turn.calls).items():
        yield "codex.api_request", count, {"status": status, "success": passed}
    uses = [(tool_name(use, client), _word(use.success), use.duration_ms) for use in turn.tool_uses]
    for (tool, success), count in Counter(use[:2] for use in uses).items():
        labels = {"tool": tool, "success": success}
        yield "codex.tool.call", count, labels
        durations = [duration for name, ok, duration in uses if (name, ok) == (tool, success)]
        yield "codex.tool.call.duration_ms", _histogram(durations), labels


def _tokens(turn: DemoTurn) -> Iterator[_Told]:
    calls = turn.calls
    counts = {
        "input": sum(call.all_input for call in calls),
        "cached_input": sum(call.cache_read for call in calls),
        "output": sum(call.output for call in calls),
        "reasoning_output": sum(call.reasoning for call in calls),
    }
    counts["total"] = counts["input"] + counts["output"]
    for kind, count in counts.items():
        yield "codex.turn.token_usage", _histogram([count]), {"token_type": kind}


def _histogram(values: list[int]) -> DemoHistogram:
    return DemoHistogram.of(values, _BOUNDS)


def _word(value: bool) -> str:
    return "true" if value else "false"
