"""A transcript of Claude Code as far as it was read."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from aiobserver import Call, Json, Place, SessionFact, Tokens, ToolCall
from aiobserver_claude.transcripts.lines import searches_of, tier_of, tokens_of

NOWHERE = Place()
CallKind = Literal["main", "subagent", "auxiliary"]

BY_SUMMARY, BY_MODEL, BY_PERSON = range(3)
"""Giver of a title."""

_RECENT = 32
"""Number of calls that a later line may still tell of."""
_MOST_SUMMARIES = 1000


@dataclass(slots=True, kw_only=True)
class Answer:
    """A call of the model as far as its lines, one per block, tell of it."""

    key: str
    session: str
    turn: str
    agent_id: str
    agent: str
    kind: CallKind
    is_copy: bool
    model: str = ""
    requested_model: str = ""
    effort: str = ""
    place: Place = NOWHERE
    end_ns: int = 0
    output: int = -1
    """Tokens of output as known so far: they never shrink."""
    usage: Json | None = None
    """The figures of the line with that output, until they are read."""
    tokens: Tokens | None = None
    tier: str = ""
    web_searches: int = 0
    is_finished: bool = False
    is_cut_off: bool = False

    def call(self) -> Call:
        """The call in the ledger's form."""
        if self.usage is not None:
            self.tokens, self.tier = tokens_of(self.usage), tier_of(self.usage)
            self.web_searches, self.usage = searches_of(self.usage), None
        return Call(
            key=self.key,
            session=self.session,
            turn=self.turn,
            agent_id=self.agent_id,
            agent=self.agent,
            kind=self.kind,
            end_ns=self.end_ns,
            model=self.model,
            requested_model=self.requested_model,
            tier=self.tier,
            effort=self.effort,
            tokens=self.tokens,
            web_searches=self.web_searches,
            is_finished=self.is_finished,
            is_copy=self.is_copy,
            outcome="cut_off" if self.is_cut_off else "ok",
            place=self.place,
        )

    def failed_call(self, status: int | None, error_type: str) -> Call:
        """A try that failed, in the ledger's form."""
        return Call(
            key=self.key,
            session=self.session,
            turn=self.turn,
            agent_id=self.agent_id,
            agent=self.agent,
            kind=self.kind,
            end_ns=self.end_ns,
            is_copy=self.is_copy,
            outcome="error",
            status_code=status,
            error_type=error_type,
            place=self.place,
        )


class Use(NamedTuple):
    """A use of a tool without its result."""

    session: str
    turn: str
    agent_id: str
    name: str
    begun_ns: int
    place: Place

    def open_call(self, key: str) -> ToolCall:
        """The use in the ledger's form."""
        return ToolCall(
            key=key,
            session=self.session,
            turn=self.turn,
            agent_id=self.agent_id,
            name=self.name,
            end_ns=self.begun_ns,
            place=self.place,
        )


@dataclass(slots=True)
class Facts:
    """Facts about the session. They are told again with each prompt, so that they do not seem to be old."""

    session: str = ""
    title: str = ""
    title_by: int = BY_SUMMARY
    prompt: str = ""
    version: str = ""
    parent: str = ""
    place: Place = NOWHERE
    time_ns: int = 0
    has_news: bool = False
    is_untold: bool = False

    def learn(self, asked_by: str, session: str, version: str, place: Place | None) -> None:
        """Takes what a line says of the session; one without a place is a copy of one of the session that asked."""
        self.session = self.session or session
        if version and version != self.version:
            self.version, self.has_news = version, True
        if place is None:
            if asked_by not in {self.session, self.parent}:
                self.parent, self.has_news = asked_by, True
        elif place.directory and not self.place.directory:
            self.place, self.has_news = place, True

    def entitle(self, title: str, by: int) -> None:
        """Takes the last title of who counts most."""
        if title and by >= self.title_by:
            self.has_news = self.has_news or title != self.title
            self.title, self.title_by = title, by

    def date(self, clock_ns: int) -> None:
        """Gives news a later time than all that was told before."""
        self.time_ns = max(clock_ns, self.time_ns + 1)
        self.has_news, self.is_untold = False, True

    def fact(self) -> SessionFact:
        """The facts in the ledger's form."""
        return SessionFact(
            session=self.session,
            time_ns=self.time_ns,
            title=self.title,
            prompt=self.prompt,
            version=self.version,
            parent=self.parent,
            place=self.place,
        )


@dataclass(slots=True)
class State:
    """All that reading on needs to know; it grows by some bytes a line."""

    seen: set[int] = field(default_factory=set)
    """Hashes of the ids and lengths of the lines so far: one that stands there twice tells nothing new."""
    answers: dict[str, Answer | None] = field(default_factory=dict)
    """The last answers by id of the message; None is a failed try, by that of the request."""
    open_uses: dict[str, Use] = field(default_factory=dict)
    """Uses of tools by id, of which the result is still to come."""
    summaries: dict[str, str] = field(default_factory=dict)
    """Titles by id of a line that is still to come."""
    facts: Facts = field(default_factory=Facts)
    turn: str = ""
    last_line: str = ""
    """Id of the last line of the conversation."""
    has_task: bool = False
    """True: what the model did was asked for."""
    began_ns: int | None = None
    """Time at which a process began the file, 0 if that is not known; older lines were copied into it."""
    clock_ns: int = 0
    """The latest time so far."""

    def copied(self) -> State:
        """A state that can be changed, while this one stays."""
        own = copy(self)
        own.seen, own.open_uses, own.summaries = set(self.seen), dict(self.open_uses), dict(self.summaries)
        own.answers, own.facts = {name: copy(answer) for name, answer in self.answers.items()}, copy(self.facts)
        return own

    def forget(self) -> None:
        """Leaves the last answers alone."""
        self.answers = dict(list(self.answers.items())[-_RECENT:])

    def summarise(self, line: str, title: str) -> None:
        """Takes a title that older versions give the conversation that ends with a line, if that is in this file."""
        if line == self.last_line:
            self.facts.entitle(title, BY_SUMMARY)
        elif len(self.summaries) < _MOST_SUMMARIES:
            self.summaries[line] = title
