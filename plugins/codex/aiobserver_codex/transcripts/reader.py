"""Lines of a transcript of Codex → calls, uses of tools, prompts, facts about the session, messages."""

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
    count_at,
    object_at,
    parsed,
    text_at,
    time_at,
)
from aiobserver_codex.transcripts.folders import TITLES, thread_of
from aiobserver_codex.transcripts.lines import (
    agent_of,
    counts_of,
    outcome_of,
    output_of,
    said,
    says_nothing,
    tokens_of,
    used_since,
)
from aiobserver_codex.transcripts.speech import Speech
from aiobserver_codex.transcripts.state import State, Use
from aiobserver_codex.transcripts.titles import read_titles

_DATED = frozenset(("event_msg", "response_item", "token_usage_record"))


def read(transcript: Transcript, lines: Sequence[bytes], state: Any) -> Understood:
    """Contents of the next lines."""
    if transcript.path == TITLES:
        return read_titles(lines)
    own = state.copied() if isinstance(state, State) else State(session=thread_of(transcript.path))
    reader = _Reader(own, wants_text=transcript.wants_text)
    for position, line in enumerate(lines):
        reader.read(position, line)
    return reader.understood()


class _Reader:
    """Reads some lines: the state says what came before, everything else here is new."""

    def __init__(self, state: State, *, wants_text: bool) -> None:
        self._state = state
        self._speech = Speech(state) if wants_text else None
        self._time_ns = 0
        self._calls: dict[str, Call] = {}
        self._uses: dict[str, ToolCall] = {}
        self._nameless_uses: list[ToolCall] = []
        self._turns: list[Turn] = []
        self._facts: dict[str, SessionFact] = {}
        self._not_understood: list[int] = []

    def read(self, position: int, line: bytes) -> None:
        """Takes in the next line."""
        if says_nothing(line):
            return
        value = parsed(line)
        if not isinstance(value, dict):
            if line.strip():
                self._not_understood.append(position)
        elif self._state.is_new(line) and not self._read(value):
            self._not_understood.append(position)

    def understood(self) -> Understood:
        """All that is new or has changed."""
        self._state.forget()
        return Understood(
            sightings=list(self._sightings()),
            messages=self._speech.messages if self._speech else (),
            not_understood=self._not_understood,
            state=self._state,
        )

    def _sightings(self) -> Iterator[Call | ToolCall | Turn | SessionFact]:
        yield from self._calls.values()
        yield from self._uses.values()
        yield from self._nameless_uses
        yield from self._turns
        yield from self._facts.values()

    def _read(self, line: Json) -> bool:
        """False: something was expected of the line, and could not be read."""
        payload, state = object_at(line, "payload"), self._state
        if line.get("type") == "session_meta":
            self._read_head(line, payload)
            return True
        if count_at(line, "ordinal") < state.own_from:
            return True
        self._time_ns = time_at(line) or state.clock_ns
        state.clock_ns = max(state.clock_ns, self._time_ns)
        if not self._time_ns and line.get("type") in _DATED:
            return False
        is_understood = self._read_own(line, payload)
        if self._speech is not None:
            self._speech.line(line, payload, self._time_ns)
        return is_understood

    def _read_head(self, line: Json, meta: Json) -> None:
        """A forked subagent has a second one, its parent's."""
        state, git = self._state, object_at(meta, "git")
        if state.has_head:
            return
        state.has_head = True
        state.session = text_at(meta, "id") or state.session
        state.clock_ns = max(state.clock_ns, time_at(line))
        state.version = text_at(meta, "cli_version")
        state.parent = text_at(meta, "forked_from_id") or text_at(meta, "parent_thread_id")
        state.own_from = count_at(meta, "subagent_history_start_ordinal")
        state.place = state.begun_in = Place(
            directory=text_at(meta, "cwd"), branch=text_at(git, "branch"), commit=text_at(git, "commit_hash")
        )
        if isinstance(meta.get("source"), dict):
            state.kind, state.agent = "subagent", agent_of(meta)
        self._tell_facts()

    def _read_own(self, line: Json, payload: Json) -> bool:
        match line.get("type"):
            case "turn_context":
                self._read_context(payload)
            case "token_usage_record":
                return self._read_record(payload)
            case "compacted":
                self._mark_compaction(object_at(payload, "latest_token_usage_record"))
            case "response_item":
                self._read_item(payload)
            case "event_msg":
                return self._read_event(payload)
        return True

    def _read_item(self, item: Json) -> None:
        match item.get("type"):
            case "function_call" | "custom_tool_call":
                self._read_use(item)
            case "function_call_output" | "custom_tool_call_output":
                self._read_result(item)

    def _read_event(self, event: Json) -> bool:
        match event.get("type"):
            case "token_count":
                return self._read_count(event)
            case "item_completed":
                self._read_completed(event)
            case "user_message":
                self._read_prompt("", text_at(event, "message"))
            case "task_complete" if event.get("error"):
                self._add_call(self._call(text_at(event, "turn_id"), outcome="error"))
        return True

    def _read_context(self, context: Json) -> None:
        state = self._state
        state.model = text_at(context, "model")
        state.effort = text_at(context, "effort")
        state.turn = text_at(context, "turn_id")
        state.place = replace(state.place, directory=text_at(context, "cwd") or state.place.directory)

    def _read_record(self, record: Json) -> bool:
        state, key = self._state, text_at(record, "response_id")
        state.has_records = True
        counts = counts_of(object_at(record, "usage"))
        if counts is None:
            return False
        if not key or state.is_new("call", key):
            self._add_call(self._call(text_at(record, "turn_id"), key=key, tokens=tokens_of(counts)))
        return True

    def _read_count(self, event: Json) -> bool:
        """A call if the sum of all has changed: the same one is told of again at retries and compactions.

        Versions with records of calls tell of them here as well.
        """
        state, info = self._state, event.get("info")
        if state.has_records:
            return True
        if not info:
            state.total = None
            return info is None or info == {}
        if not isinstance(info, dict):
            return False
        total, last = counts_of(object_at(info, "total_token_usage")), counts_of(object_at(info, "last_token_usage"))
        if total is None or last is None:
            return False
        used, state.total = used_since(state.total, total, last), total
        if any(used):
            self._add_call(self._call(state.turn, tokens=tokens_of(used)))
        return True

    def _mark_compaction(self, record: Json) -> None:
        """The call before it, of which newer versions keep a copy, made the summary."""
        state = self._state
        name = text_at(record, "response_id") or next(reversed(state.calls), "")
        if name in state.calls and state.kind == "main":
            state.calls[name] = self._calls[name] = replace(state.calls[name], kind="auxiliary")

    def _read_use(self, item: Json) -> None:
        state, key = self._state, text_at(item, "call_id")
        use = ToolCall(
            key=key,
            session=state.session,
            turn=state.turn,
            agent_id=state.agent_id,
            name=text_at(item, "name"),
            end_ns=self._time_ns,
            place=state.place,
        )
        if not key:
            self._nameless_uses.append(use)
        elif state.is_new("use", key):
            self._uses[key] = use
            state.uses[key] = Use(told=use)

    def _read_result(self, item: Json) -> None:
        use = self._state.uses.get(text_at(item, "call_id"))
        if use is None or use.has_result:
            return
        told = use.told
        if self._speech is not None:
            self._speech.tool = told.name
        success, told_ns = outcome_of(output_of(item))
        use.has_result = True
        use.told = replace(
            told,
            end_ns=max(told.end_ns, self._time_ns),
            duration_ns=told_ns or max(0, self._time_ns - told.end_ns),
            success=told.success if told.success is not None else success,
        )
        self._tell_use(use)

    def _read_completed(self, event: Json) -> None:
        item = object_at(event, "item")
        use = self._state.uses.get(text_at(item, "id"))
        if item.get("type") == "UserMessage":
            self._read_user_message(item, text_at(event, "turn_id"))
        elif use is not None and "status" in item and use.told.success is None:
            use.told = replace(use.told, success=item.get("status") == "completed")
            self._tell_use(use)

    def _tell_use(self, use: Use) -> None:
        """The first word on how a tool ended counts; a command that goes on ends after its result."""
        self._uses[use.told.key] = use.told
        if use.has_result and use.told.success is not None:
            del self._state.uses[use.told.key]

    def _read_user_message(self, item: Json, turn: str) -> None:
        """The prompt of a turn has its name, those that are added later have their own."""
        name = text_at(item, "id") or f"{self._time_ns}"
        begun_by = self._state.prompts.setdefault(turn, name)
        self._read_prompt(turn if begun_by == name else name, said(item))

    def _read_prompt(self, key: str, text: str) -> None:
        """A subagent's prompts are its parent's."""
        state = self._state
        if state.kind == "main":
            self._turns.append(Turn(key=key, session=state.session, start_ns=self._time_ns, place=state.place))
            state.prompt = state.prompt or text
            self._tell_facts()

    def _tell_facts(self) -> None:
        state = self._state
        if state.session and state.clock_ns:
            self._facts[state.session] = state.fact()

    def _add_call(self, call: Call) -> None:
        state = self._state
        name = call.key or f"#{state.called}"
        state.called += not call.key
        state.calls[name] = self._calls[name] = call

    def _call(self, turn: str, **told: Any) -> Call:
        state = self._state
        return Call(
            session=state.session,
            turn=turn,
            agent_id=state.agent_id,
            agent=state.agent,
            kind=state.kind,
            end_ns=self._time_ns,
            model=state.model,
            effort=state.effort,
            place=state.place,
            **told,
        )
