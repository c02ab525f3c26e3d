"""Claude Code: what it sends, and how to connect it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiobserver import ContentText, DemoExport, EventInfo, MetricInfo, Records, SetupEdits, Tool, hookimpl
from aiobserver_claude.dashboard import DASHBOARD
from aiobserver_claude.edits import setup_edits
from aiobserver_claude.events import CONTENT_ATTRIBUTES, CONTENT_TEXTS, EVENTS
from aiobserver_claude.metrics import METRICS
from aiobserver_claude.setup import setup_text

TOOL = Tool(
    id="claude",
    title="Claude Code",
    colour="#d97757",
    services=("claude-code",),
    service_prefixes=("claude-code-",),
    metric_prefixes=("claude_code.",),
    aliases=("claude-code", "claudecode"),
    session_attributes=("session.id",),
    scopes=("com.anthropic.claude_code",),
    scope_prefixes=("com.anthropic.claude_code.",),
    event_prefixes=("claude_code.",),
)


@hookimpl
def aiobserver_tool() -> Tool:
    return TOOL


@hookimpl
def aiobserver_metrics() -> Sequence[MetricInfo]:
    return METRICS


@hookimpl
def aiobserver_events() -> Sequence[EventInfo]:
    return EVENTS


@hookimpl
def aiobserver_content_attributes() -> Sequence[str]:
    return CONTENT_ATTRIBUTES


@hookimpl
def aiobserver_content_texts() -> Sequence[ContentText]:
    return CONTENT_TEXTS


@hookimpl
def aiobserver_dashboards() -> Sequence[Mapping[str, Any]]:
    return (DASHBOARD,)


@hookimpl
def aiobserver_setup_text(tool: str, endpoint: str, token: str | None) -> str | None:
    return setup_text(endpoint, token) if tool == TOOL.id else None


@hookimpl
def aiobserver_setup_edits(tool: str, endpoint: str, token: str | None) -> SetupEdits | None:
    return setup_edits(endpoint, token) if tool == TOOL.id else None


@hookimpl
def aiobserver_main_spans(spans: Records) -> Iterable[int] | None:
    """A prompt of a person is one interaction."""
    if not TOOL.owns(spans.service_name):
        return None
    return spans.positions("SpanName", "claude_code.interaction")


@hookimpl
def aiobserver_demo(start_ns: int, end_ns: int, seed: int) -> Iterable[DemoExport]:
    from aiobserver_claude.demo import demo_exports  # noqa: PLC0415 - seldom needed

    return demo_exports(start_ns, end_ns, seed)
