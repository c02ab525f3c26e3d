"""A transcript of Codex as far as it was read."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from typing import Literal

from aiobserver import Call, Place, SessionFact, ToolCall
from aiobserver_codex.transcripts.lines import Counts

NOWHERE = Place()

_RECENT = 32
"""Number of calls that a compaction may still tell of."""
_MOST_OPEN = 4_096


@dataclass(slots=True, kw_only=True)
class Use:
    """A use of a tool of which not all is known."""

    told: ToolCall
    has_result: bool = False


@dataclass(slots=True, kw_only=True)
class State:
    """All that reading on needs to know; it grows by some bytes a line."""

    session: str
    """The thread; until its head is read, as the file's name says."""
    has_head: bool = False
    kind: Literal["main", "subagent"] = "main"
    agent: str = ""
    own_from: int = 0
    """Ordinal of the first line that is not of the thread it was forked from."""
    model: str = ""
    effort: str = ""
    turn: str = ""
    place: Place = NOWHERE
    total: Counts | None = None
    """Tokens of the thread so far, as last told; None at the beginning of a process."""
    has_records: bool = False
    """True: calls have records of their own, so that sums tell of none."""
    calls: dict[str, Call] = field(default_factory=dict)
    """The last calls, by key or number."""
    called: int = 0
    """Number of calls without a key."""
    uses: dict[str, Use] = field(default_factory=dict)
    prompts: dict[str, str] = field(default_factory=dict)
    """Turn → name of the prompt that began it."""
    seen: set[int] = field(default_factory=set)
    """Hashes of the lines so far, and of names in them: what stands there twice tells nothing new."""
    clock_ns: int = 0
    """The latest time so far."""
    prompt: str = ""
    """The first one."""
    version: str = ""
    parent: str = ""
    begun_in: Place = NOWHERE
    limits: str = ""
    """The limits that were told last."""

    def copied(self) -> State:
        """A state that can be changed, while this one stays."""
        own = copy(self)
        own.seen, own.calls, own.prompts = set(self.seen), dict(self.calls), dict(self.prompts)
        own.uses = {key: copy(use) for key, use in self.uses.items()}
        return own

    @property
    def agent_id(self) -> str:
        return self.session if self.kind == "subagent" else ""

    def is_new(self, *name: object) -> bool:
        """True the first time that this is asked of a name."""
        mark = hash(name)
        if mark in self.seen:
            return False
        self.seen.add(mark)
        return True

    def fact(self) -> SessionFact:
        """The facts about the session in the ledger's form."""
        return SessionFact(
            session=self.session,
            time_ns=self.clock_ns,
            prompt=self.prompt,
            version=self.version,
            parent=self.parent,
            place=self.begun_in,
        )

    def forget(self) -> None:
        """Leaves alone what later lines hardly tell of."""
        self.calls = dict(list(self.calls.items())[-_RECENT:])
        self.uses = dict(list(self.uses.items())[-_MOST_OPEN:])
