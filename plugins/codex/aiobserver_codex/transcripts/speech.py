"""Lines of a transcript of Codex → what was said, done and noticed, for a replay."""

from __future__ import annotations

from typing import Any

from aiobserver import Json, Message, count_at, json_text, object_at, text_at
from aiobserver_codex.transcripts.lines import is_limit, outcome_of, output_of, said, shown_output, thought
from aiobserver_codex.transcripts.state import State


class Speech:
    """The messages so far."""

    def __init__(self, state: State) -> None:
        self.messages: list[Message] = []
        self._state = state
        self.tool = ""
        """Name of the tool whose result the line is."""
        self._time_ns = 0
        self._place = ""
        """Number of the line, or its time."""

    def line(self, line: Json, payload: Json, time_ns: int) -> None:
        """Takes in the next line, of which the state already knows."""
        self._time_ns = time_ns
        self._place = str(count_at(line, "ordinal") or time_ns)
        match line.get("type"):
            case "response_item":
                self._item(payload)
            case "event_msg":
                self._event(payload)
            case "compacted":
                self._say("compaction", text_at(payload, "message"))

    def _item(self, item: Json) -> None:
        name, use = text_at(item, "id"), text_at(item, "call_id")
        match item.get("type"):
            case "function_call" | "custom_tool_call":
                text = text_at(item, "arguments") or text_at(item, "input")
                self._say("tool_use", text, name=name, tool=text_at(item, "name"), tool_call=use)
            case "function_call_output" | "custom_tool_call_output":
                output = output_of(item)
                is_error = outcome_of(output)[0] is False
                text = shown_output(output)
                self._say("tool_result", text, name=name, tool=self.tool, tool_call=use, is_error=is_error)
                self.tool = ""
            case "agent_message":
                self._say("note", said(item), name=name)

    def _event(self, event: Json) -> None:
        match event.get("type"):
            case "item_completed":
                self._completed(object_at(event, "item"), text_at(event, "turn_id"))
            case "user_message":
                self._user(text_at(event, "message"), "", "")
            case "agent_message":
                self._say("answer", text_at(event, "message"))
            case "agent_reasoning" | "agent_reasoning_raw_content":
                self._say("thinking", text_at(event, "text"))
            case "error" | "stream_error":
                self._say("error", text_at(event, "message"), is_error=True)
            case "task_complete" if event.get("error"):
                error = event.get("error")
                text = error if isinstance(error, str) else json_text(error)
                self._say("error", text, turn=text_at(event, "turn_id"), is_error=True)
            case "turn_aborted":
                self._say("note", text_at(event, "reason"), turn=text_at(event, "turn_id"))
            case "token_count":
                self._limits(object_at(event, "rate_limits"))

    def _completed(self, item: Json, turn: str) -> None:
        name = text_at(item, "id")
        match item.get("type"):
            case "UserMessage":
                self._user(said(item), name, turn)
            case "AgentMessage":
                self._say("answer", said(item), name=name, turn=turn)
            case "Reasoning":
                self._say("thinking", thought(item), name=name, turn=turn)

    def _user(self, text: str, name: str, turn: str) -> None:
        """Adds a prompt; of a subagent it is the task that its parent gave it."""
        state = self._state
        begun_by = state.prompts.get(turn, name)
        is_added = bool(name) and begun_by != name
        self._say("prompt" if state.kind == "main" else "note", text, name=name, turn=name if is_added else turn)

    def _limits(self, limits: Json) -> None:
        if not is_limit(limits):
            return
        text = json_text(limits)
        if text != self._state.limits:
            self._state.limits = text
            self._say("limit", text)

    def _say(self, kind: Any, text: str, *, name: str = "", turn: str = "", **more: Any) -> None:
        if not text and kind in {"thinking", "note"}:
            return
        state = self._state
        self.messages.append(
            Message(
                kind=kind,
                session=state.session,
                time_ns=self._time_ns,
                key=name or f"{state.session}.{self._place}.{kind}",
                turn=turn or state.turn,
                agent_id=state.agent_id,
                text=text,
                **more,
            )
        )
