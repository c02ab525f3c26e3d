"""Codex CLI: `sessions/YYYY/MM/DD/rollout-TIME-THREAD.jsonl`, one file per thread, a subagent's too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from aiobserver.model.ledger import Call, CallKind, Place, SessionFact, Sighting, Tokens, ToolCall, Turn
from tests.ledger.transcripts.lines import Json, count, items, mapping, objects, parsed, text, time_ns

_CALLS = frozenset(("function_call", "custom_tool_call"))
_EXIT_CODE = re.compile(r"(?:Exit code:|Process exited with code) (-?\d+)")
_SCRIPT = re.compile(r"Script (completed|failed)")
_COUNTS = (
    "input_tokens",
    "cached_input_tokens",
    "cache_write_input_tokens",
    "output_tokens",
    "reasoning_output_tokens",
)
_SECOND_NS = 10**9

Counts = tuple[int, ...]
"""Tokens in the order of `_COUNTS`."""


def sightings(home: Path) -> list[Sighting]:
    """Everything that the transcripts under a home folder tell of."""
    found = [sighting for path in files(home) for sighting in file_sightings(path.read_bytes())]
    index = home / ".codex" / "session_index.jsonl"
    return found + (index_sightings(index.read_bytes()) if index.exists() else [])


def files(home: Path) -> list[Path]:
    """The transcripts, also those of archived threads."""
    return sorted(
        path for name in ("sessions", "archived_sessions") for path in (home / ".codex" / name).rglob("rollout-*.jsonl")
    )


def index_sightings(content: bytes) -> list[Sighting]:
    """The titles in `session_index.jsonl`."""
    return [
        SessionFact(session=text(line, "id"), time_ns=time_ns(line, "updated_at"), title=text(line, "thread_name"))
        for line in objects(content)
    ]


def file_sightings(content: bytes) -> list[Sighting]:
    """The sightings in one transcript."""
    transcript = _Transcript()
    for line in objects(content):
        transcript.read(line)
    return list(transcript.sightings())


@dataclass
class _Transcript:
    """One file as far as it was read."""

    fact: SessionFact = field(default_factory=SessionFact)
    kind: CallKind = "main"
    agent: str = ""
    own_from: int = 0
    """Ordinal of the first line that is not of the thread it was forked from."""
    model: str = ""
    effort: str = ""
    turn: str = ""
    place: Place = field(default_factory=Place)
    total: Counts | None = None
    """Tokens of the thread so far, as last told; None at the beginning of a process."""
    has_records: bool = False
    calls: dict[str, Call] = field(default_factory=dict)
    tool_calls: dict[str, ToolCall] = field(default_factory=dict)
    turns: dict[str, Turn] = field(default_factory=dict)

    def read(self, line: Json) -> None:
        """Takes in the next line."""
        payload = mapping(line, "payload")
        if line.get("type") == "session_meta":
            self._read_meta(line, payload)
        elif count(line, "ordinal") >= self.own_from:
            self._read_own(line, payload)
            self.fact = replace(self.fact, time_ns=max(self.fact.time_ns, time_ns(line)))

    def sightings(self) -> Iterator[Sighting]:
        """All that the lines so far tell of."""
        yield from self.calls.values()
        yield from self.tool_calls.values()
        yield from self.turns.values()
        if self.fact.session:
            yield self.fact

    def _read_meta(self, line: Json, meta: Json) -> None:
        """A forked subagent has a second one, its parent's."""
        if self.fact.session:
            return
        git = mapping(meta, "git")
        self.place = Place(directory=text(meta, "cwd"), branch=text(git, "branch"), commit=text(git, "commit_hash"))
        self.fact = SessionFact(
            session=text(meta, "id"),
            time_ns=time_ns(line),
            version=text(meta, "cli_version"),
            parent=text(meta, "forked_from_id") or text(meta, "parent_thread_id"),
            place=self.place,
        )
        self.own_from = count(meta, "subagent_history_start_ordinal")
        if isinstance(meta.get("source"), dict):
            self.kind, self.agent = "subagent", _agent(meta)

    def _read_own(self, line: Json, payload: Json) -> None:
        match line.get("type"), payload.get("type"):
            case "turn_context", _:
                self._read_context(payload)
            case "token_usage_record", _:
                self._read_record(line, payload)
            case "compacted", _:
                self._mark_compaction(mapping(payload, "latest_token_usage_record"))
            case "response_item", kind if kind in _CALLS:
                self._read_use(line, payload)
            case "response_item", ("function_call_output" | "custom_tool_call_output"):
                self._read_result(line, payload)
            case "event_msg", "token_count":
                self._read_count(line, payload)
            case "event_msg", "item_completed":
                self._read_item(line, payload)
            case "event_msg", "user_message":
                self._read_prompt(line, "")
            case "event_msg", "task_complete" if payload.get("error"):
                self._read_error(line, payload)

    def _read_context(self, context: Json) -> None:
        self.model = text(context, "model")
        self.effort = text(context, "effort")
        self.turn = text(context, "turn_id")
        self.place = replace(self.place, directory=text(context, "cwd") or self.place.directory)

    def _read_record(self, line: Json, record: Json) -> None:
        self.has_records = True
        key = text(record, "response_id")
        call = replace(
            self._call(line), key=key, turn=text(record, "turn_id"), tokens=_tokens(_counts(mapping(record, "usage")))
        )
        self.calls.setdefault(key or f"{len(self.calls)}", call)

    def _read_count(self, line: Json, event: Json) -> None:
        """A call if the sum of all has changed: the same one is told of again at retries and compactions.

        Versions with records of calls tell of them here as well.
        """
        info = mapping(event, "info")
        if not info:
            self.total = None
            return
        total, last = _counts(mapping(info, "total_token_usage")), _counts(mapping(info, "last_token_usage"))
        used, self.total = _used(self.total, total, last), total
        if any(used) and not self.has_records:
            self.calls[f"{len(self.calls)}"] = replace(self._call(line), tokens=_tokens(used))

    def _mark_compaction(self, record: Json) -> None:
        """The call before it, of which newer versions keep a copy, made the summary."""
        key = text(record, "response_id") or next(reversed(self.calls), "")
        if key in self.calls and self.kind == "main":
            self.calls[key] = replace(self.calls[key], kind="auxiliary")

    def _read_error(self, line: Json, event: Json) -> None:
        """A turn that failed; retries before it are not written."""
        call = replace(self._call(line), turn=text(event, "turn_id"), outcome="error")
        self.calls[f"{len(self.calls)}"] = call

    def _read_use(self, line: Json, item: Json) -> None:
        use = ToolCall(
            key=text(item, "call_id"),
            session=self.fact.session,
            turn=self.turn,
            agent_id=self._agent_id,
            name=text(item, "name"),
            end_ns=time_ns(line),
            place=self.place,
        )
        self.tool_calls.setdefault(use.key, use)

    def _read_result(self, line: Json, item: Json) -> None:
        use = self.tool_calls.get(text(item, "call_id"))
        if use is None:
            return
        success, told_ns = _outcome(item)
        self.tool_calls[use.key] = replace(
            use,
            end_ns=max(use.end_ns, time_ns(line)),
            duration_ns=told_ns or max(0, time_ns(line) - use.end_ns),
            success=use.success if use.success is not None else success,
        )

    def _read_item(self, line: Json, event: Json) -> None:
        item = mapping(event, "item")
        use = self.tool_calls.get(text(item, "id"))
        if item.get("type") == "UserMessage":
            turn = text(event, "turn_id")
            self._read_prompt(line, turn if turn not in self.turns else text(item, "id"))
        elif use is not None and "status" in item:
            self.tool_calls[use.key] = replace(use, success=item.get("status") == "completed")

    def _read_prompt(self, line: Json, key: str) -> None:
        """A subagent's prompts are its parent's."""
        if self.kind == "main":
            turn = Turn(key=key, session=self.fact.session, start_ns=time_ns(line), place=self.place)
            self.turns[key or f"{len(self.turns)}"] = turn

    def _call(self, line: Json) -> Call:
        return Call(
            session=self.fact.session,
            turn=self.turn,
            agent_id=self._agent_id,
            agent=self.agent,
            kind=self.kind,
            end_ns=time_ns(line),
            model=self.model,
            effort=self.effort,
            place=self.place,
        )

    @property
    def _agent_id(self) -> str:
        return self.fact.session if self.kind == "subagent" else ""


