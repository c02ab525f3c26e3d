"""Messages in a transcript of Gemini CLI → what was said, done and noticed, for a replay."""

from __future__ import annotations

from typing import Any

from aiobserver import Json, Message, json_text, objects_at, text_at, time_at
from aiobserver_gemini.transcripts.messages import is_prompt, output_of, said, success_of
from aiobserver_gemini.transcripts.state import State

_SUMMARY = "<state_snapshot>"


class Speech:
    """The messages so far, each once, though it may stand there several times."""

    def __init__(self, state: State) -> None:
        self.messages: list[Message] = []
        self._state = state
        self._time_ns = 0

    def message(self, message: Json, time_ns: int, *, is_typed: bool, is_copy: bool) -> None:
        """Takes in the next message; of a past that was written anew only the summary that begins it."""
        self._time_ns = time_ns
        name, text = text_at(message, "id"), said(message)
        kind = message.get("type")
        if is_copy:
            if kind == "user" and text.startswith(_SUMMARY):
                self._say("compaction", text, name)
        elif kind == "user":
            if is_prompt(message):
                self._say("prompt" if is_typed else "note", text, name)
        elif kind == "gemini":
            self._answer(message, name, text)
        elif text:
            self._say("error" if kind == "error" else "note", text, name, is_error=kind == "error")

    def _answer(self, message: Json, name: str, text: str) -> None:
        for number, thought in enumerate(objects_at(message, "thoughts")):
            told = "\n".join(filter(None, (text_at(thought, "subject"), text_at(thought, "description"))))
            if told:
                self._say("thinking", told, f"{name}.{number}" if name else "")
        if text:
            self._say("answer", text, name)
        for tool_call in objects_at(message, "toolCalls"):
            self._use(tool_call)

    def _use(self, tool_call: Json) -> None:
        key, tool = text_at(tool_call, "id"), text_at(tool_call, "name")
        use: dict[str, Any] = {"tool": tool, "tool_call": key}
        self._say("tool_use", json_text(tool_call.get("args")), f"{key}.use" if key else "", **use)
        success = success_of(tool_call)
        if success is not None:
            name = f"{key}.result" if key else ""
            ended_ns = time_at(tool_call)
            self._say("tool_result", output_of(tool_call), name, ended_ns, is_error=not success, **use)

    def _say(self, kind: Any, text: str, name: str, time_ns: int = 0, **more: Any) -> None:
        state, moment_ns = self._state, time_ns or self._time_ns
        key = name or f"{state.session}.{moment_ns}.{kind}"
        if not state.is_new("said", key):
            return
        self.messages.append(
            Message(
                kind=kind,
                session=state.session,
                time_ns=moment_ns,
                key=key,
                turn=state.turn,
                agent_id=state.agent_id,
                text=text,
                **more,
            )
        )
