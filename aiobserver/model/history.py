"""Transcripts: files in which tools keep on disk what was asked and answered, and what their lines tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from aiobserver.model.ledger import Call, SessionFact, ToolCall, Turn

MessageKind = Literal[
    "prompt", "answer", "thinking", "tool_use", "tool_result", "error", "compaction", "limit", "permission", "note"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptFolder:
    """A folder in which a tool keeps transcripts, and what they are called there."""

    root: str
    """Absolute path. It need not exist."""
    patterns: tuple[str, ...]
    """Paths below the root with `*` and `?` for any letters but `/`, and `**` for any number of folders."""
    companions: tuple[str, ...] = ()
    """Small files that tell more about a transcript: paths from its folder, `{stem}` is its name without suffix."""
    is_whole: bool = False
    """True: a file is written anew each time, so it is read as a whole; else it only grows, line by line."""
    kept_days: int | None = None
    """Days after which the tool deletes a transcript, unless the user says otherwise; None: it deletes none."""
    kept_days_key: str = ""
    """Place where the user does: path of keys with `.` in the root's `settings.json`; a number, or a text as `30d`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A file that is being read."""

    root: str
    path: str
    """Below the root, with `/` between folders."""
    companions: Mapping[str, bytes] = field(default_factory=dict)
    """Path as declared, with the stem filled in → content, of those that exist."""
    wants_text: bool = False
    """True: messages are asked for as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Something that was said, done or noticed in a session, for its replay."""

    kind: MessageKind
    session: str
    time_ns: int
    key: str = ""
    """The same for a copy of it in another file; empty: it has no name."""
    turn: str = ""
    """The turn as calls and tool calls name it."""
    agent_id: str = ""
    text: str = ""
    """The words that were said; input of a tool as JSON; its output; a limit as JSON."""
    tool: str = ""
    """Name of the tool that is used."""
    tool_call: str = ""
    """Key of the tool call that this is the input or the result of."""
    call: str = ""
    """Key of the model call that said this."""
    is_error: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """Contents of lines of a transcript."""

    sightings: Sequence[Call | ToolCall | Turn | SessionFact] = ()
    """Everything that is new or has changed since the lines before; the position is not used."""
    messages: Sequence[Message] = ()
    """In the order of the lines; none unless they are asked for."""
    not_understood: Sequence[int] = ()
    """Positions of lines of which something was expected and could not be read."""
    state: object = None
    """Anything that reading on needs to know; it is kept in memory only."""
