"""Codex CLI: what it sends, what is derived from it, and how to connect it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiobserver import (
    ContentText,
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
from aiobserver_codex.dashboard import DASHBOARD
from aiobserver_codex.edits import setup_edits
from aiobserver_codex.events import CONTENT_ATTRIBUTES, CONTENT_TEXTS, EVENTS
from aiobserver_codex.metrics import METRICS
from aiobserver_codex.setup import setup_text
from aiobserver_codex.spans import main_spans, session_roots
from aiobserver_codex.tokens import derived_points, dropped_logs

TOOL = Tool(
    id="codex",
    title="Codex CLI",
    colour="#10a37f",
    services=("codex_cli_rs", "codex_exec", "codex-app-server"),
    service_prefixes=("codex",),
    metric_prefixes=("codex_cli_rs.", "codex."),
    aliases=("codex-cli", "codex_cli"),
    session_attributes=("conversation.id",),
    scopes=("codex", "codex_cli_rs", "codex_exec", "codex-app-server"),
    scope_prefixes=("codex_otel.", "codex_otel::"),
    event_prefixes=("codex.",),
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
def aiobserver_derive_metrics(logs: Records) -> Iterable[DerivedPoint | Unpriced] | None:
    return derived_points(logs) if TOOL.owns(logs.service_name) else None


@hookimpl
def aiobserver_drop_logs(logs: Records) -> Iterable[int] | None:
    return dropped_logs(logs) if TOOL.owns(logs.service_name) else None


@hookimpl
def aiobserver_session_roots(spans: Records) -> Iterable[int] | None:
    return session_roots(spans) if TOOL.owns(spans.service_name) else None


@hookimpl
def aiobserver_main_spans(spans: Records) -> Iterable[int] | None:
    return main_spans(spans) if TOOL.owns(spans.service_name) else None


@hookimpl
def aiobserver_demo(start_ns: int, end_ns: int, seed: int) -> Iterable[DemoExport]:
    from aiobserver_codex.demo import demo_exports  # noqa: PLC0415 - seldom needed

    return demo_exports(start_ns, end_ns, seed)
