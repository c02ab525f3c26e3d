"""Results of a check."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from aiobserver.config import Config

Level = Literal["ok", "note", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: the state, and for a problem the remedy."""

    level: Level
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """Findings about one thing."""

    title: str
    findings: tuple[Finding, ...]

    @property
    def has_problem(self) -> bool:
        return any(finding.level == "problem" for finding in self.findings)


Check: TypeAlias = Callable[[Config], Iterable[Section]]
"""A check gets the settings and examines one thing; it changes nothing."""
