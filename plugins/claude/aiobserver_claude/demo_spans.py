"""The spans of the sample: one trace a prompt, children before their parents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiobserver import DemoExport, DemoSpan, DemoTurn, Dice, ModelCall, ToolUse

TOOL_NAMES = {"read": "Read", "search": "Grep", "shell": "Bash", "edit": "Edit", "write": "Write"}

_ERROR = 2
_MS_NS = 10**6


class SpanTeller:
    """Makes the spans of one session, prompt by prompt."""

    def __init__(self, known: Mapping[str, Any], dice: Dice, resource: Mapping[str, Any]) -> None:
        self._known = {**known, "gen_ai.provider.name": "anthropic", "gen_ai.conversation.id": known["session.id"]}
        self._dice = dice
        self._resource = resource
        self._interactions = 0
        self.trace_id = b""
        self.root_id = b""

    def begin(self) -> None:
        """A prompt begins: what comes belongs to a new trace."""
        self._interactions += 1
        self.trace_id = self._dice.trace_id()
        self.root_id = self._dice.span_id()

    def interaction(self, turn: DemoTurn) -> DemoExport:
        """The root of the trace."""
        told = {
            "gen_ai.operation.name": "invoke_agent",
            "user_prompt": turn.prompt,
            "user_prompt_length": len(turn.prompt),
            "interaction.sequence": self._interactions,
            "parent.source": "none",
            "interaction.duration_ms": (turn.end_ns - turn.start_ns) // _MS_NS,
        }
        return self._export(self._span("interaction", turn.start_ns, turn.end_ns, self.root_id, b"", told))

    def call(self, call: ModelCall, told: Mapping[str, Any]) -> DemoExport:
        """A call of the model."""
        attributes = {
            "model": call.model,
            "gen_ai.system": "anthropic",
            "gen_ai.request.model": call.model,
            "llm_request.context": "interaction",
            "query_source_safe": told["query_source"],
            "request_id": told["request_id"],
            "duration_ms": call.duration_ms,
            "success": not call.failed,
            "attempt": call.attempts,
        }
        tokens = {
            "input_tokens": call.input,
            "output_tokens": call.output,
            "cache_read_tokens": call.cache_read,
            "cache_creation_tokens": call.cache_write,
            "ttft_ms": min(call.duration_ms, 900),
        }
        failure = {"status_code": call.status}
        attributes |= failure if call.failed else tokens
        status = _ERROR if call.failed else 0
        span_id = self._dice.span_id()
        return self._export(
            self._span("llm_request", call.start_ns, call.end_ns, span_id, self.root_id, attributes, status)
        )

    def tool(self, use: ToolUse, use_id: str, source: str) -> DemoExport:
        """The use of a tool: waiting for a person, and the work."""
        name, tool_id = TOOL_NAMES[use.action], self._dice.span_id()
        known = {"tool_use_id": use_id, "gen_ai.tool.call.id": use_id}
        told = {
            "tool_name": name,
            "tool_name_safe": name,
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": name,
            "duration_ms": (use.end_ns - use.asked_ns) // _MS_NS,
            **known,
        }
        spans = []
        if use.by_person:
            decision = {"decision": "accept" if use.accepted else "reject", "source": source}
            spans.append(self._child("tool.blocked_on_user", use.asked_ns, use.start_ns, tool_id, decision))
        if use.accepted:
            done = {**known, "success": use.success, **({} if use.success else {"error.type": "ShellError"})}
            spans.append(self._child("tool.execution", use.start_ns, use.end_ns, tool_id, done))
        spans.append(self._span("tool", use.asked_ns, use.end_ns, tool_id, self.root_id, told))
        return self._export(*spans)

    def _child(self, name: str, start_ns: int, end_ns: int, parent_id: bytes, told: Mapping[str, Any]) -> DemoSpan:
        duration = {"duration_ms": (end_ns - start_ns) // _MS_NS}
        return self._span(name, start_ns, end_ns, self._dice.span_id(), parent_id, {**told, **duration})

    def _span(
        self,
        name: str,
        start_ns: int,
        end_ns: int,
        span_id: bytes,
        parent_id: bytes,
        told: Mapping[str, Any],
        status: int = 0,
    ) -> DemoSpan:
        attributes = {**self._known, "span.type": name, **told}
        return DemoSpan(
            start_ns, end_ns, f"claude_code.{name}", self.trace_id, span_id, parent_id, attributes, status=status
        )

    def _export(self, *spans: DemoSpan) -> DemoExport:
        return DemoExport(spans[-1].end_ns, self._resource, "com.anthropic.claude_code.tracing", spans, "1.0.0")
