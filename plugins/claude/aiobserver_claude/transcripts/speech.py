"""Lines of a transcript of Claude Code → what was said, done and noticed, for a replay."""

from __future__ import annotations

from typing import Any

from aiobserver import Json, Message, count_at, json_text, object_at, objects_at, text_at
from aiobserver_claude.transcripts.head import Head
from aiobserver_claude.transcripts.lines import said
from aiobserver_claude.transcripts.state import Answer

_NOBODY = ("", "config")
"""Sources of decisions for which nobody was asked."""


class Speech:
    """The messages so far. A line's key is its id, which a copy in another file has as well."""

    def __init__(self, head: Head) -> None:
        self.messages: list[Message] = []
        self._head = head
        self._key = ""
        self._said = 0
        self._time_ns = 0

    def begin(self, key: str, time_ns: int) -> None:
        """Begins a line."""
        self._key, self._said, self._time_ns = key, 0, time_ns

    def say(self, kind: Any, text: str, turn: str, **more: Any) -> None:
        """Adds a message of the line, unless that is a copy."""
        head = self._head
        if head.is_copy:
            return
        key = f"{self._key}.{self._said}" if self._key and self._said else self._key
        self._said += 1
        self.messages.append(
            Message(
                kind=kind,
                session=head.session,
                time_ns=self._time_ns,
                key=key,
                turn=turn,
                agent_id=head.agent_id,
                text=text,
                **more,
            )
        )

    def answer(self, message: Json, answer: Answer) -> None:
        """Adds what the model said, thought and asked for."""
        for block in objects_at(message, "content"):
            match block.get("type"):
                case "text" if text := text_at(block, "text"):
                    self.say("answer", text, answer.turn, call=answer.key)
                case "thinking" if text := text_at(block, "thinking"):
                    self.say("thinking", text, answer.turn, call=answer.key)
                case "tool_use":
                    self.say(
                        "tool_use",
                        json_text(object_at(block, "input")),
                        answer.turn,
                        tool=text_at(block, "name"),
                        tool_call=text_at(block, "id"),
                        call=answer.key,
                    )

    def user(self, line: Json, text: str, turn: str, *, is_typed: bool) -> None:
        """Adds a prompt, or what the tool wrote in a person's place: commands, notifications, a subagent's task."""
        if is_typed:
            self.say("prompt", text, turn)
        elif text and line.get("isMeta") is not True:
            self.say("note", text, turn)

    def result(self, line: Json, block: Json, turn: str, tool: str) -> None:
        """Adds the output of a tool, and before it what somebody decided about its use."""
        decision, denial = object_at(line, "permissionDecision"), text_at(line, "toolDenialKind")
        use = {"tool": tool, "tool_call": text_at(block, "tool_use_id")}
        if denial or text_at(decision, "source") not in _NOBODY:
            told = dict(decision) | ({"toolDenialKind": denial} if denial else {})
            self.say("permission", json_text(told), turn, is_error=bool(denial), **use)
        self.say("tool_result", said(block), turn, is_error=block.get("is_error") is True, **use)

    def event(self, line: Json, turn: str) -> None:
        """Adds failed tries, compactions, and what was typed while the model worked."""
        error, attachment = object_at(line, "error"), object_at(line, "attachment")
        if line.get("subtype") == "api_error":
            tried = f" (try {count_at(line, 'retryAttempt')} of {count_at(line, 'maxRetries')})"
            text = (text_at(error, "formatted") or text_at(error, "message")) + tried
            self.say("error", text, turn, call=text_at(error, "requestId"), is_error=True)
        elif line.get("subtype") == "compact_boundary":
            self.say("compaction", json_text(object_at(line, "compactMetadata")), turn)
        elif attachment.get("type") == "queued_command" and attachment.get("commandMode") == "prompt":
            self.say("prompt", said({"content": attachment.get("prompt")}), turn)
