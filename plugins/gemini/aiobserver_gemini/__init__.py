"""Gemini CLI: what it sends, what is derived from it, and how to connect it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiobserver import DemoExport, Records, Tool, ToolPlugin, Transcript, TranscriptFolder, Understood
from aiobserver_gemini.cost import cost_points
from aiobserver_gemini.dashboard import DASHBOARD
from aiobserver_gemini.edits import setup_edits
from aiobserver_gemini.events import CONTENT_ATTRIBUTES, CONTENT_TEXTS, EVENTS
from aiobserver_gemini.metrics import DELTA_RULES, METRICS
from aiobserver_gemini.setup import setup_text
from aiobserver_gemini.sightings import sightings

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


def _main_spans(spans: Records) -> Iterable[int]:
    """Positions of the prompts; without a terminal there are none, and each call of the model is a trace of its own."""
    parents = spans.column("ParentSpanId")
    names = spans.column("SpanName")
    return (position for position, name in enumerate(names) if name in _MAIN_SPANS and not parents[position])


def _demo(start_ns: int, end_ns: int, seed: int) -> Iterable[DemoExport]:
    from aiobserver_gemini.demo import demo_exports  # noqa: PLC0415 - seldom needed

    return demo_exports(start_ns, end_ns, seed)


def _transcripts(environment: Mapping[str, str]) -> Sequence[TranscriptFolder]:
    from aiobserver_gemini.transcripts.folders import folders  # noqa: PLC0415 - seldom needed

    return folders(environment)


def _read_transcript(transcript: Transcript, lines: Sequence[bytes], state: Any) -> Understood:
    from aiobserver_gemini.transcripts.reader import read  # noqa: PLC0415 - seldom needed

    return read(transcript, lines, state)


PLUGIN = ToolPlugin(
    tool=TOOL,
    metrics=METRICS,
    events=EVENTS,
    delta_rules=DELTA_RULES,
    content_attributes=CONTENT_ATTRIBUTES,
    content_texts=CONTENT_TEXTS,
    dashboards=(DASHBOARD,),
    setup_text=setup_text,
    setup_edits=setup_edits,
    calls=sightings,
    transcripts=_transcripts,
    read_transcript=_read_transcript,
    derive_metrics=cost_points,
    main_spans=_main_spans,
    demo=_demo,
)
