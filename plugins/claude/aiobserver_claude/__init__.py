"""Claude Code: what it sends, and how to connect it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiobserver import DemoExport, Records, Tool, ToolPlugin, Transcript, TranscriptFolder, Understood
from aiobserver_claude.dashboard import DASHBOARD
from aiobserver_claude.edits import setup_edits
from aiobserver_claude.events import CONTENT_ATTRIBUTES, CONTENT_TEXTS, EVENTS
from aiobserver_claude.metrics import METRICS
from aiobserver_claude.setup import setup_text
from aiobserver_claude.sightings import sightings

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


def _main_spans(spans: Records) -> Iterable[int]:
    """Positions of the interactions: each is one prompt of a person."""
    return spans.positions("SpanName", "claude_code.interaction")


def _demo(start_ns: int, end_ns: int, seed: int) -> Iterable[DemoExport]:
    from aiobserver_claude.demo import demo_exports  # noqa: PLC0415 - seldom needed

    return demo_exports(start_ns, end_ns, seed)


def _transcripts(environment: Mapping[str, str]) -> Sequence[TranscriptFolder]:
    from aiobserver_claude.transcripts.folders import folders  # noqa: PLC0415 - seldom needed

    return folders(environment)


def _read_transcript(transcript: Transcript, lines: Sequence[bytes], state: Any) -> Understood:
    from aiobserver_claude.transcripts.reader import read  # noqa: PLC0415 - seldom needed

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
    calls=sightings,
    transcripts=_transcripts,
    read_transcript=_read_transcript,
    main_spans=_main_spans,
    demo=_demo,
)
