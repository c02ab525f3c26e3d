"""Claude Code: a line per content block in `projects/SLUG/SESSION.jsonl`, subagents in files of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from aiobserver.model.ledger import Call, CallKind, Place, SessionFact, Sighting, Tokens, ToolCall, Turn
from tests.ledger.transcripts.lines import Json, count, items, mapping, objects, parsed, text, time_ns

_SYNTHETIC = "<synthetic>"
_USUAL = frozenset(("", "standard", "normal"))
_NO_PROMPT = (
    "<command-name>",
    "<command-message>",
    "<local-command-",
    "<task-notification>",
    "[Request interrupted by ",
)
_ERROR_TYPE = re.compile(r'"type": ?"(\w+_error)"')
_SECOND_NS = 10**9
_MS_NS = 10**6


def sightings(home: Path) -> list[Sighting]:
    """Everything that the transcripts under a home folder tell of."""
    return [sighting for path in files(home) for sighting in file_sightings(path.read_bytes(), agent_type(path))]


def files(home: Path) -> list[Path]:
    """The transcripts of sessions and of their subagents."""
    return sorted((home / ".claude" / "projects").rglob("*.jsonl"))


def agent_type(path: Path) -> str:
    """The type of the agent whose transcript this is; empty for a session's own, and if it is not noted."""
    meta = path.with_suffix(".meta.json")
    value = parsed(meta.read_bytes()) if meta.exists() else None
    return text(value, "agentType") if isinstance(value, dict) else ""


def file_sightings(content: bytes, agent: str = "") -> list[Sighting]:
    """The sightings in one transcript; `agent` is the type of the agent that it is of."""
    transcript = _Transcript(agent)
    for line in objects(content):
        transcript.read(line)
    return list(transcript.sightings())


@dataclass
class _Transcript:
    """One file as far as it was read."""

    agent: str
    calls: dict[str, Call] = field(default_factory=dict)
    """Answers by id of the message, failed tries by that of the request."""
    tool_calls: dict[str, ToolCall] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    fact: SessionFact = field(default_factory=SessionFact)
    turn: str = ""
    has_user_lines: bool = False
    began_ns: int | None = None
    """Time at which a process began the file; older lines were copied into it."""

    def read(self, line: Json) -> None:
        """Takes in the next line."""
        moment_ns = time_ns(line)
        if self.began_ns is None and moment_ns:
            self.began_ns = moment_ns if line.get("type") == "queue-operation" else 0
        self._read_fact(line)
        match line.get("type"):
            case "user":
                self._read_user(line)
            case "assistant" if mapping(line, "message").get("model") == _SYNTHETIC:
                if line.get("isApiErrorMessage") is True:
                    self._read_error(line, line)
            case "assistant":
                self._read_answer(line)
            case "system" if line.get("subtype") == "api_error":
                self._read_error(line, mapping(line, "error"))

    def sightings(self) -> Iterator[Sighting]:
        """All that the lines so far tell of."""
        for call in self.calls.values():
            is_auxiliary = call.kind == "subagent" and not self.has_user_lines
            yield replace(call, kind="auxiliary") if is_auxiliary else call
        yield from self.tool_calls.values()
        yield from self.turns
        if self.fact.session:
            yield self.fact

    def _read_fact(self, line: Json) -> None:
        """A subagent's transcript says nothing of the session as a whole."""
        fact = self.fact
        if line.get("isSidechain") is True or not text(line, "sessionId"):
            return
        is_copy = self._is_copy(line)
        self.fact = replace(
            fact,
            session=fact.session or text(line, "sessionId"),
            time_ns=max(fact.time_ns, time_ns(line)),
            title=text(line, "aiTitle") or fact.title,
            version=text(line, "version") or fact.version,
            parent=(_origin(line, fact.session) if is_copy else "") or fact.parent,
            place=fact.place if fact.place.directory or is_copy else _place(line),
        )

    def _read_user(self, line: Json) -> None:
        self.has_user_lines = True
        if self._is_copy(line):
            self.turn = ""
        else:
            self._read_prompt(line)
        stopped = self.calls.get(text(line, "interruptedMessageId"))
        if stopped is not None:
            self.calls[text(line, "interruptedMessageId")] = replace(stopped, outcome="cut_off")
        for block in items(mapping(line, "message"), "content"):
            if block.get("type") == "tool_result":
                self._read_result(line, block)

    def _read_prompt(self, line: Json) -> None:
        prompt = text(line, "promptId")
        self.turn = prompt or self.turn
        if not _is_prompt(line):
            return
        self.turn = prompt or text(line, "uuid")
        self.turns.append(
            Turn(key=self.turn, session=text(line, "sessionId"), start_ns=time_ns(line), place=_place(line))
        )

    def _read_answer(self, line: Json) -> None:
        message = mapping(line, "message")
        name = text(message, "id")
        if not name:
            return
        if _is_foreign(line):
            self.turns.clear()
        usage = mapping(message, "usage")
        before = self.calls.get(name)
        call = replace(
            self._call(line),
            key=text(line, "requestId") or name,
            model=text(message, "model"),
            requested_model=text(line, "requestedModel"),
            tier=_tier(usage),
            effort=text(line, "perTurnEffort"),
            tokens=_tokens(usage),
            web_searches=count(mapping(usage, "server_tool_use"), "web_search_requests"),
            is_finished=bool(message.get("stop_reason")),
        )
        self.calls[name] = call if before is None else _continued(before, call)
        for block in items(message, "content"):
            if block.get("type") == "tool_use" and (not call.is_copy or _is_foreign(line)):
                self._read_use(call, block)

    def _read_error(self, line: Json, error: Json) -> None:
        """A failed try; of the last one an answer of the tool's own tells too, with the same request."""
        key = text(line, "requestId") or text(error, "requestId")
        call = replace(
            self._call(line),
            key=key,
            outcome="error",
            status_code=count(line, "apiErrorStatus") or count(error, "status") or None,
            error_type=_error_type(line, error),
        )
        if key or not call.is_copy:
            self.calls.setdefault(key or text(line, "uuid"), call)

    def _read_use(self, call: Call, block: Json) -> None:
        use = ToolCall(
            key=text(block, "id"),
            session=call.session,
            turn=call.turn,
            agent_id=call.agent_id,
            name=text(block, "name"),
            end_ns=call.end_ns,
            place=call.place,
        )
        self.tool_calls.setdefault(use.key, use)

    def _read_result(self, line: Json, block: Json) -> None:
        key = text(block, "tool_use_id")
        use = self.tool_calls.get(key)
        if use is None or use.duration_ns is not None:
            return
        decision = mapping(line, "permissionDecision")
        was_denied = bool(line.get("toolDenialKind"))
        self.tool_calls[key] = replace(
            use,
            end_ns=max(use.end_ns, time_ns(line)),
            duration_ns=_duration(mapping(line, "toolUseResult"), time_ns(line) - use.end_ns),
            success=block.get("is_error") is not True and not was_denied,
            decision="reject" if was_denied else text(decision, "decision"),
            decided_by=text(decision, "source"),
        )

    def _call(self, line: Json) -> Call:
        """A call with what every line says."""
        is_sidechain = line.get("isSidechain") is True
        kind: CallKind = "subagent" if is_sidechain else "main"
        return Call(
            session=text(line, "requestSessionId") or text(line, "sessionId"),
            turn="" if self._is_copy(line) else self.turn,
            agent_id=text(line, "agentId") if is_sidechain else "",
            agent=(text(line, "attributionAgent") or self.agent) if is_sidechain else "",
            kind=kind,
            end_ns=time_ns(line),
            is_copy=self._is_copy(line),
            place=_place(line),
        )

    def _is_copy(self, line: Json) -> bool:
        return _is_foreign(line) or 0 < time_ns(line) < (self.began_ns or 0)


