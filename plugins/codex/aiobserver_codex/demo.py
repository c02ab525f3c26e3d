"""A sample of what Codex CLI sends: mostly version 0.169, some sessions of 0.77, which has no metrics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aiobserver import (
    Cast,
    DemoExport,
    DemoLog,
    DemoSession,
    DemoTurn,
    ModelCall,
    ToolUse,
    demo_sessions,
    demo_timestamp,
)
from aiobserver_codex.demo_client import CLIENTS, Client
from aiobserver_codex.demo_metrics import turn_metrics
from aiobserver_codex.demo_new_spans import NewSpans
from aiobserver_codex.demo_old_spans import OldSpans
from aiobserver_codex.demo_tools import arguments_of, tool_name

_CAST = Cast("codex", {"gpt-5.5": 0.7, "gpt-5.4-mini": 0.3}, error_statuses=(429, 500, 503), sessions_a_week=20)
_INFO = 9
_LINES = {
    "codex.conversation_starts": "events/session_telemetry.rs:703",
    "codex.user_prompt": "events/session_telemetry.rs:1200",
    "codex.api_request": "events/session_telemetry.rs:803",
    "codex.sse_event": "events/session_telemetry.rs:1089",
    "codex.tool_decision": "events/session_telemetry.rs:1225",
    "codex.tool_result": "tool_result.rs:54",
}
_PIECES = ("response.created", *("response.output_text.delta",) * 4)


def demo_exports(start_ns: int, end_ns: int, seed: int) -> Iterator[DemoExport]:
    """The exports of all sessions between two times."""
    for session in demo_sessions(start_ns, end_ns, seed, _CAST):
        dice = session.dice()
        client = dice.choices(list(CLIENTS), [client.share for client in CLIENTS])[0]
        yield from _Teller(session, client).exports()


class _Teller:
    """Tells one session as one of the clients would."""

    def __init__(self, session: DemoSession, client: Client) -> None:
        self._session = session
        self._client = client
        self._dice = session.dice()
        self._spans = (OldSpans if client.old else NewSpans)(session, client)
        self._known = {
            "conversation.id": session.session_id,
            "app.version": client.version,
            "originator": client.originator,
            "terminal.type": "xterm-256color",
            "model": session.model,
            "slug": session.model,
        }

    def exports(self) -> Iterator[DemoExport]:
        start = {
            "provider_name": "OpenAI",
            "reasoning_effort": "medium",
            "reasoning_summary": "auto",
            "approval_policy": "on-request" if self._session.asks else "never",
            "sandbox_policy": "workspace-write",
            "mcp_servers": "",
        }
        yield self._logs(self._log(self._session.start_ns, "codex.conversation_starts", start))
        yield from self._spans.start()
        for turn in self._session.turns:
            yield from self._turn(turn)
        yield from self._spans.end()

    def _turn(self, turn: DemoTurn) -> Iterator[DemoExport]:
        yield from self._spans.begin(turn)
        prompt = {"prompt_length": str(len(turn.prompt)), "prompt": turn.prompt}
        yield self._logs(self._log(turn.start_ns, "codex.user_prompt", prompt))
        for step in turn.steps:
            yield self._logs(*(self._call(step) if isinstance(step, ModelCall) else self._tool(step)))
        yield from self._spans.turn(turn)
        if not self._client.old:
            yield turn_metrics(turn, self._session, self._client)

    def _call(self, call: ModelCall) -> Iterator[DemoLog]:
        pace_ns = (call.end_ns - call.start_ns) // (call.attempts + len(_PIECES) + 1)
        failures = call.attempts if call.failed else call.attempts - 1
        moment_ns = call.start_ns
        for attempt in range(call.attempts):
            moment_ns += pace_ns
            status = 200 if attempt >= failures else call.status if call.failed else 500
            yield self._log(moment_ns, "codex.api_request", _answer(status, attempt, pace_ns))
        if call.failed:
            return
        for piece in _PIECES:
            moment_ns += pace_ns
            yield self._piece(moment_ns, {"event.kind": piece, "duration_ms": str(pace_ns // 10**6)})
        yield self._piece(call.end_ns, {"event.kind": "response.completed", "duration_ms": "31"})
        yield self._piece(call.end_ns, {"event.kind": "response.completed", **_counts(call)})

    def _piece(self, time_ns: int, attributes: Mapping[str, Any]) -> DemoLog:
        return self._log(time_ns, "codex.sse_event", attributes)

    def _tool(self, use: ToolUse) -> Iterator[DemoLog]:
        call_id = f"call_{self._dice.randbytes(12).hex()}"
        told = {"tool_name": tool_name(use, self._client), "call_id": call_id}
        decision = {
            "decision": "approved" if use.accepted else "denied",
            "source": "User" if use.by_person else "Config",
        }
        yield self._log(use.start_ns, "codex.tool_decision", {**told, **decision})
        result = {
            "arguments": arguments_of(use, self._client),
            "duration_ms": str(use.duration_ms),
            "success": "true" if use.success else "false",
            "output": f"Process exited with code {int(not use.success)}" if use.accepted else "rejected by user",
        }
        yield self._log(use.end_ns, "codex.tool_result", {**told, **result})

    def _log(self, time_ns: int, event: str, attributes: Mapping[str, Any]) -> DemoLog:
        told = {"event.name": event, "event.timestamp": demo_timestamp(time_ns)}
        trace_id, span_id = self._spans.place
        return DemoLog(
            time_ns,
            {**told, **attributes, **self._known},
            event_name=f"event otel/src/{_LINES[event]}",
            severity=_INFO,
            observed_only=True,
            trace_id=trace_id,
            span_id=span_id,
        )

    def _logs(self, *logs: DemoLog) -> DemoExport:
        resource = {**self._client.resource, "host.name": "devbox"}
        return DemoExport(logs[-1].time_ns, resource, self._client.log_scope, logs)


def _answer(status: int, attempt: int, duration_ns: int) -> dict[str, Any]:
    ok = status == 200  # noqa: PLR2004 - HTTP
    return {
        "duration_ms": str(duration_ns // 10**6),
        "http.response.status_code": status,
        **({} if ok else {"error.message": f"http {status}"}),
        "attempt": attempt,
        "endpoint": "/responses",
    }


def _counts(call: ModelCall) -> dict[str, Any]:
    """Token counts, mixed as by the tool: strings and numbers."""
    return {
        "input_token_count": str(call.all_input),
        "output_token_count": str(call.output),
        "cached_token_count": call.cache_read,
        "cache_write_token_count": 0,
        "reasoning_token_count": call.reasoning,
        "tool_token_count": str(call.all_input + call.output),
        "model_reasoning_effort": "medium",
    }
