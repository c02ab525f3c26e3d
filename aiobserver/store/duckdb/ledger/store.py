"""The ledger as the contract of the store has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiobserver.ledger.projects import Project
from aiobserver.model.columns import Row, Signal
from aiobserver.store.duckdb.file.reader import Reader
from aiobserver.store.duckdb.ledger import details, fill, projects
from aiobserver.store.duckdb.ledger import reads as ledger
from aiobserver.store.duckdb.write.writer import Writer
from aiobserver.store.ledger import (
    CallFilter,
    Detail,
    FillState,
    KnownProject,
    LedgerAnswer,
    LedgerQuestion,
    LedgerTurn,
    ToolCallFilter,
    TurnFilter,
)
from aiobserver.store.writing import Sighted


class LedgerPart:
    """Calls of models, uses of tools, prompts."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def figures(self, question: LedgerQuestion) -> LedgerAnswer:
        return await self._reader.run(ledger.read_ledger, question)

    async def page(self, wanted: CallFilter, limit: int, offset: int) -> tuple[list[Row], int]:
        return await self._reader.run(ledger.list_calls, wanted, limit, offset)

    async def gaps(self, wanted: CallFilter, limit: int) -> list[Row]:
        return await self._reader.run(ledger.list_gaps, wanted, limit)

    async def get(self, call: int) -> Detail | None:
        return await self._reader.run(details.get_call, call)

    async def tool_calls(self, wanted: ToolCallFilter, limit: int, offset: int) -> tuple[list[Row], int]:
        return await self._reader.run(ledger.list_tool_calls, wanted, limit, offset)

    async def get_tool_call(self, tool_call: int) -> Detail | None:
        return await self._reader.run(details.get_tool_call, tool_call)

    async def turns(self, wanted: TurnFilter, limit: int, offset: int) -> tuple[list[LedgerTurn], int]:
        return await self._reader.run(ledger.list_turns, wanted, limit, offset)


class ProjectsPart:
    """Repositories of directories."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader = reader
        self._writer = writer

    async def all(self) -> list[KnownProject]:
        return await self._reader.run(projects.read_projects)

    async def unplaced(self) -> list[str]:
        return await self._reader.run(projects.read_unplaced)

    async def place(self, found: Mapping[str, Project]) -> None:
        await self._writer.execute(projects.place, found)


class FillingPart:
    """Reading of older records into the ledger."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader = reader
        self._writer = writer

    async def state(self) -> list[FillState]:
        return await self._reader.run(fill.read_state)

    async def records(self, signal: Signal, first: int, end: int) -> list[tuple[int, Row]]:
        return await self._reader.run(fill.read_records, signal, first, end)

    async def add(self, signal: Signal, sighted: Sequence[tuple[Sighted, int]], end: int) -> None:
        await self._writer.add_sightings(signal, sighted, end)

    async def meter(self, first: int, end: int) -> None:
        await self._writer.meter_sessions(first, end)
