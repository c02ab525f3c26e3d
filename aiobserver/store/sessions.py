"""Questions about sessions, and their answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from aiobserver.model.declared import EventInfo
from aiobserver.model.times import END_OF_TIME_NS
from aiobserver.store.ledger import Figures


@dataclass(frozen=True, slots=True)
class SessionRules:
    """A tool's declarations about its sessions: events with a role, and the metrics that count tokens and cost."""

    events: tuple[EventInfo, ...] = ()
    tokens_metric: str | None = None
    cost_metric: str | None = None
    tool: str = ""
    others: tuple[SessionRules, ...] = ()
    """Rules of further tools that send under the same service name."""

    @property
    def all(self) -> tuple[SessionRules, ...]:
        """The rules of each tool of the service."""
        return (self, *self.others)


RulesOf = Callable[[str], SessionRules]
"""Service name → rules. Called in a thread of the store, once a service: it must be quick and have no side effects."""


@dataclass(slots=True)
class Session:
    """One session as a whole; times in ns since 1970, cost in USD (None: unknown)."""

    session_id: str
    service_name: str
    """Empty: no record tells of it, only the ledger."""
    start_ns: int
    last_ns: int
    prompts: int
    requests: int
    """Answered calls."""
    errors: int
    """Calls, and single tries of calls, that failed or were refused."""
    tool_calls: int
    tokens: dict[str, float] = field(default_factory=dict)
    cost: float | None = None
    models: list[str] = field(default_factory=list)
    figures: Figures | None = None
    """Sums of the session's calls; None: the ledger has none, then `tokens` are those of the tool's metric."""
    agents: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    """Kinds of sources that tell of its calls: event, span, transcript, metric."""
    title: str = ""
    prompt: str = ""
    """The first prompt, shortened."""
    version: str = ""
    """Version of the tool."""
    parent: str = ""
    """Session that this one was forked from, or whose agent it is."""
    directory: str = ""
    """Directory of its last call, as far as is known."""
    project: str = ""
    """Root of the directory's repository, or the directory."""
    branch: str = ""
    tool: str | None = None
    """Tool whose events with a role it has, or that the ledger knows it of."""


@dataclass(frozen=True, slots=True)
class SessionFilter:
    """Sessions that were active in the range (ns); None means all."""

    from_ns: int = 0
    to_ns: int = END_OF_TIME_NS
    service: str | None = None
    service_tools: tuple[str, ...] = ()
    """Tools whose sessions are of the service where no record tells of them."""
    tool: str | None = None
    """Id of a tool."""
    project: str | None = None
    """Root of a repository, or a directory of which none is known: sessions with a call there, or that began there."""
    session_id: str | None = None
