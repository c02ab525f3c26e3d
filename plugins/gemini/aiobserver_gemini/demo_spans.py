"""The spans of the sample: a prompt, with the calls of the model and of tools below it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiobserver import DemoSession, DemoSpan, DemoTurn, Dice, ModelCall, ToolUse
from aiobserver_gemini.demo_tools import TOOL_NAMES, arguments_of

_OK, _ERROR = 1, 2


class Spans:
    """The traces of one session."""

    def __init__(self, session: DemoSession) -> None:
        self._dice = Dice(f"spans {session.session_id}")
        self._known = {
            "gen_ai.conversation.id": session.session_id,
            "gen_ai.agent.name": "gemini-cli",
            "gen_ai.agent.description": "Gemini CLI is an open-source AI agent.",
        }
        self._trace_id = b""
        self._root_id = b""

    @property
    def place(self) -> tuple[bytes, bytes]:
        """(trace, span) that logs belong to."""
        return self._trace_id, self._root_id

    def begin(self) -> None:
        """A prompt begins a trace."""
        self._trace_id, self._root_id = self._dice.trace_id(), self._dice.span_id()

    def prompt(self, turn: DemoTurn) -> list[DemoSpan]:
        """The root."""
        return [self._span("user_prompt", (turn.start_ns, turn.end_ns), b"", {}, own_id=self._root_id)]

    def call(self, call: ModelCall, prompt_id: str) -> list[DemoSpan]:
        """A call of the model."""
        told: dict[str, Any] = {"gen_ai.request.model": call.model, "gen_ai.prompt.name": prompt_id}
        if call.failed:
            return [self._span("llm_call", (call.start_ns, call.end_ns), self._root_id, told, f"HTTP {call.status}")]
        told["gen_ai.usage.input_tokens"] = call.all_input
        told["gen_ai.usage.output_tokens"] = call.output - call.reasoning
        return [self._span("llm_call", (call.start_ns, call.end_ns), self._root_id, told)]

    def tool(self, use: ToolUse) -> list[DemoSpan]:
        """A use of a tool, and the wait for a person before it."""
        schedule_id = self._dice.span_id()
        name = TOOL_NAMES[use.action]
        told = {
            "gen_ai.tool.name": name,
            "gen_ai.tool.call_id": f"{name}_{self._dice.randbytes(4).hex()}",
            "gen_ai.input.messages": arguments_of(use),
        }
        whole = (use.asked_ns, use.end_ns)
        schedule = self._span("schedule_tool_calls", whole, self._root_id, {}, own_id=schedule_id)
        if not use.accepted:
            return [schedule]
        failure = "" if use.success else "the tool failed"
        return [self._span("tool_call", (use.start_ns, use.end_ns), schedule_id, told, failure), schedule]

    def _span(
        self,
        name: str,
        time_ns: tuple[int, int],
        parent_id: bytes,
        told: Mapping[str, Any],
        failure: str = "",
        own_id: bytes = b"",
    ) -> DemoSpan:
        return DemoSpan(
            *time_ns,
            name,
            self._trace_id,
            own_id or self._dice.span_id(),
            parent_id,
            attributes={**self._known, "gen_ai.operation.name": name, **told},
            status=_ERROR if failure else _OK,
            message=failure,
        )
