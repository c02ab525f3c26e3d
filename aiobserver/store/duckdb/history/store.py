"""Transcripts as the contract of the store has them."""

from __future__ import annotations

from collections.abc import Collection

from aiobserver.model.history import Message
from aiobserver.store.duckdb.file.reader import Reader
from aiobserver.store.duckdb.history import reads
from aiobserver.store.duckdb.write.writer import Writer
from aiobserver.store.history import StoredFile


class HistoryPart:
    """Transcripts of which something is stored."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader = reader
        self._writer = writer

    async def files(self, tool: str | None = None) -> list[StoredFile]:
        return await self._reader.run(reads.read_files, tool)

    async def files_of(self, session: str) -> list[StoredFile]:
        return await self._reader.run(reads.read_files_of, session)

    async def messages(self, session: str) -> list[Message]:
        return await self._reader.run(reads.read_messages, session)

    async def watched(self) -> list[str]:
        return await self._reader.run(reads.read_watched)

    async def watch(self, tools: Collection[str]) -> None:
        await self._writer.execute(reads.watch, tools)

    async def forget(self, tool: str, service: str) -> int:
        """In steps; the files are forgotten last, so that it can be done again after any end."""
        total = 0
        while step := await self._writer.forget_transcripts(service):
            total += step
        await self._writer.execute(reads.forget_files, tool)
        return total
