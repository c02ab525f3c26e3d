"""Lines of a transcript of Claude Code → calls, uses of tools, prompts, facts about the session, messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from aiobserver import (
    Call,
    Json,
    SessionFact,
    ToolCall,
    Transcript,
    Turn,
    Understood,
    count_at,
    object_at,
    objects_at,
    parsed,
    text_at,
    time_of,
)
from aiobserver_claude.transcripts.head import Head
from aiobserver_claude.transcripts.lines import duration_of, error_type_of, is_prompt, is_readable, said, says_nothing
from aiobserver_claude.transcripts.speech import Speech
from aiobserver_claude.transcripts.state import BY_MODEL, BY_PERSON, BY_SUMMARY, Answer, CallKind, State, Use

_SYNTHETIC = "<synthetic>"


def read(transcript: Transcript, lines: Sequence[bytes], state: Any) -> Understood:
    """Contents of the next lines."""
    reader = _Reader(transcript, state.copied() if isinstance(state, State) else State())
    for position, line in enumerate(lines):
        reader.read(position, line)
    return reader.understood()


class _Reader:
    """Reads some lines: the state says what came before, everything else here is new."""

    def __init__(self, transcript: Transcript, state: State) -> None:
        self._state = state
        self._head = Head(_agent_type(transcript), transcript.path.rpartition("/")[2].partition(".")[0])
        self._speech = Speech(self._head) if transcript.wants_text else None
        self._time_ns = 0
        self._answers: dict[str, Answer] = {}
        self._others: list[Call | ToolCall] = []
        """Failed tries, and uses of tools that have no id."""
        self._uses: dict[str, ToolCall | None] = {}
        """None: the result is still to come."""
        self._turns: list[Turn] = []
        self._not_understood: list[int] = []

    def read(self, position: int, line: bytes) -> None:
        """Takes in the next line."""
        state = self._state
        if state.began_ns is not None and says_nothing(line):
            return
        value = parsed(line)
        if not isinstance(value, dict):
            if line.strip():
                self._not_understood.append(position)
            return
        mark = hash((uuid, len(line)) if isinstance(uuid := value.get("uuid"), str) else line)
        if mark in state.seen:
            return
        state.seen.add(mark)
        self._begin(value)
        if not self._read(value):
            self._not_understood.append(position)
        if state.facts.has_news and state.clock_ns:
            state.facts.date(state.clock_ns)

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
        for answer in self._answers.values():
            yield answer.call()
        yield from self._others
        for key, use in self._uses.items():
            yield use or self._state.open_uses[key].open_call(key)
        yield from self._turns
        facts = self._state.facts
        if facts.is_untold and facts.session:
            facts.is_untold = False
            yield facts.fact()

    def _begin(self, line: Json) -> None:
        state = self._state
        self._time_ns = time_ns = time_of(line.get("timestamp"))
        state.clock_ns = max(state.clock_ns, time_ns)
        if state.began_ns is None and time_ns:
            state.began_ns = time_ns if line.get("type") == "queue-operation" else 0
        self._head.turn_to(line, state.facts, is_older=0 < time_ns < (state.began_ns or 0))
        if self._speech is not None:
            self._speech.begin(text_at(line, "uuid"), time_ns)

    def _read(self, line: Json) -> bool:
        """False: something was expected of the line, and could not be read."""
        state, is_understood = self._state, True
        match line.get("type"):
            case "assistant":
                is_understood = self._read_assistant(line)
            case "user":
                self._read_user(line)
            case "system" | "attachment":
                self._read_event(line)
            case "ai-title":
                state.facts.entitle(text_at(line, "aiTitle"), BY_MODEL)
            case "custom-title":
                state.facts.entitle(text_at(line, "customTitle"), BY_PERSON)
            case "summary":
                state.summarise(text_at(line, "leafUuid"), text_at(line, "summary"))
        if isinstance(uuid := line.get("uuid"), str):
            state.last_line = uuid
            if uuid in state.summaries:
                state.facts.entitle(state.summaries.pop(uuid), BY_SUMMARY)
        return is_understood

    def _read_event(self, line: Json) -> None:
        if line.get("subtype") == "api_error":
            self._read_error(line, object_at(line, "error"))
        if self._speech is not None:
            self._speech.event(line, self._state.turn)

    def _read_user(self, line: Json) -> None:
        self._state.has_task = True
        message = object_at(line, "message")
        blocks = objects_at(message, "content")
        results = [block for block in blocks if block.get("type") == "tool_result"]
        if self._head.is_copy:
            self._state.turn = ""
        else:
            self._read_prompt(line, message, None if results else blocks)
        if "interruptedMessageId" in line:
            self._read_interruption(text_at(line, "interruptedMessageId"))
        for block in results:
            self._read_result(line, block)

    def _read_prompt(self, line: Json, message: Json, blocks: list[Json] | None) -> None:
        state, prompt = self._state, text_at(line, "promptId")
        state.turn = prompt or state.turn
        if blocks is None:
            return
        is_typed = is_prompt(line, message, blocks)
        if is_typed:
            head = self._head
            state.turn = prompt or text_at(line, "uuid")
            self._turns.append(Turn(key=state.turn, session=head.session, start_ns=self._time_ns, place=head.place))
            state.facts.prompt = state.facts.prompt or said(message)
            state.facts.has_news = True
        if self._speech is not None:
            self._speech.user(line, said(message), state.turn, is_typed=is_typed)

    def _read_interruption(self, name: str) -> None:
        answer = self._state.answers.get(name)
        if answer is not None:
            answer.is_cut_off = True
            self._answers[name] = answer

    def _read_assistant(self, line: Json) -> bool:
        message = object_at(line, "message")
        if message.get("model") == _SYNTHETIC:
            if line.get("isApiErrorMessage") is True:
                self._read_error(line, line)
                if self._speech is not None:
                    self._speech.say("error", said(message), self._state.turn, call=text_at(line, "requestId"))
            return True
        head, name = self._head, text_at(message, "id")
        if head.is_foreign:
            self._forget_the_past()
        if not name:
            return False
        usage = object_at(message, "usage")
        answer = self._answer(line, message, name, usage)
        for block in objects_at(message, "content"):
            if block.get("type") == "tool_use" and (not answer.is_copy or head.is_foreign):
                self._read_use(answer, block)
        if self._speech is not None:
            self._speech.answer(message, answer)
        return is_readable(usage)

    def _answer(self, line: Json, message: Json, name: str, usage: Json) -> Answer:
        """The answer, with what one more of its lines tells."""
        answer = self._state.answers.get(name)
        if answer is None:
            answer = self._state.answers[name] = self._begun(text_at(line, "requestId") or name)
            answer.model = text_at(message, "model")
            answer.requested_model = text_at(line, "requestedModel")
            answer.effort = text_at(line, "perTurnEffort")
        self._answers[name] = answer
        output = count_at(usage, "output_tokens")
        if output >= answer.output and usage:
            answer.usage, answer.output = usage, output
        answer.end_ns = max(answer.end_ns, self._time_ns)
        answer.place = self._head.place
        if message.get("stop_reason"):
            answer.is_finished = True
        return answer

    def _begun(self, key: str) -> Answer:
        head = self._head
        kind: CallKind = "main"
        if head.is_sidechain:  # titles and warm-ups look like subagents that nobody gave a task and that use no tool
            kind = "subagent" if self._state.has_task else "auxiliary"
        return Answer(
            key=key,
            session=head.session,
            turn="" if head.is_copy else self._state.turn,
            agent_id=head.agent_id,
            agent=head.agent,
            kind=kind,
            is_copy=head.is_copy,
        )

    def _forget_the_past(self) -> None:
        """An answer that another session asked for was copied, and so were the prompts before it."""
        self._turns.clear()
        if self._speech is not None:
            self._speech.messages.clear()
        facts = self._state.facts
        if facts.prompt:
            facts.prompt, facts.has_news = "", True

    def _read_error(self, line: Json, error: Json) -> None:
        """A failed try; of the last one an answer of the tool's own tells too, with the same request."""
        key, head = text_at(line, "requestId") or text_at(error, "requestId"), self._head
        if key in self._state.answers or (head.is_copy and not key):
            return
        if key:
            self._state.answers[key] = None
        failed = self._begun(key)
        failed.end_ns, failed.place = self._time_ns, head.place
        status = count_at(line, "apiErrorStatus") or count_at(error, "status") or None
        self._others.append(failed.failed_call(status, error_type_of(line, error)))

    def _read_use(self, answer: Answer, block: Json) -> None:
        key, head = text_at(block, "id"), self._head
        if answer.kind == "auxiliary":
            answer.kind, self._state.has_task = "subagent", True
        use = Use(answer.session, answer.turn, head.agent_id, text_at(block, "name"), self._time_ns, head.place)
        if not key:
            self._others.append(use.open_call(""))
        elif key not in self._uses and key not in self._state.open_uses:
            self._uses[key], self._state.open_uses[key] = None, use

    def _read_result(self, line: Json, block: Json) -> None:
        key = text_at(block, "tool_use_id")
        use = self._state.open_uses.pop(key, None)
        if use is not None:
            was_denied, decision = bool(line.get("toolDenialKind")), object_at(line, "permissionDecision")
            self._uses[key] = ToolCall(
                key=key,
                session=use.session,
                turn=use.turn,
                agent_id=use.agent_id,
                name=use.name,
                end_ns=max(use.begun_ns, self._time_ns),
                duration_ns=duration_of(line.get("toolUseResult"), self._time_ns - use.begun_ns),
                success=block.get("is_error") is not True and not was_denied,
                decision="reject" if was_denied else text_at(decision, "decision"),
                decided_by=text_at(decision, "source"),
                place=use.place,
            )
        if self._speech is not None:
            self._speech.result(line, block, use.turn if use else self._state.turn, use.name if use else "")


def _agent_type(transcript: Transcript) -> str:
    """The type of the agent whose transcript this is; empty for a session's own, and if it is not noted."""
    for content in transcript.companions.values():
        value = parsed(content)
        return text_at(value, "agentType") if isinstance(value, dict) else ""
    return ""