def _is_foreign(line: Json) -> bool:
    """An answer that another session asked for."""
    return text(line, "requestSessionId") not in {"", text(line, "sessionId")}


def _origin(line: Json, session: str) -> str:
    """The session that a copied line is of, where it differs from the file's own."""
    origin = text(line, "requestSessionId") or text(line, "sessionId")
    return origin if origin != session else ""


def _continued(before: Call, call: Call) -> Call:
    """The same answer one line later: output as known so far never shrinks, and tools may end what they began."""
    output = max(tokens.output for tokens in (before.tokens, call.tokens) if tokens)
    return replace(
        call,
        end_ns=max(before.end_ns, call.end_ns),
        tokens=replace(call.tokens or Tokens(), output=output),
        is_finished=before.is_finished or call.is_finished,
        outcome=before.outcome,
    )


def _is_prompt(line: Json) -> bool:
    if any(line.get(name) is True for name in ("isMeta", "isCompactSummary", "isSidechain")):
        return False
    if text(line, "promptSource") == "system" or text(mapping(line, "origin"), "kind") not in {"", "human"}:
        return False
    message = mapping(line, "message")
    blocks = items(message, "content")
    if any(block.get("type") == "tool_result" for block in blocks):
        return False
    begin = text(message, "content") or next((text(block, "text") for block in blocks if "text" in block), "")
    return bool(begin or blocks) and not begin.startswith(_NO_PROMPT)


def _tokens(usage: Json) -> Tokens:
    long_lived = count(mapping(usage, "cache_creation"), "ephemeral_1h_input_tokens")
    return Tokens(
        input=count(usage, "input_tokens"),
        cache_read=count(usage, "cache_read_input_tokens"),
        cache_write_5m=max(0, count(usage, "cache_creation_input_tokens") - long_lived),
        cache_write_1h=long_lived,
        output=count(usage, "output_tokens"),
        reasoning=count(mapping(usage, "output_tokens_details"), "thinking_tokens"),
    )


def _tier(usage: Json) -> str:
    told = (text(usage, "speed"), text(usage, "service_tier"))
    return next((tier for tier in told if tier not in _USUAL), "")


def _place(line: Json) -> Place:
    return Place(directory=text(line, "cwd"), branch=text(line, "gitBranch"))


def _error_type(line: Json, error: Json) -> str:
    found = _ERROR_TYPE.search(text(error, "message"))
    return found[1] if found else text(line, "error")


def _duration(result: Json, elapsed_ns: int) -> int:
    """The tool's own figure where it has one, else the time between its line and that of its result."""
    seconds = result.get("durationSeconds")
    if isinstance(seconds, float) and seconds > 0:
        return int(seconds * _SECOND_NS)
    return count(result, "totalDurationMs") * _MS_NS or max(0, elapsed_ns)
