"""The hooks a plugin may implement, and their contracts.

All hooks are pure: they get frozen data, return a decision and change nothing; the core acts on it. `None` means
"not mine". A hook that raises or returns something else than described is logged with the plugin's name and
counted, and costs only that plugin's decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pluggy

from aiobserver.model.batch import Records
from aiobserver.model.declared import ContentText, DeltaRule, EventInfo, MetricInfo, Tool
from aiobserver.model.demo import DemoExport
from aiobserver.model.derived import DerivedPoint, Unpriced
from aiobserver.model.history import Transcript, TranscriptFolder, Understood
from aiobserver.model.ledger import Call, SessionFact, ToolCall, Turn
from aiobserver.model.setup import SetupEdits

hookspec = pluggy.HookspecMarker("aiobserver")


@hookspec
def aiobserver_tool() -> Tool | None:
    """The tool this plugin is for. Called once, at start; a plugin has at most one tool."""


@hookspec
def aiobserver_metrics() -> Sequence[MetricInfo] | None:
    """The tool's metrics: display name, unit, kind, description, breakdowns. Called once, at start."""


@hookspec
def aiobserver_events() -> Sequence[EventInfo] | None:
    """The tool's log events: display name, description, key attributes. Called once, at start."""


@hookspec
def aiobserver_delta_rules() -> Sequence[DeltaRule] | None:
    """The cumulative metrics that also produce `<name>.delta`, for services the tool owns. Called once, at start."""


@hookspec(firstresult=True)
def aiobserver_setup_text(tool: str, endpoint: str, token: str | None) -> str | None:
    """Instructions for connecting the tool, as plain text.

    Called by `aiobserver --setup` and by the set-up page; stops at the first result.

    :param tool: id of the tool.
    :param endpoint: base URL of the OTLP listener, without a slash at the end.
    :param token: if set, the text carries the header the tool must send: `Authorization: Bearer <token>`.
    """


@hookspec(firstresult=True)
def aiobserver_setup_edits(tool: str, endpoint: str, token: str | None) -> SetupEdits | None:
    """Edits of the tool's own configuration files that connect it, as pure data: the core opens and changes them.

    Called by `aiobserver --setup TOOL --apply`, `--remove` and `aiobserver doctor`; stops at the first result.

    :param tool: id of the tool.
    :param endpoint: base URL of the OTLP listener, without a slash at the end.
    :param token: if set, the edits carry the header the tool must send: `Authorization: Bearer <token>`.
    """


@hookspec
def aiobserver_derive_metrics(logs: Records) -> Iterable[DerivedPoint | Unpriced] | None:
    """Metric points made out of log records, stored in the same commit.

    Called once per log batch, before `aiobserver_drop_logs`.

    :param logs: the log records of one resource of one export request.
    """


@hookspec
def aiobserver_calls(records: Records) -> Iterable[Call | ToolCall | Turn | SessionFact] | None:
    """The ledger's entries that log events or spans tell of: calls of a model, tool calls, prompts, sessions.

    The core joins those that several sources tell of.

    Called once per batch of logs, before `aiobserver_drop_logs`, and once per batch of spans.

    :param records: the log records or spans (`records.signal`) of one resource of one export request.
    """


@hookspec
def aiobserver_transcripts(environment: Mapping[str, str]) -> Sequence[TranscriptFolder] | None:
    """Folders in which the tool keeps transcripts on disk. The core looks into them when the user asks for it.

    :param environment: environment variables; `HOME` is always set.
    """


@hookspec
def aiobserver_read_transcript(transcript: Transcript, lines: Sequence[bytes], state: object) -> Understood | None:
    """Contents of lines of a transcript of the tool: sightings as `aiobserver_calls` gives them, and messages.

    Called with some lines after the other, once there are whole ones; of a file that is written anew each time with
    one "line", its content. The core opens the files. Nothing but the arguments and `state` decides the result.

    :param transcript: the file, which one of the plugin's own folders has.
    :param lines: without their ends; anything may stand in them.
    :param state: what the call before returned; None: the file's first lines.
    """


@hookspec
def aiobserver_drop_logs(logs: Records) -> Iterable[int] | None:
    """Positions of log records neither to store nor to show; they are counted.

    Called once per log batch, after `aiobserver_derive_metrics`.

    :param logs: the log records of one resource of one export request.
    """


@hookspec
def aiobserver_dashboards() -> Sequence[Mapping[str, Any]] | None:
    """Ready-made dashboards of the tool. Called once, at start.

    Each is `{"name", "description", "widgets": […]}`, each widget `{"widgetType", "title", "gridColumn", "gridRow",
    "colSpan", "rowSpan", "config"}` as in the REST API; the grid has 4 columns.
    """


@hookspec
def aiobserver_content_attributes() -> Sequence[str] | None:
    """Names of attributes that hold content (prompts, tool input and output, account ids). Called once, at start.

    Redaction takes them out where it is told to; until then they are stored.
    """


@hookspec
def aiobserver_content_texts() -> Sequence[ContentText] | None:
    """Texts beside attributes that hold content: bodies, status messages, names of spans and of their events.

    Called once, at start. A text that repeats an attribute which redaction took out of the same record need not be
    declared, nor one that is a mere identifier.
    """


@hookspec
def aiobserver_session_roots(spans: Records) -> Iterable[int] | None:
    """Positions of spans whose direct children each start a virtual trace.

    Called once per span batch; the mark is stored with the span.

    :param spans: the spans of one resource of one export request.
    """


@hookspec
def aiobserver_main_spans(spans: Records) -> Iterable[int] | None:
    """Positions of spans that are what a person did (a turn, a prompt, a task): lists lead with these.

    Called once per span batch; the mark is stored with the span. The tool's traces without a marked span are folded
    away as background; those of a tool without this hook are not.

    :param spans: the spans of one resource of one export request.
    """


@hookspec
def aiobserver_demo(start_ns: int, end_ns: int, seed: int) -> Iterable[DemoExport] | None:
    """A sample of the tool's telemetry, for `aiobserver --demo`: invented, harmless, and as the tool would send it.

    Called at start for the past week, then again and again for the next quarter of an hour. What it gives depends on
    its arguments alone.

    :param start_ns: the sample's first moment, nanoseconds since 1970.
    :param end_ns: its end; nothing may be later.
    :param seed: another one gives other sessions.
    """
