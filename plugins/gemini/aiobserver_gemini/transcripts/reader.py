"""Lines of a transcript of Gemini CLI → calls, uses of tools, prompts, facts about the session, messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from aiobserver import (
    Call,
    Json,
    Place,
    SessionFact,
    ToolCall,
    Transcript,
    Turn,
    Understood,
    object_at,
    objects_at,
    parsed,
    text_at,
    time_at,
)
from aiobserver_gemini.transcripts.folders import ROOT_OF_AGENT, ROOT_OF_SESSION
from aiobserver_gemini.transcripts.messages import agent_at, is_prompt, said, success_of, tasks_of, tokens_of
from aiobserver_gemini.transcripts.speech import Speech
from aiobserver_gemini.transcripts.state import State

_CHATS = "chats"


def read(transcript: Transcript, lines: Sequence[bytes], state: Any) -> Understood:
    """Contents of the next lines, or of a whole file."""
    parent = _parent(transcript.path)
    own = state.copied() if isinstance(state, State) else State(session=_session(transcript.path), parent=parent)
    root = transcript.companions.get(ROOT_OF_AGENT if parent else ROOT_OF_SESSION, b"")
    place = Place(directory=root.decode("utf-8", "replace").strip())
    reader = _Reader(own, place, wants_text=transcript.wants_text)
    for position, line in enumerate(lines):
        reader.read(position, line)
    return reader.understood()


class _Reader:
    """Reads some lines: the state says what came before, everything else here is new."""

    def __init__(self, state: State, place: Place, *, wants_text: bool) -> None:
        self._state = state
        self._place = place
        self._speech = Speech(state) if wants_text else None
        self._calls: list[Call] = []
        self._uses: dict[str, ToolCall] = {}
        self._turns: list[Turn] = []
        self._facts: dict[str, SessionFact] = {}
        self._not_understood: list[int] = []

    def read(self, position: int, line: bytes) -> None:
        """Takes in the next line: a head, a change, a message, or the whole of an old file."""
        state, value = self._state, parsed(line)
        if not isinstance(value, dict):
            if line.strip():
                self._not_understood.append(position)
            return
        is_understood = self._read_whole(value) if "messages" in value else self._read_line(value)
        if not is_understood:
            self._not_understood.append(position)
        if state.has_news and state.clock_ns and state.session:
            self._facts[state.session] = state.fact(self._place)

    def understood(self) -> Understood:
        """All that is new or has changed."""
        return Understood(
            sightings=list(self._sightings()),
            messages=self._speech.messages if self._speech else (),
            not_understood=self._not_understood,
            state=self._state,
        )

    def _sightings(self) -> Iterator[Call | ToolCall | Turn | SessionFact]:
        yield from self._calls
        yield from self._uses.values()
        yield from self._turns
        yield from self._facts.values()

    def _read_line(self, line: Json) -> bool:
        """False: something was expected of the line, and could not be read."""
        state, change = self._state, object_at(line, "$set")
        head = line if "sessionId" in line else change
        state.clock_ns = max(state.clock_ns, time_at(head, "startTime"), time_at(head, "lastUpdated"))
        state.begin(text_at(head, "sessionId"))
        state.entitle(text_at(change, "summary"))
        is_understood = "type" not in line or self._read_message(line)
        for message in objects_at(change, "messages"):
            is_understood &= self._read_message(message, is_copy=True)
        return is_understood

    def _read_whole(self, value: Json) -> bool:
        """Takes in a file that is one object; its subagents' messages stand between those of the session."""
        state, messages = self._state, objects_at(value, "messages")
        state.clock_ns = max(state.clock_ns, time_at(value, "startTime"))
        state.begin(text_at(value, "sessionId"))
        state.entitle(text_at(value, "summary"))
        tasks = tasks_of(messages)
        is_understood = isinstance(value["messages"], list)
        for message in messages:
            is_understood &= self._read_message(message, agent_at(tasks, time_at(message)))
        state.clock_ns = max(state.clock_ns, time_at(value, "lastUpdated"))
        return is_understood

    def _read_message(self, message: Json, agent: str = "", *, is_copy: bool = False) -> bool:
        """Takes in a message.

        :param is_copy: it stands in a past that was written anew, which may lack its tokens, and is no prompt then.
        """
        state = self._state
        time_ns = time_at(message) or state.clock_ns
        state.clock_ns = max(state.clock_ns, time_ns)
        name = text_at(message, "id") or text_at(message, "timestamp")
        is_typed = not (is_copy or agent or state.parent) and is_prompt(message)
        if is_typed and state.is_new("prompt", name) and time_ns:
            self._read_prompt(message, time_ns)
        is_understood = self._read_tokens(message, name, agent, time_ns)
        for tool_call in objects_at(message, "toolCalls"):
            self._read_tool_call(tool_call, time_ns)
        if self._speech is not None:
            self._speech.message(message, time_ns, is_typed=is_typed, is_copy=is_copy)
        return is_understood

    def _read_prompt(self, message: Json, time_ns: int) -> None:
        state = self._state
        state.turn = text_at(message, "id")
        state.prompt = state.prompt or said(message)
        state.has_news = True
        self._turns.append(Turn(key=state.turn, session=state.session, start_ns=time_ns, place=self._place))

    def _read_tokens(self, message: Json, name: str, agent: str, time_ns: int) -> bool:
        state = self._state
        if message.get("tokens") in (None, {}):
            return True
        tokens = tokens_of(object_at(message, "tokens"))
        if tokens is None:
            return False
        if state.is_new("call", name):
            if not time_ns:
                return False
            call = Call(
                session=state.session,
                turn=state.turn,
                agent_id=state.agent_id,
                agent=agent,
                kind="subagent" if state.parent or agent else "main",
                end_ns=time_ns,
                model=text_at(message, "model"),
                tokens=tokens,
                place=self._place,
            )
            self._calls.append(call)
        return True

    def _read_tool_call(self, tool_call: Json, time_ns: int) -> None:
        """A use of a tool; it may be written before the tool has ended."""
        state, key, success = self._state, text_at(tool_call, "id"), success_of(tool_call)
        end_ns = time_at(tool_call) or time_ns
        name = key or f"{text_at(tool_call, 'name')} {text_at(tool_call, 'timestamp')}"
        use = state.open_uses.get(name)
        if use is None and not (state.is_new("use", name) and end_ns):
            return
        if use is None:
            use = ToolCall(
                key=key,
                session=state.session,
                turn=state.turn,
                agent_id=state.agent_id,
                name=text_at(tool_call, "name"),
                end_ns=end_ns,
                place=self._place,
            )
        use = replace(use, end_ns=max(use.end_ns, end_ns), success=success)
        self._uses[name] = use
        if success is None and key:
            state.open_uses[name] = use
        else:
            state.open_uses.pop(name, None)


def _parent(path: str) -> str:
    """The session of the subagent whose transcript this is; empty for a session's own."""
    folder = path.rpartition("/")[0].rpartition("/")[2]
    return "" if folder == _CHATS else folder


def _session(path: str) -> str:
    """The session that the file's name says."""
    return path.rpartition("/")[2].rpartition(".")[0]
