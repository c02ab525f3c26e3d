"""The part of the contract of the store that is about the ledger; its promises are those of `contract`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from aiobserver.ledger.price_file import OwnPrices
from aiobserver.ledger.projects import Project
from aiobserver.model.columns import Row, Signal
from aiobserver.store.ledger import (
    CallFilter,
    Detail,
    FillState,
    KnownProject,
    LedgerAnswer,
    LedgerQuestion,
    LedgerTurn,
    Repriced,
    RepriceRange,
    ToolCallFilter,
    TurnFilter,
)
from aiobserver.store.writing import Sighted


class LedgerReads(Protocol):
    """Calls of models and uses of tools, each once, whatever told of it; never behind the records that are stored."""

    async def figures(self, question: LedgerQuestion) -> LedgerAnswer:
        """Sums over calls, by keys."""

    async def page(self, wanted: CallFilter, limit: int, offset: int) -> tuple[list[Row], int]:
        """(calls as rows of `CALL_COLUMNS`, the last one first; number of calls that pass the filter)."""

    async def gaps(self, wanted: CallFilter, limit: int) -> list[Row]:
        """Differences of metrics and calls in no sum, as rows of `GAP_COLUMNS`, by tool and session of the filter."""

    async def get(self, call: int) -> Detail | None:
        """The call with all that tells of it, by its id or that of a sighting of it; None: no such call."""

    async def tool_calls(self, wanted: ToolCallFilter, limit: int, offset: int) -> tuple[list[Row], int]:
        """(tool calls as rows of `TOOL_CALL_COLUMNS`, the last one first; number of those that pass the filter)."""

    async def get_tool_call(self, tool_call: int) -> Detail | None:
        """The tool call with all that tells of it, by its id or that of a sighting of it; None: no such tool call."""

    async def turns(self, wanted: TurnFilter, limit: int, offset: int) -> tuple[list[LedgerTurn], int]:
        """(prompts with what they cost, the last one first; number of those that pass the filter)."""


class Projects(Protocol):
    """Repositories of the directories in which calls ran."""

    async def all(self) -> list[KnownProject]:
        """All that are known, by root."""

    async def unplaced(self) -> list[str]:
        """Directories in which calls ran and of which no repository is known."""

    async def place(self, projects: Mapping[str, Project]) -> None:
        """Remember the repositories of directories."""


class LedgerFilling(Protocol):
    """Reading of records into the ledger that were stored before there was one."""

    async def state(self) -> list[FillState]:
        """Records that are still to be read, by signal; of metrics it is series."""

    async def records(self, signal: Signal, first: int, end: int) -> list[tuple[int, Row]]:
        """(number, row) of the logs or spans number `first` to `end` - 1."""

    async def add(self, signal: Signal, sighted: Sequence[tuple[Sighted, int]], end: int) -> None:
        """Add sightings, each with the number of its record, and note that all before `end` is read."""

    async def meter(self, first: int, end: int) -> None:
        """Compare metrics and calls of the sessions of some series, and note that all before `end` is read."""


class Pricing(Protocol):
    """Cost of calls by prices, as far as no source reports it."""

    async def use(self, own: OwnPrices) -> None:
        """Price all calls that come from now on by these prices, else by list prices."""

    async def count(self, span: RepriceRange) -> int:
        """Number of stored calls that have or lack a price."""

    async def reprice(self, span: RepriceRange, calls: int) -> Repriced:
        """Price the first stored calls of a range anew, at most so many."""

    async def finish(self) -> None:
        """Tidy up after the last step."""
