"""A plugin declared as one object."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiobserver.model.batch import Records
from aiobserver.model.declared import ContentText, DeltaRule, EventInfo, MetricInfo, Tool
from aiobserver.model.demo import DemoExport
from aiobserver.model.derived import DerivedPoint, Unpriced
from aiobserver.model.history import Transcript, TranscriptFolder, Understood
from aiobserver.model.ledger import Call, SessionFact, ToolCall, Turn
from aiobserver.model.setup import SetupEdits


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolPlugin:
    """Everything a plugin says about its tool, as `PLUGIN` of the module that its entry point names.

    Each field stands for the hook of its name, whose contract it keeps; a module may implement further hooks as
    functions, but none of them twice. The functions for records are called only with records of the tool,
    `read_transcript` only with its transcripts, and `setup_text` and `setup_edits` only for the tool, with (endpoint,
    token).
    """

    tool: Tool
    metrics: tuple[MetricInfo, ...] = ()
    events: tuple[EventInfo, ...] = ()
    delta_rules: tuple[DeltaRule, ...] = ()
    content_attributes: tuple[str, ...] = ()
    content_texts: tuple[ContentText, ...] = ()
    dashboards: tuple[Mapping[str, Any], ...] = ()
    setup_text: Callable[[str, str | None], str] | None = None
    setup_edits: Callable[[str, str | None], SetupEdits] | None = None
    derive_metrics: Callable[[Records], Iterable[DerivedPoint | Unpriced]] | None = None
    calls: Callable[[Records], Iterable[Call | ToolCall | Turn | SessionFact]] | None = None
    transcripts: Callable[[Mapping[str, str]], Sequence[TranscriptFolder]] | None = None
    read_transcript: Callable[[Transcript, Sequence[bytes], Any], Understood] | None = None
    drop_logs: Callable[[Records], Iterable[int]] | None = None
    session_roots: Callable[[Records], Iterable[int]] | None = None
    main_spans: Callable[[Records], Iterable[int]] | None = None
    demo: Callable[[int, int, int], Iterable[DemoExport]] | None = None
    """(start, end, seed); times in ns since 1970."""
