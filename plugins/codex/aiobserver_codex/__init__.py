"""Codex CLI: what it sends, what is derived from it, and how to connect it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiobserver import DemoExport, Tool, ToolPlugin, Transcript, TranscriptFolder, Understood
from aiobserver_codex.dashboard import DASHBOARD
from aiobserver_codex.edits import setup_edits
from aiobserver_codex.events import CONTENT_ATTRIBUTES, CONTENT_TEXTS, EVENTS
from aiobserver_codex.metrics import METRICS
from aiobserver_codex.setup import setup_text
from aiobserver_codex.sightings import sightings
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


def _demo(start_ns: int, end_ns: int, seed: int) -> Iterable[DemoExport]:
    from aiobserver_codex.demo import demo_exports  # noqa: PLC0415 - seldom needed

    return demo_exports(start_ns, end_ns, seed)


def _transcripts(environment: Mapping[str, str]) -> Sequence[TranscriptFolder]:
    from aiobserver_codex.transcripts.folders import folders  # noqa: PLC0415 - seldom needed

    return folders(environment)


def _read_transcript(transcript: Transcript, lines: Sequence[bytes], state: Any) -> Understood:
    from aiobserver_codex.transcripts.reader import read  # noqa: PLC0415 - seldom needed

    return read(transcript, lines, state)


PLUGIN = ToolPlugin(
    tool=TOOL,
    metrics=METRICS,
    events=EVENTS,
    content_attributes=CONTENT_ATTRIBUTES,
    content_texts=CONTENT_TEXTS,
    dashboards=(DASHBOARD,),
    setup_text=setup_text,
    setup_edits=setup_edits,
    derive_metrics=derived_points,
    calls=sightings,
    transcripts=_transcripts,
    read_transcript=_read_transcript,
    drop_logs=dropped_logs,
    session_roots=session_roots,
    main_spans=main_spans,
    demo=_demo,
)
