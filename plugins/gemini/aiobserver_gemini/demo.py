"""A sample of what Gemini CLI 0.61 sends from a terminal."""

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
from aiobserver_gemini.demo_metrics import Metrics
from aiobserver_gemini.demo_spans import Spans
from aiobserver_gemini.demo_tools import FILE_OPERATIONS, TOOL_NAMES, arguments_of, decision_of, file_attributes

_CAST = Cast(
    "gemini",
    {"gemini-2.5-pro": 0.5, "gemini-2.5-flash": 0.3, "gemini-3-pro-preview": 0.2},
    error_statuses=(429, 429, 500, 503),
    sessions_a_week=18,
)
_ERRORS = {429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 503: "UNAVAILABLE"}
_SCOPE = "gemini-cli"
_INTERVAL_NS = 10 * 10**9


def demo_exports(start_ns: int, end_ns: int, seed: int) -> Iterator[DemoExport]:
    """The exports of all sessions between two times."""
    for session in demo_sessions(start_ns, end_ns, seed, _CAST):
        yield from _Teller(session).exports()


class _Teller:
    """Tells one session as Gemini CLI would."""

    def __init__(self, session: DemoSession) -> None:
        self._session = session
        self._resource = {
            "host.name": "devbox",
            "host.arch": "amd64",
            "process.pid": session.dice().randint(2_000, 30_000),
            "process.runtime.name": "nodejs",
            "process.runtime.version": "20.20.2",
            "service.name": "gemini-cli",
            "service.version": "v20.20.2",
            "session.id": session.session_id,
        }
        self._known = {
            "session.id": session.session_id,
            "installation.id": "5eed5eed-0000-4000-8000-5eed5eed5eed",
            "interactive": True,
            "auth_type": "gemini-api-key",
        }
        self._metrics = Metrics(self._known, session.start_ns)
        self._counted_ns = session.start_ns
        self._spans = Spans(session)

    def exports(self) -> Iterator[DemoExport]:
        session = self._session
        mode = "default" if session.asks else "auto_edit"
        settings = {"model": session.model, "approval_mode": mode, "sandbox_enabled": False, "mcp_servers": ""}
        log = self._log(session.start_ns, "gemini_cli.config", "CLI configuration loaded.", settings)
        yield self._export(log)
        self._metrics.count("gemini_cli.session.count", {})
        yield self._counted(session.start_ns)
        for number, turn in enumerate(session.turns):
            yield from self._turn(turn, f"{session.session_id}########{number}")

    def _turn(self, turn: DemoTurn, prompt_id: str) -> Iterator[DemoExport]:
        self._spans.begin()
        length, known = len(turn.prompt), {"prompt_id": prompt_id}
        asked = {"prompt_length": length, **known, "prompt": turn.prompt}
        text = f"User prompt. Length: {length}."
        yield self._export(self._log(turn.start_ns, "gemini_cli.user_prompt", text, asked))
        for step in turn.steps:
            logs = self._call(step, known) if isinstance(step, ModelCall) else self._tool(step, known)
            yield self._export(*logs)
            if step.end_ns - self._counted_ns >= _INTERVAL_NS:
                yield self._counted(step.end_ns)
            spans = self._spans.call(step, prompt_id) if isinstance(step, ModelCall) else self._spans.tool(step)
            yield DemoExport(step.end_ns, self._resource, _SCOPE, spans, "v1")
        yield DemoExport(turn.end_ns, self._resource, _SCOPE, self._spans.prompt(turn), "v1")
        yield self._counted(turn.end_ns)

    def _call(self, call: ModelCall, known: Mapping[str, Any]) -> Iterator[DemoLog]:
        model = call.model
        told = {"model": model, **known, "role": "main"}
        routing = {"decision_model": model, "decision_source": "agent-router/override", "routing_latency_ms": 1}
        text = f"Model routing decision. Model: {model}, Source: agent-router/override"
        yield self._log(call.start_ns, "gemini_cli.model_routing", text, {**routing, "failed": False})
        yield self._log(call.start_ns, "gemini_cli.api_request", f"API request to {model}.", told)
        self._metrics.call(call)
        took = {**told, "duration_ms": call.duration_ms, "status_code": call.status}
        if call.failed:
            yield self._error(call, took)
            return
        tokens = {
            "input_token_count": call.all_input,
            "output_token_count": call.output - call.reasoning,
            "cached_content_token_count": call.cache_read,
            "thoughts_token_count": call.reasoning,
            "tool_token_count": 0,
            "total_token_count": call.all_input + call.output,
        }
        text = f"API response from {model}. Status: 200. Duration: {call.duration_ms}ms."
        yield self._log(call.end_ns, "gemini_cli.api_response", text, {**took, **tokens, "finish_reasons": ("stop",)})

    def _error(self, call: ModelCall, took: Mapping[str, Any]) -> DemoLog:
        message = f'{{"error":{{"code":{call.status},"status":"{_ERRORS[call.status]}"}}}}'
        told = {"error": message, "error.message": message, "error.type": "ApiError", "model_name": call.model}
        text = f"API error for {call.model}. Error: {message}. Duration: {call.duration_ms}ms."
        return self._log(call.end_ns, "gemini_cli.api_error", text, {**took, **told})

    def _tool(self, use: ToolUse, known: Mapping[str, Any]) -> Iterator[DemoLog]:
        name = TOOL_NAMES[use.action]
        operation = FILE_OPERATIONS.get(use.action)
        if operation and use.success:
            told = file_attributes(use, operation)
            text = f"File operation: {operation}. Lines: {told['lines']}."
            yield self._log(use.end_ns, "gemini_cli.file_operation", text, {"tool_name": name, **told})
        self._metrics.tool(use)
        result = {
            "function_name": name,
            "duration_ms": (use.end_ns - use.asked_ns) // 10**6,
            "success": use.success,
            "decision": decision_of(use),
            "tool_type": "native",
            "function_args": arguments_of(use),
            **known,
        }
        failure = {} if use.success or not use.accepted else {"error": "the tool failed", "error_type": "unknown"}
        text = f"Tool call: {name}. Decision: {result['decision']}. Success: {str(use.success).lower()}."
        yield self._log(use.end_ns, "gemini_cli.tool_call", text, {**result, **failure})

    def _log(self, time_ns: int, event: str, text: str, attributes: Mapping[str, Any]) -> DemoLog:
        told = {"event.name": event, "event.timestamp": demo_timestamp(time_ns)}
        trace_id, span_id = self._spans.place
        return DemoLog(time_ns, {**self._known, **told, **attributes}, body=text, trace_id=trace_id, span_id=span_id)

    def _export(self, *logs: DemoLog) -> DemoExport:
        return DemoExport(logs[-1].time_ns, self._resource, _SCOPE, logs)

    def _counted(self, time_ns: int) -> DemoExport:
        """All that was counted so far: this tool repeats it in each export."""
        self._counted_ns = time_ns
        return DemoExport(time_ns, self._resource, _SCOPE, self._metrics.points(time_ns))
