"""A sample of what Claude Code 2.1 sends, with traces switched on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aiobserver import (
    Cast,
    DemoExport,
    DemoLog,
    DemoPoint,
    DemoSession,
    DemoTurn,
    ModelCall,
    ToolUse,
    demo_sessions,
    demo_timestamp,
)
from aiobserver_claude.demo_spans import TOOL_NAMES, SpanTeller

_CAST = Cast(
    "claude",
    {"claude-sonnet-4-5-20250929": 0.65, "claude-opus-4-5-20251101": 0.35},
    error_statuses=(429, 529, 529, 500),
    small_model="claude-haiku-4-5-20251001",
    sessions_a_week=24,
)
# USD for a million tokens: input, output, cache read, cache creation
_PRICES = {
    "claude-sonnet-4-5-20250929": (3, 15, 0.3, 3.75),
    "claude-opus-4-5-20251101": (5, 25, 0.5, 6.25),
    "claude-haiku-4-5-20251001": (1, 5, 0.1, 1.25),
}
_ERRORS = {429: "rate_limit_error", 500: "api_error", 529: "overloaded_error"}
_VERSION = "2.1.330"
_RESOURCE = {
    "host.arch": "amd64",
    "os.type": "linux",
    "os.version": "6.8.0-45-generic",
    "service.name": "claude-code",
    "service.version": _VERSION,
}
_USER = "5eed" * 16
_SECOND_NS = 10**9


def demo_exports(start_ns: int, end_ns: int, seed: int) -> Iterator[DemoExport]:
    """The exports of all sessions between two times."""
    for session in demo_sessions(start_ns, end_ns, seed, _CAST):
        yield from _Teller(session).exports()


def cost_of(call: ModelCall) -> float:
    """USD, as Claude Code reckons it."""
    counts = (call.input, call.output, call.cache_read, call.cache_write)
    return sum(count * price for count, price in zip(counts, _PRICES[call.model], strict=True)) / 1e6


class _Teller:
    """Tells one session as Claude Code would."""

    def __init__(self, session: DemoSession) -> None:
        self._session = session
        self._dice = session.dice()
        self._known = {
            "user.id": _USER,
            "session.id": session.session_id,
            "anthropic.provider": "firstParty",
            "terminal.type": "xterm-256color",
        }
        self._spans = SpanTeller(self._known, self._dice, _RESOURCE)
        self._prompt: Mapping[str, Any] = {}
        self._events = 0

    def exports(self) -> Iterator[DemoExport]:
        start_ns = self._session.start_ns
        mode = {"from_mode": "default", "to_mode": "acceptEdits", "trigger": "shift_tab"}
        if not self._session.asks:
            yield self._logs(self._log(start_ns, "permission_mode_changed", mode))
        yield self._metrics(start_ns, ("session.count", 1, {"start_type": "fresh"}))
        for turn in self._session.turns:
            yield from self._turn(turn)

    def _turn(self, turn: DemoTurn) -> Iterator[DemoExport]:
        self._spans.begin()
        self._prompt = {"prompt.id": self._dice.uuid()}
        text = {"prompt_length": str(len(turn.prompt)), "prompt": turn.prompt, "prompt_text": turn.prompt}
        yield self._logs(self._log(turn.start_ns, "user_prompt", text))
        for step in turn.steps:
            yield from self._call(step) if isinstance(step, ModelCall) else self._tool(step)
        yield self._spans.interaction(turn)
        typed_s = len(turn.prompt) / 6
        busy_s = sum(step.end_ns - step.start_ns for step in turn.steps) / _SECOND_NS
        yield self._metrics(
            turn.end_ns,
            ("active_time.total", round(typed_s, 3), {"type": "user"}),
            ("active_time.total", round(busy_s, 3), {"type": "cli"}),
        )
        self._prompt = {}

    def _call(self, call: ModelCall) -> Iterator[DemoExport]:
        request = {"request_id": f"req_{self._dice.randbytes(9).hex()}"}
        source = "generate_session_title" if call.auxiliary else "repl_main_thread"
        told = {"model": call.model, "duration_ms": call.duration_ms, "query_source": source, **request}
        yield self._spans.call(call, told)
        if call.failed:
            error = {"error": f"{call.status} {_ERRORS[call.status]}", "status_code": call.status}
            yield self._logs(self._log(call.end_ns, "api_error", {**told, **error, "attempt": call.attempts}))
            return
        cost = cost_of(call)
        tokens = {
            "input_tokens": call.input,
            "output_tokens": call.output,
            "cache_read_tokens": call.cache_read,
            "cache_creation_tokens": call.cache_write,
        }
        price = {"cost_usd": cost, "cost_usd_micros": round(cost * 1e6), "speed": "normal"}
        answer = {"response_length": call.output * 4, "response": "<REDACTED>"}
        yield self._logs(
            self._log(call.end_ns, "api_request", {**told, **tokens, **price}),
            self._log(call.end_ns, "assistant_response", {**told, **answer}),
        )
        labels = {"model": call.model, "query_source": "auxiliary" if call.auxiliary else "main"}
        kinds = ("input", "output", "cacheRead", "cacheCreation")
        counts = zip(kinds, tokens.values(), strict=True)
        yield self._metrics(
            call.end_ns,
            ("cost.usage", cost, labels),
            *(("token.usage", count, {**labels, "type": kind}) for kind, count in counts),
        )

    def _tool(self, use: ToolUse) -> Iterator[DemoExport]:
        name = TOOL_NAMES[use.action]
        known = {"tool_name": name, "tool_use_id": f"toolu_{self._dice.randbytes(9).hex()}"}
        answer = "accept" if use.accepted else "reject"
        source = ("user_temporary" if use.accepted else "user_reject") if use.by_person else "config"
        yield self._spans.tool(use, known["tool_use_id"], source)
        decision = {**known, "decision": answer, "source": source, "tool_source": "builtin"}
        decided = self._log(use.start_ns, "tool_decision", decision)
        if use.accepted:
            yield self._logs(decided, self._log(use.end_ns, "tool_result", {**known, **_result(use, source)}))
        else:
            yield self._logs(decided)
        if use.action in {"edit", "write"}:
            labels = {"decision": answer, "source": source, "tool_name": name, "language": use.language}
            yield self._metrics(use.end_ns, ("code_edit_tool.decision", 1, labels), *self._lines(use))
        for happened, metric in ((use.commits, "commit.count"), (use.opens_pull_request, "pull_request.count")):
            if happened:
                yield self._metrics(use.end_ns, (metric, 1, {}))

    def _lines(self, use: ToolUse) -> Iterator[tuple[str, float, Mapping[str, Any]]]:
        if use.success:
            for kind, count in (("added", use.added), ("removed", use.removed)):
                yield "lines_of_code.count", count, {"type": kind, "model": self._session.model}

    def _log(self, time_ns: int, event: str, attributes: Mapping[str, Any]) -> DemoLog:
        told = {"event.name": event, "event.timestamp": demo_timestamp(time_ns), "event.sequence": self._events}
        self._events += 1
        return DemoLog(
            time_ns,
            {**self._known, **told, **self._prompt, **attributes},
            body=f"claude_code.{event}",
            trace_id=self._spans.trace_id if self._prompt else b"",
            span_id=self._spans.root_id if self._prompt else b"",
        )

    def _logs(self, *logs: DemoLog) -> DemoExport:
        return DemoExport(logs[-1].time_ns, _RESOURCE, "com.anthropic.claude_code.events", logs, _VERSION)

    def _metrics(self, time_ns: int, *points: tuple[str, float, Mapping[str, Any]]) -> DemoExport:
        records = [
            DemoPoint(
                time_ns,
                time_ns - 10 * _SECOND_NS,
                f"claude_code.{name}",
                float(value),
                {**self._known, **attributes},
                unit={"cost.usage": "USD", "token.usage": "tokens", "active_time.total": "s"}.get(name, ""),
            )
            for name, value, attributes in points
        ]
        return DemoExport(time_ns, _RESOURCE, "com.anthropic.claude_code", records, _VERSION)


def _result(use: ToolUse, source: str) -> Mapping[str, Any]:
    """The attributes of a tool's result; this tool writes its numbers as text."""
    asked = {"decision_source": source, "decision_type": "accept"} if use.by_person else {}
    field = {"shell": "command", "search": "pattern"}.get(use.action, "file_path")
    return {
        "success": "true" if use.success else "false",
        "duration_ms": str(use.duration_ms),
        "tool_input": f'{{"{field}":"{use.target.replace(chr(34), chr(39))}"}}',
        "tool_result_size_bytes": str(40 + use.duration_ms % 4000),
        **asked,
    }
