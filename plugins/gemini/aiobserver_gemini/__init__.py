"""Gemini CLI: what it sends, what is derived from it, and how to connect it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiobserver import (
    ContentText,
    DeltaRule,
    DemoExport,
    DerivedPoint,
    EventInfo,
    MetricInfo,
    Records,
    SetupEdits,
    Tool,
    Unpriced,
    hookimpl,
)
from aiobserver_gemini.cost import cost_points
from aiobserver_gemini.dashboard import DASHBOARD
from aiobserver_gemini.edits import setup_edits
from aiobserver_gemini.events import CONTENT_ATTRIBUTES, CONTENT_TEXTS, EVENTS
from aiobserver_gemini.metrics import DELTA_RULES, METRICS
from aiobserver_gemini.setup import setup_text

TOOL = Tool(
    id="gemini",
    title="Gemini CLI",
    colour="#4285f4",
    services=("gemini-cli",),
    service_prefixes=("gemini-cli-",),
    metric_prefixes=("gemini_cli.",),
    aliases=("gemini-cli", "gemini_cli"),
    session_attributes=("session.id",),
    scopes=("gemini-cli",),
    event_prefixes=("gemini_cli.",),
)

_MAIN_SPANS = frozenset({"user_prompt", "llm_call"})


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
def aiobserver_delta_rules() -> Sequence[DeltaRule]:
    return DELTA_RULES


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
def aiobserver_derive_metrics(logs: Records) -> Iterable[DerivedPoint | Unpriced] | None:
    return cost_points(logs) if TOOL.owns(logs.service_name) else None


@hookimpl
def aiobserver_main_spans(spans: Records) -> Iterable[int] | None:
    """A prompt; without a terminal there are none, and each call of the model is a trace of its own."""
    if not TOOL.owns(spans.service_name):
        return None
    parents = spans.column("ParentSpanId")
    names = spans.column("SpanName")
    return (position for position, name in enumerate(names) if name in _MAIN_SPANS and not parents[position])


@hookimpl
def aiobserver_demo(start_ns: int, end_ns: int, seed: int) -> Iterable[DemoExport]:
    from aiobserver_gemini.demo import demo_exports  # noqa: PLC0415 - seldom needed

    return demo_exports(start_ns, end_ns, seed)
