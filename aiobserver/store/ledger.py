"""Questions to the ledger and their answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from aiobserver.ledger.projects import Project
from aiobserver.model.columns import Row, Signal
from aiobserver.model.ledger import AnySighting
from aiobserver.model.times import END_OF_TIME_NS

Key = Literal[
    "tool",
    "model",
    "project",
    "directory",
    "branch",
    "session",
    "kind",
    "agent",
    "time",
    "hour",
    "day",
    "week",
    "month",
]
TIME_KEYS: tuple[Key, ...] = ("time", "hour", "day", "week", "month")
KEYS: tuple[Key, ...] = ("tool", "model", "project", "directory", "branch", "session", "kind", "agent", *TIME_KEYS)

Order = Literal["keys", "cost", "tokens", "calls", "errors", "duration"]
ORDERS: tuple[Order, ...] = ("keys", "cost", "tokens", "calls", "errors", "duration")

_ROUNDING_USD = 0.001
_ROUNDING = 0.01


@dataclass(frozen=True, slots=True)
class KnownProject:
    """A repository, and the directories in it in which calls ran."""

    project: Project
    directories: list[str]


@dataclass(frozen=True, slots=True)
class FillState:
    """Records of a signal that were stored before there was a ledger: those below `next` are read."""

    signal: Signal
    next: int
    end: int


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Calls that ended in a range; a text: only those with this value, None: any."""

    from_ns: int = 0
    to_ns: int = END_OF_TIME_NS
    tool: str | None = None
    model: str | None = None
    project: str | None = None
    """Root of a repository, or a directory of which none is known."""
    directory: str | None = None
    branch: str | None = None
    session: str | None = None
    kind: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class ToolCallFilter:
    """Uses of tools that ended in a range, likewise."""

    from_ns: int = 0
    to_ns: int = END_OF_TIME_NS
    tool: str | None = None
    session: str | None = None
    name: str | None = None
    success: bool | None = None


@dataclass(frozen=True, slots=True)
class TurnFilter:
    """Prompts that were made in a range, likewise."""

    from_ns: int = 0
    to_ns: int = END_OF_TIME_NS
    tool: str | None = None
    project: str | None = None
    directory: str | None = None
    branch: str | None = None
    session: str | None = None
    reported: bool | None = None
    """True: only those of which the tool says what they cost; False: only others."""


@dataclass(frozen=True, slots=True)
class LedgerQuestion:
    """Figures of calls, by keys."""

    calls: CallFilter
    keys: tuple[Key, ...] = ()
    offsets: tuple[tuple[int, int], ...] = ((0, 0),)
    """(from when on, in s since 1970; what is added to UTC, in s), in order of time: local time for hours and days."""
    order: Order = "cost"
    limit: int = 1000
    width_s: int = 3600
    """Width of a bucket of the key `time`; the first one begins in 1970."""
    percentiles: tuple[int, ...] = ()
    """Percentiles of the durations, 0 to 100."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums over calls. Only answered ones count, but in `errors`, where the others do, and in `cut_off`."""

    calls: int = 0
    errors: int = 0
    cut_off: int = 0
    input: int = 0
    cache_read: int = 0
    cache_write: int = 0
    cache_write_1h: int = 0
    output: int = 0
    reasoning: int = 0
    cost: float | None = None
    """USD of what is priced; None if nothing is."""
    unpriced: int = 0
    """Answered calls without a price."""
    duration_ns: int = 0
    """Sum over all calls, whatever their outcome."""
    retries: int = 0
    """Tries before the answer of answered calls, where a source tells their number."""
    timed: int = 0
    """Answered calls whose duration is known."""
    timed_duration_ns: int = 0
    """Duration of these."""
    percentiles: tuple[float | None, ...] = ()
    """Percentiles that were asked for of their durations, in ns; None: there are none of them."""

    @property
    def tokens(self) -> int:
        """All tokens, each once."""
        return self.input + self.cache_read + self.cache_write + self.output


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """Figures of the calls that share the values of the keys."""

    values: tuple[str, ...]
    """Values of the keys, in their order. `time` is the start of the bucket in s since 1970, others
    are local: hour `2026-11-27T14:00`, day and (first day of the) week
    `2026-11-27`, month `2026-11`."""
    figures: Figures


