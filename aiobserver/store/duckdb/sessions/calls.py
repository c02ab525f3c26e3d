"""The calls of a session as its ledger has them, added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import fsum
from typing import Any

from aiobserver.model.columns import Row
from aiobserver.store.ledger import Figures

_COUNTS = ("input", "cache_read", "cache_write", "cache_write_1h", "output", "reasoning")
_FAILED = ("error", "refused")
_MOST = 10**18


@dataclass(slots=True)
class SessionCalls:
    """Sums over the calls of one session: tokens, cost and models are those of answered calls and of metrics alone."""

    outcomes: Counter[str] = field(default_factory=Counter)
    tokens: Counter[str] = field(default_factory=Counter)
    costs: list[float] = field(default_factory=list)
    unpriced: int = 0
    models: set[str] = field(default_factory=set)
    agents: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    moments: list[int] = field(default_factory=list)
    """Starts and ends."""
    directory: tuple[int, str] = (0, "")
    branch: tuple[int, str] = (0, "")
    """The last one, and when that was."""

    def add(self, group: Row) -> None:
        """Take over a row of `sessions/ledger` without the session."""
        outcome, is_unpriced, model, agent, sources, calls, *numbers = group
        *counts, cost, first_ns, last_ns, directory, directory_ns, branch, branch_ns = numbers
        self.outcomes[outcome] += calls
        self.sources.update(sources.split(","))
        self.directory = max(self.directory, (directory_ns or 0, directory or ""))
        self.branch = max(self.branch, (branch_ns or 0, branch or ""))
        if outcome != "metered":
            self.moments += (first_ns, last_ns)
        if outcome in ("ok", "metered"):
            self.tokens.update(dict(zip(_COUNTS, counts, strict=True)))
            self.costs += [] if cost is None else [cost]
            self.unpriced += calls if is_unpriced else 0
            self.models.add(model)
            self.agents.add(agent)

    @property
    def counts(self) -> bool:
        """True if tokens and cost of the session are those of its calls."""
        return self.outcomes["ok"] + self.outcomes["metered"] > 0

    @property
    def errors(self) -> int:
        return sum(self.outcomes[outcome] for outcome in _FAILED)

    def figures(self) -> Figures:
        """The sums, as the ledger answers them."""
        tokens: dict[str, Any] = {name: min(self.tokens[name], _MOST) for name in _COUNTS}
        return Figures(
            calls=self.outcomes["ok"],
            errors=self.errors,
            cut_off=self.outcomes["cut_off"],
            cost=fsum(self.costs) if self.costs else None,
            unpriced=self.unpriced,
            **tokens,
        )


def calls_by_session(groups: Iterable[Row]) -> dict[str, SessionCalls]:
    """The sums of each session in the rows of `sessions/ledger`."""
    found: dict[str, SessionCalls] = {}
    for session_id, *group in groups:
        found.setdefault(session_id, SessionCalls()).add(tuple(group))
    return found
