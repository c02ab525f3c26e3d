"""Gemini CLI: `tmp/PROJECT/chats/session-TIME-ID`, lines of JSON or, in old versions, one object."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from aiobserver.model.ledger import Call, CallKind, Place, SessionFact, Sighting, Tokens, ToolCall, Turn
from tests.ledger.transcripts.lines import Json, count, items, mapping, objects, parsed, text, time_ns

_STARTED_MS = re.compile(r"-(\d{13})-")
_MS_NS = 10**6


def sightings(home: Path) -> list[Sighting]:
    """Everything that the transcripts under a home folder tell of."""
    return [
        sighting
        for path in files(home)
        for sighting in file_sightings(path.read_bytes(), directory(path), parent(path))
    ]


def files(home: Path) -> list[Path]:
    """The transcripts of sessions and of their subagents."""
    return sorted(path for path in (home / ".gemini" / "tmp").glob("*/chats/**/*.json*") if path.is_file())


def directory(path: Path) -> str:
    """The directory of the session whose transcript this is; old versions keep only a hash of it."""
    root = _project(path) / ".project_root"
    return root.read_text(encoding="utf-8").strip() if root.exists() else ""


def parent(path: Path) -> str:
    """The session of the subagent whose transcript this is; empty for a session's own."""
    return path.parent.name if path.parent.name != "chats" else ""


def _project(path: Path) -> Path:
    chats = path.parent if path.parent.name == "chats" else path.parent.parent
    return chats.parent


def file_sightings(content: bytes, directory: str = "", parent: str = "") -> list[Sighting]:
    """The sightings in one transcript of a session in `directory`, of a subagent if it has a `parent`."""
    transcript = _Transcript(SessionFact(parent=parent, place=Place(directory=directory)))
    whole = parsed(content)
    if isinstance(whole, dict) and "messages" in whole:
        transcript.read_whole(whole)
    else:
        for line in objects(content):
            transcript.read(line)
    return list(transcript.sightings())


@dataclass
class _Transcript:
    """One file as far as it was read."""

    fact: SessionFact
    calls: dict[str, Call] = field(default_factory=dict)
    """Answers by id of the message, which stands there again after its tools and in a rewritten past."""
    tool_calls: dict[str, ToolCall] = field(default_factory=dict)
    turns: dict[str, Turn] = field(default_factory=dict)
    turn: str = ""

    def read(self, line: Json) -> None:
        """Takes in the next line: a head, a change, or a message."""
        change = mapping(line, "$set")
        if "type" in line:
            self._read_message(line)
            self._read_prompt(line)
        for message in items(change, "messages"):
            self._read_message(message)
        head = line if "sessionId" in line else change
        self.fact = replace(
            self.fact,
            session=self.fact.session or text(head, "sessionId"),
            time_ns=max(self.fact.time_ns, time_ns(head, "lastUpdated")),
            title=text(change, "summary") if "summary" in change and not self.fact.parent else self.fact.title,
        )

    def read_whole(self, value: Json) -> None:
        """Takes in a file that is one object; its subagents' messages stand between those of the session."""
        self.fact = replace(
            self.fact,
            session=text(value, "sessionId"),
            time_ns=time_ns(value, "lastUpdated"),
            title=text(value, "summary"),
        )
        messages = items(value, "messages")
        tasks = _tasks(messages)
        for message in messages:
            moment_ns = time_ns(message)
            agent = next((name for name, begin, end in tasks if begin <= moment_ns <= end), "")
            self._read_message(message, agent)
            if not agent:
                self._read_prompt(message)

    def sightings(self) -> Iterator[Sighting]:
        """All that the lines so far tell of."""
        yield from self.calls.values()
        yield from self.tool_calls.values()
        yield from self.turns.values()
        if self.fact.session:
            yield self.fact

    def _read_message(self, message: Json, agent: str = "") -> None:
        for tool_call in items(message, "toolCalls"):
            self._read_tool_call(tool_call)
        tokens = mapping(message, "tokens")
        if not tokens:
            return
        kind: CallKind = "subagent" if self.fact.parent or agent else "main"
        call = Call(
            session=self.fact.session,
            turn=self.turn,
            agent_id=self._agent_id,
            agent=agent,
            kind=kind,
            end_ns=time_ns(message),
            model=text(message, "model"),
            tokens=_tokens(tokens),
            place=self.fact.place,
        )
        self.calls.setdefault(text(message, "id"), call)

    def _read_tool_call(self, tool_call: Json) -> None:
        status = text(tool_call, "status")
        use = ToolCall(
            key=text(tool_call, "id"),
            session=self.fact.session,
            turn=self.turn,
            agent_id=self._agent_id,
            name=text(tool_call, "name"),
            end_ns=time_ns(tool_call),
            success=status == "success" if status else None,
            place=self.fact.place,
        )
        self.tool_calls[use.key] = replace(use, turn=self.tool_calls.get(use.key, use).turn)

    def _read_prompt(self, message: Json) -> None:
        """A subagent's prompts are its parent's."""
        key = text(message, "id")
        if self.fact.parent or key in self.turns or not _is_prompt(message):
            return
        self.turn = key
        self.turns[key] = Turn(key=key, session=self.fact.session, start_ns=time_ns(message), place=self.fact.place)

    @property
    def _agent_id(self) -> str:
        return self.fact.session if self.fact.parent else ""


def _is_prompt(message: Json) -> bool:
    """Results of tools are written as a user's messages, and so is what the model is told at the beginning."""
    if message.get("type") != "user":
        return False
    begin = text(message, "content") or next((text(part, "text") for part in items(message, "content")), "")
    return bool(begin) and not begin.startswith("<session_context>")


def _tasks(messages: list[Json]) -> list[tuple[str, int, int]]:
    """(agent, begin, end) of each subagent: a user's message while a tool runs is its task."""
    prompts = [time_ns(message) for message in messages if message.get("type") == "user"]
    found: list[tuple[str, int, int]] = []
    for tool_call in (tool_call for message in messages for tool_call in items(message, "toolCalls")):
        started, ended_ns = _STARTED_MS.search(text(tool_call, "id")), time_ns(tool_call)
        if started is not None:
            begins = [begin for begin in prompts if int(started[1]) * _MS_NS <= begin <= ended_ns]
            found.extend((text(tool_call, "name"), begin, ended_ns) for begin in begins[:1])
    return found


def _tokens(told: Json) -> Tokens:
    """The disjoint form: input contains what was cached, but neither results of built-in tools nor thoughts."""
    cached, thoughts = count(told, "cached"), count(told, "thoughts")
    return Tokens(
        input=max(0, count(told, "input") - cached) + count(told, "tool"),
        cache_read=cached,
        output=count(told, "output") + thoughts,
        reasoning=thoughts,
    )
