"""A transcript of Gemini CLI as far as it was read."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field

from aiobserver import Place, SessionFact, ToolCall


@dataclass(slots=True, kw_only=True)
class State:
    """All that reading on needs to know; it grows by some bytes a message."""

    session: str
    """Name of the session; as the file's name says until the file's head is read."""
    parent: str
    """The session of the subagent whose transcript this is; empty for a session's own."""
    has_head: bool = False
    turn: str = ""
    title: str = ""
    prompt: str = ""
    """The first one."""
    open_uses: dict[str, ToolCall] = field(default_factory=dict)
    """Uses of tools that have not ended."""
    seen: set[int] = field(default_factory=set)
    """Hashes of the names so far: a message stands there again after its tools, and in a past that is rewritten."""
    clock_ns: int = 0
    """The latest time so far."""
    fact_ns: int = 0
    """Time of what was told last of the session as a whole."""
    has_news: bool = False

    def copied(self) -> State:
        """A state that can be changed, while this one stays."""
        own = copy(self)
        own.seen, own.open_uses = set(self.seen), dict(self.open_uses)
        return own

    @property
    def agent_id(self) -> str:
        return self.session if self.parent else ""

    def is_new(self, *name: object) -> bool:
        """True the first time that this is asked of a name."""
        mark = hash(name)
        if mark in self.seen:
            return False
        self.seen.add(mark)
        return True

    def begin(self, session: str) -> None:
        """Takes the session's id from the head, of which there is one more after a resume."""
        if session and not self.has_head:
            self.session, self.has_head, self.has_news = session, True, True

    def entitle(self, title: str) -> None:
        """Takes a title; what a subagent has is its result."""
        if title and not self.parent and self.is_new("title", title):
            self.title, self.has_news = title, True

    def fact(self, place: Place) -> SessionFact:
        """The facts about the session, with a later time than all that was told before."""
        self.has_news, self.fact_ns = False, max(self.clock_ns, self.fact_ns + 1)
        return SessionFact(
            session=self.session,
            time_ns=self.fact_ns,
            title=self.title,
            prompt=self.prompt,
            parent=self.parent,
            place=place,
        )