def _agent(meta: Json) -> str:
    """The role of a subagent if it has one, else its name."""
    spawn = mapping(meta, "source", "subagent", "thread_spawn")
    named = (text(spawn, "agent_role"), text(spawn, "agent_nickname"), text(spawn, "agent_path"))
    return next(filter(None, named), "") or text(mapping(meta, "source"), "subagent")


def _counts(usage: Json) -> Counts:
    return tuple(count(usage, name) for name in _COUNTS)


def _used(before: Counts | None, total: Counts, last: Counts) -> Counts:
    """The tokens by which a sum of all calls so far is larger than the one told of before.

    A process begins at 0 again or, in a fork, at the sum of its parent: there the last call alone counts.
    """
    if before is None:
        return last
    used = tuple(new - old for new, old in zip(total, before, strict=True))
    return last if min(used) < 0 else used


def _tokens(counts: Counts) -> Tokens:
    """The disjoint form: input contains what was cached, output contains reasoning."""
    total_input, cached, written, output, reasoning = counts
    return Tokens(
        input=max(0, total_input - cached - written),
        cache_read=cached,
        cache_write_5m=written,
        output=output,
        reasoning=reasoning,
    )


def _outcome(item: Json) -> tuple[bool | None, int]:
    """(success, duration) as the text of a result tells them, the duration in tenths of a second or 0."""
    output = text(item, "output") or "".join(text(part, "text") for part in items(item, "output"))
    value = parsed(output.encode("utf-8", "surrogatepass")) if output.startswith("{") else None
    told = mapping(value, "metadata") if isinstance(value, dict) else {}
    if "exit_code" in told:
        seconds = told.get("duration_seconds")
        return told["exit_code"] == 0, int(seconds * _SECOND_NS) if isinstance(seconds, float) else 0
    if script := _SCRIPT.match(output):
        return script[1] == "completed", 0
    code = _EXIT_CODE.search(output)
    return (int(code[1]) == 0 if code else None), 0
