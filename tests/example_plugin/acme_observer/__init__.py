"""A plugin for an imaginary tool; it implements every hook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from aiobserver import (
    Breakdown,
    BreakdownValue,
    Call,
    Cast,
    ContentText,
    DeltaRule,
    DemoExport,
    DemoLog,
    DerivedPoint,
    EventInfo,
    Json,
    Message,
    MetricInfo,
    Records,
    SetupEdit,
    SetupEdits,
    SetupFile,
    SetupReading,
    SetupSource,
    Tokens,
    Tool,
    Transcript,
    TranscriptFolder,
    Turn,
    Understood,
    Unpriced,
    count_at,
    count_of,
    demo_sessions,
    hookimpl,
    parsed,
    text_at,
    time_at,
)

TOOL = Tool(
    id="acme",
    title="Acme Coder",
    colour="#8e44ad",
    services=("acme-coder",),
    metric_prefixes=("acme.",),
    aliases=("acme-coder",),
    session_attributes=("acme.session",),
    scopes=("acme.telemetry",),
    event_prefixes=("acme.",),
)
SETTINGS = SetupFile(("$ACME_HOME/settings.json", "~/.acme/settings.json"), "json")
PRICES = {"acme-1": 0.002}


@hookimpl
def aiobserver_tool() -> Tool:
    return TOOL


@hookimpl
def aiobserver_metrics() -> Sequence[MetricInfo]:
    values = (BreakdownValue("input", "Input"), BreakdownValue("cached", "Cached", part_of="input"))
    types = Breakdown("type", "Type", values)
    return (
        MetricInfo("acme.tokens", "Tokens", "tokens", "counter", "Tokens by type.", (types,), role="tokens"),
        MetricInfo("acme.cost", "Cost", "USD", "counter", "Cost by list prices.", role="cost"),
        MetricInfo("acme.runs.delta", "Runs", "", "counter", "Runs of the tool."),
    )


@hookimpl
def aiobserver_events() -> Sequence[EventInfo]:
    return (
        EventInfo("acme.ask", "Question", "A person asked something.", ("text",), role="prompt"),
        EventInfo("acme.answer", "Answer", "The model answered.", ("model", "calls"), role="request"),
    )


@hookimpl
def aiobserver_delta_rules() -> Sequence[DeltaRule]:
    return (DeltaRule("acme.runs", "Runs"),)


@hookimpl
def aiobserver_setup_text(tool: str, endpoint: str) -> str | None:
    return f"acme config set telemetry {endpoint}" if tool == TOOL.id else None


@hookimpl
def aiobserver_setup_edits(tool: str, endpoint: str, token: str | None) -> SetupEdits | None:
    if tool != TOOL.id:
        return None
    header = SetupEdit(SETTINGS, ("telemetry", "headers", "Authorization"), f"Bearer {token}")
    return SetupEdits(
        edits=(
            SetupEdit(SETTINGS, ("telemetry", "endpoint"), endpoint, present="refuse"),
            *((header,) if token else ()),
            SetupEdit(SETTINGS, ("telemetry", "questions"), True, option="prompts", unasked=False),
        ),
        readings=(
            SetupReading(
                "endpoint",
                (SetupSource(("ACME_ENDPOINT",)), SetupSource(("telemetry", "endpoint"), SETTINGS)),
                endpoint=True,
            ),
        ),
        programs=("acme",),
    )


@hookimpl
def aiobserver_derive_metrics(logs: Records) -> Iterable[DerivedPoint | Unpriced] | None:
    if not TOOL.owns(logs.service_name):
        return None
    return [_cost(logs, position) for position in logs.positions("EventName", "acme.answer")]


@hookimpl
def aiobserver_calls(records: Records) -> Iterable[Call] | None:
    if not TOOL.owns(records.service_name) or records.signal != "logs":
        return None
    return [_call(records, position) for position in records.positions("EventName", "acme.answer")]


@hookimpl
def aiobserver_transcripts(environment: Mapping[str, str]) -> Sequence[TranscriptFolder]:
    root = environment.get("ACME_HOME") or f"{environment['HOME']}/.acme"
    return (TranscriptFolder(root=root, patterns=("sessions/*.jsonl",)),)


@hookimpl
def aiobserver_read_transcript(transcript: Transcript, lines: Sequence[bytes]) -> Understood:
    session = PurePosixPath(transcript.path).stem
    values = [parsed(line) for line in lines]
    told = [line for line in values if isinstance(line, dict)]
    asked = [line for line in told if "ask" in line]
    return Understood(
        sightings=[
            *(Turn(session=session, start_ns=time_at(line, "time")) for line in asked),
            *(_written_call(session, line) for line in told if "request" in line),
        ],
        messages=[_prompt(session, line) for line in asked] if transcript.wants_text else (),
        not_understood=[position for position, line in enumerate(values) if not isinstance(line, dict)],
    )


@hookimpl
def aiobserver_drop_logs(logs: Records) -> Iterable[int] | None:
    if not TOOL.owns(logs.service_name):
        return None
    return logs.positions("EventName", "acme.heartbeat")


@hookimpl
def aiobserver_dashboards() -> Sequence[Mapping[str, Any]]:
    widget = {
        "widgetType": "metric_value",
        "title": "Cost",
        "gridColumn": 1,
        "gridRow": 1,
        "colSpan": 1,
        "rowSpan": 1,
        "config": {"metricName": "acme.cost"},
    }
    return ({"name": "Acme Coder", "description": "What it costs.", "widgets": [widget]},)


@hookimpl
def aiobserver_content_attributes() -> Sequence[str]:
    return ("text",)


@hookimpl
def aiobserver_content_texts() -> Sequence[ContentText]:
    return (ContentText("Body", "asked: "),)


@hookimpl
def aiobserver_session_roots(spans: Records) -> Iterable[int] | None:
    return spans.positions("SpanName", "acme.session") if TOOL.owns(spans.service_name) else None


@hookimpl
def aiobserver_main_spans(spans: Records) -> Iterable[int] | None:
    return spans.positions("SpanName", "acme.task") if TOOL.owns(spans.service_name) else None


@hookimpl
def aiobserver_demo(start_ns: int, end_ns: int, seed: int) -> Iterable[DemoExport]:
    resource = {"service.name": "acme-coder"}
    for session in demo_sessions(start_ns, end_ns, seed, Cast("acme", {"acme-1": 1.0}, sessions_a_week=4)):
        known = {"acme.session": session.session_id}
        for turn in session.turns:
            ask = DemoLog(turn.start_ns, {**known, "text": turn.prompt}, event_name="acme.ask")
            answers = [
                DemoLog(call.end_ns, {**known, "model": call.model, "calls": 1}, event_name="acme.answer")
                for call in turn.calls
            ]
            yield DemoExport(turn.end_ns, resource, "acme", (ask, *answers))


def _call(logs: Records, position: int) -> Call:
    told = logs.attributes(position)
    tokens = Tokens(input=count_of(told.get("input")), output=count_of(told.get("output")))
    model = told.get("model", "")
    cost = PRICES[model] * int(told.get("calls", 1)) if model in PRICES else None
    return Call(position=position, key=told.get("request_id", ""), model=model, tokens=tokens, cost=cost)


def _written_call(session: str, line: Json) -> Call:
    return Call(
        key=text_at(line, "request"),
        session=session,
        end_ns=time_at(line, "time"),
        model=text_at(line, "model"),
        tokens=Tokens(input=count_at(line, "input"), output=count_at(line, "output")),
    )


def _prompt(session: str, line: Json) -> Message:
    return Message(kind="prompt", session=session, time_ns=time_at(line, "time"), text=text_at(line, "ask"))


def _cost(logs: Records, position: int) -> DerivedPoint | Unpriced:
    attributes = logs.attributes(position)
    model = str(attributes.get("model", "unknown"))
    if model not in PRICES:
        return Unpriced(position, model)
    cost = PRICES[model] * int(attributes.get("calls", 1))
    return DerivedPoint(position, "acme.cost", cost, "USD", "Cost by list prices.", {"model": model})