@dataclass(frozen=True, slots=True)
class LedgerAnswer:
    """Rows in the asked order, at most as many as asked for, and the sum of all."""

    rows: list[LedgerRow]
    total: Figures
    count: int
    """Number of rows there are."""


@dataclass(frozen=True, slots=True)
class LedgerTurn:
    """A prompt with the figures of the calls that answer it."""

    row: Row
    """Values of `TURN_COLUMNS`."""
    figures: Figures
    """`duration_ns` is the time from the prompt to the end of the last call or tool call."""
    tool_calls: int

    @property
    def reported_cost(self) -> float | None:
        """USD that the tool itself says it cost, in no figure."""
        cost: float | None = self.row[-1]
        return cost

    @property
    def is_cost_doubtful(self) -> bool | None:
        """True if what the tool says differs from the sum of the calls by more than rounding; None: not comparable."""
        told, added = self.reported_cost, self.figures.cost
        if told is None or added is None or self.figures.unpriced:
            return None
        return abs(told - added) > max(_ROUNDING_USD, _ROUNDING * max(told, added))


@dataclass(frozen=True, slots=True)
class SightingRecord:
    """A sighting with the record that told of it."""

    sighting: AnySighting
    signal: Signal | None
    """None: it came from a transcript."""
    record: Row | None
    """The log record or span, if it is stored."""


@dataclass(frozen=True, slots=True)
class Detail:
    """A call or tool call as a row of its columns, and all that tells of it."""

    row: Row
    records: list[SightingRecord] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RepriceRange:
    """Calls to price anew, in order of end and id."""

    from_ns: int = 0
    to_ns: int = END_OF_TIME_NS
    after: int | None = None
    """Id of the last call that is done of those that end at `from_ns`; None: none is."""


@dataclass(frozen=True, slots=True)
class Repriced:
    """Calls that were priced anew."""

    calls: int
    changed: int
    before: float
    """USD."""
    after: float
    """USD."""
    unpriced: Mapping[str, int]
    """Model without a price → number of its calls with tokens."""
    left: RepriceRange | None = None
    """None: all are done."""


GAP_COLUMNS = (
    *("Tool", "SessionId", "Model", "StartTime", "EndTime"),
    *("Input", "CacheRead", "CacheWrite", "Output", "Reasoning", "Cost"),
)
"""The columns of `ledger_gaps`, in the order of rows."""

CALL_COLUMNS = (
    *("Id", "Tool", "SessionId", "Turn", "AgentId", "Agent", "Kind"),
    *("StartTime", "EndTime", "Duration", "FirstToken", "Attempts"),
    *("Model", "RequestedModel", "Provider", "Tier", "Effort"),
    *("Input", "CacheRead", "CacheWrite", "CacheWrite1h", "Output", "Reasoning"),
    *("WebSearches", "Cost", "CostSource", "Outcome", "StatusCode", "ErrorType"),
    *("Directory", "Branch", "CommitId", "Sources", "Disagreements"),
)
"""The columns of `ledger_calls`, in the order of rows."""

TOOL_CALL_COLUMNS = (
    *("Id", "Tool", "SessionId", "Turn", "AgentId", "Name", "StartTime", "EndTime", "Duration"),
    *("Success", "Decision", "DecidedBy", "Directory", "Branch", "CommitId", "Sources"),
)
TURN_COLUMNS = (
    *("Id", "Tool", "SessionId", "Turn", "StartTime", "IsCommand", "Directory", "Branch", "CommitId", "Sources"),
    "ReportedCost",
)
SESSION_FACT_COLUMNS = (
    *("Id", "Tool", "SessionId", "Time", "Title", "Version", "Parent", "Directory", "Branch", "CommitId", "Sources"),
    "Prompt",
)
LEDGER_SESSION_COLUMNS = (
    *("Tool", "SessionId", "Calls", "Turns", "Commands", "ToolCalls", "FirstSecond", "LastSecond"),
)
"""The columns of `ledger_tool_calls`, `ledger_turns`, `session_facts` and `ledger_sessions`."""
