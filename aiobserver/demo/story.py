"""The story of the sample, independent of any tool: a plugin turns it into the telemetry of its own tool."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from aiobserver.demo.texts import COMMIT, PULL_REQUEST

_MS_NS = 10**6

Action = Literal["read", "search", "shell", "edit", "write"]


class Dice(Random):
    """Reproducible chance; the same seed gives the same story."""

    def uuid(self) -> str:
        return str(uuid.UUID(bytes=self.randbytes(16), version=4))

    def trace_id(self) -> bytes:
        return self.randbytes(16)

    def span_id(self) -> bytes:
        return self.randbytes(8)

    def happens(self, chance: float) -> bool:
        return self.random() < chance

    def nanoseconds(self, usual_s: float, spread: float = 0.5) -> int:
        """A duration around the usual one, sometimes much longer, never zero."""
        return int(usual_s * 1e9 * self.lognormvariate(0, spread)) + _MS_NS


@dataclass(frozen=True, slots=True)
class Cast:
    """The cast: the tool's name (chance depends on it), its models by weight, the errors of their provider."""

    name: str
    models: Mapping[str, float]
    error_statuses: Sequence[int] = (429, 500)
    small_model: str = ""
    """Makes the titles of sessions; empty: nobody does."""
    sessions_a_week: int = 20


@dataclass(frozen=True, slots=True)
class ModelCall:
    """A call of the model. The token counts do not overlap, but `reasoning` is part of `output`."""

    start_ns: int
    end_ns: int
    model: str
    input: int
    cache_read: int
    cache_write: int
    output: int
    reasoning: int
    attempts: int = 1
    status: int = 200
    """Other than 200: it was given up after so many attempts, and has no tokens."""
    auxiliary: bool = False

    @property
    def failed(self) -> bool:
        return self.status != 200  # noqa: PLR2004 - OK

    @property
    def duration_ms(self) -> int:
        return (self.end_ns - self.start_ns) // _MS_NS

    @property
    def all_input(self) -> int:
        return self.input + self.cache_read + self.cache_write


@dataclass(frozen=True, slots=True)
class ToolUse:
    """A use of a tool, that a person may have been asked about from `asked_ns` to `start_ns`."""

    asked_ns: int
    start_ns: int
    end_ns: int
    action: Action
    target: str
    """A command, a file or what is looked for."""
    language: str
    by_person: bool
    accepted: bool
    success: bool
    added: int = 0
    removed: int = 0

    @property
    def duration_ms(self) -> int:
        return (self.end_ns - self.start_ns) // _MS_NS

    @property
    def commits(self) -> bool:
        return self.target == COMMIT and self.success

    @property
    def opens_pull_request(self) -> bool:
        return self.target == PULL_REQUEST and self.success


Step = ModelCall | ToolUse


@dataclass(frozen=True, slots=True)
class DemoTurn:
    """A prompt and all that it makes happen, in order of time."""

    start_ns: int
    end_ns: int
    prompt: str
    steps: tuple[Step, ...]

    @property
    def calls(self) -> list[ModelCall]:
        return [step for step in self.steps if isinstance(step, ModelCall)]

    @property
    def tool_uses(self) -> list[ToolUse]:
        return [step for step in self.steps if isinstance(step, ToolUse)]


@dataclass(frozen=True, slots=True)
class DemoSession:
    """A session of one person with a tool."""

    session_id: str
    start_ns: int
    model: str
    asks: bool
    """The person wants to be asked before a file changes or a command runs."""
    turns: tuple[DemoTurn, ...]

    @property
    def end_ns(self) -> int:
        return self.turns[-1].end_ns

    def dice(self) -> Dice:
        """Random numbers for ids and the like."""
        return Dice(self.session_id)
