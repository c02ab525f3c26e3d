"""The ledger's types: what a source says of a model call, a tool call, a turn or a session.

A source (log events, spans, a transcript) gives *sightings*; those of one call are merged into one row. Times are
nanoseconds since 1970, durations nanoseconds. What a source does not say is None or empty, never 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

Source = Literal["event", "span", "transcript"]
CallKind = Literal["", "main", "subagent", "auxiliary"]
Outcome = Literal["ok", "error", "refused", "cut_off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Tokens of one call in disjoint form: their sum, without `reasoning`, is the total."""

    input: int = 0
    """Neither read from a cache nor written to one."""
    cache_read: int = 0
    cache_write_5m: int = 0
    """Cache writes that live five minutes, and those of which the time is not told."""
    cache_write_1h: int = 0
    output: int = 0
    """Includes `reasoning`."""
    reasoning: int = 0

    @property
    def cache_write(self) -> int:
        return self.cache_write_5m + self.cache_write_1h

    @property
    def total(self) -> int:
        return self.input + self.cache_read + self.cache_write + self.output


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Directory and version of the code in which something ran, as far as the source says."""

    directory: str = ""
    branch: str = ""
    commit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A sighting of one call of a model."""

    position: int = 0
    """Position of the record that tells of it; it gives the session, and the end unless `end_ns` is set."""
    key: str = ""
    """Id that every source of this call uses; empty if the source has none."""
    session: str = ""
    """Empty: that of the record."""
    turn: str = ""
    agent_id: str = ""
    agent: str = ""
    """Name or type of the agent."""
    kind: CallKind = ""
    end_ns: int = 0
    duration_ns: int | None = None
    """Time that the person waited, retries included."""
    first_token_ns: int | None = None
    attempts: int | None = None
    model: str = ""
    """The model that answered."""
    requested_model: str = ""
    provider: str = ""
    tier: str = ""
    """Speed or service tier, where it is not the usual one."""
    effort: str = ""
    tokens: Tokens | None = None
    web_searches: int = 0
    is_finished: bool = True
    """False: the record was written before the answer ended, so more output may have come."""
    is_copy: bool = False
    """The record is a copy in the transcript of another session, which began with the past of the call's own."""
    cost: float | None = None
    """USD, if the tool itself says so."""
    outcome: Outcome = "ok"
    status_code: int | None = None
    error_type: str = ""
    place: Place = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """A sighting of one use of a tool by the model."""

    position: int = 0
    key: str = ""
    session: str = ""
    turn: str = ""
    agent_id: str = ""
    name: str = ""
    end_ns: int = 0
    duration_ns: int | None = None
    success: bool | None = None
    decision: str = ""
    """accept or reject, if somebody was asked or a rule decided."""
    decided_by: str = ""
    place: Place = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A sighting of a person's prompt, which all calls until the next one answer."""

    position: int = 0
    key: str = ""
    """Id that every source of this prompt uses; empty if the source has none, or has one that others do not know."""
    turn: str = ""
    """The name by which this source's calls and tool calls refer to it; empty: the key."""
    session: str = ""
    start_ns: int = 0
    is_command: bool = False
    """A command that does not reach the model."""
    is_prompt: bool = True
    """False: the record says something of a prompt that another one tells of; alone it makes none."""
    cost: float | None = None
    """USD of the prompt as a whole, if the tool itself says so."""
    place: Place = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFact:
    """Facts about a session as a whole, from one source."""

    position: int = 0
    session: str = ""
    time_ns: int = 0
    title: str = ""
    prompt: str = ""
    """The first prompt; the core shortens it."""
    version: str = ""
    """Version of the tool."""
    parent: str = ""
    """Session that this one was forked from."""
    place: Place = Place()


Sighting = Call | ToolCall | Turn | SessionFact
T_co = TypeVar("T_co", bound=Sighting, covariant=True)


@dataclass(frozen=True, slots=True)
class StoredSighting(Generic[T_co]):
    """A sighting as it is stored."""

    id: int
    """64 bits; sightings with one id are of one thing."""
    place: int
    """64 bits, of tool, session, model or name: only within these a sighting without a key is matched."""
    tool: str
    source: Source
    said: T_co
    """Its session and time are filled in."""
    end_ns: int
    """Time by which it is matched: the end, or the moment if it has no length."""
    record: int | None = None
    """Number of the record, if that is stored."""

    @property
    def key(self) -> str:
        return "" if isinstance(self.said, SessionFact) else self.said.key


AnySighting = StoredSighting[Sighting]


class CallSighting(StoredSighting[Call]):
    """A sighting of a call as it is stored."""

    __slots__ = ()

    @property
    def call(self) -> Call:
        return self.said

    @property
    def key(self) -> str:
        return self.said.key


CostSource = Literal["reported", "priced", "unpriced"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A figure about which the sources of a call disagree."""

    field: str
    values: tuple[tuple[Source, float], ...]
    """Figure of each source; the first one counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerCall:
    """One call of a model, put together from all that tells of it."""

    id: int
    tool: str
    call: Call
    """Each field as the best source says it."""
    sources: tuple[Source, ...]
    start_ns: int
    disagreements: tuple[Disagreement, ...] = ()


T = TypeVar("T", ToolCall, Turn, SessionFact)


@dataclass(frozen=True, slots=True)
class LedgerEntry(Generic[T]):
    """One tool call, turn or session, put together from all that tells of it."""

    id: int
    tool: str
    said: T
    """Each field as the best source says it."""
    sources: tuple[Source, ...]
