"""Deleting and compacting, one thing at a time, while everything else goes on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

import duckdb

from aiobserver.errors import Unavailable
from aiobserver.model.columns import Signal
from aiobserver.store.duckdb.file.database import Database
from aiobserver.store.duckdb.file.paths import owed_of
from aiobserver.store.duckdb.file.reader import Reader
from aiobserver.store.duckdb.keeping import compaction, retention_state
from aiobserver.store.duckdb.write.deletion import count_selected, delete_step
from aiobserver.store.duckdb.write.writer import Writer
from aiobserver.store.keeping import SIGNALS, Ages, Announced, Blocks, Counts, Selection

log = logging.getLogger(__name__)

T = TypeVar("T")

_PAUSE_S = 0.02
"""Between two steps, for those who wait for the writer."""

_MUCH_FREE_BYTES = 256 * 2**20
_LOOK_S = 600.0
_FIRST_LOOK_S = 30.0
"""The exchange of files interrupts queries: not while the first page is loaded."""


class Housekeeping:
    """Used on the event loop; its work runs in the writer's thread, and copying in one of its own."""

    def __init__(self, database: Database, reader: Reader, writer: Writer) -> None:
        self._database = database
        self._reader = reader
        self._writer = writer
        self._busy = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="compact")
        self._owed = owed_of(database.path)
        compaction.discard(database)

    async def count(self, selection: Selection, signals: Sequence[Signal] = SIGNALS) -> Counts:
        """How many records would be deleted."""
        return {signal: await self._reader.run(count_selected, selection, signal) for signal in signals}

    async def delete(
        self, selection: Selection, signals: Sequence[Signal] = SIGNALS, *, for_good: bool = False
    ) -> Counts:
        """Deletes the records, some at a time; how many.

        :param for_good: their text must not stay in the file: `compact` is to follow, and is done later if it does not.
        :raises Unavailable: not all were deleted; to be done again.
        """
        async with self._busy:
            if for_good:
                with suppress(OSError):  # a full disk: then it is up to who deletes to ask again
                    self._owed.touch(0o600)
            deleted: Counts = dict.fromkeys(signals, 0)
            for signal in signals:
                while step := await self._writer.execute(delete_step, selection, signal):
                    deleted[signal] += step
                    await asyncio.sleep(_PAUSE_S)
            if deleted.get("metrics"):
                await self._writer.forget_series()
            if any(deleted.values()):
                await self._writer.checkpoint()
            return deleted

    async def pay(self) -> None:
        """Compacts if it is owed; that it cannot be done now is no harm."""
        if self._owed.exists():
            await self._compact_if_possible()

    async def run_forever(self, pause_s: float = _LOOK_S) -> None:
        """Run compactions that are owed, until cancelled."""
        await asyncio.sleep(min(_FIRST_LOOK_S, pause_s))
        while True:
            await self.pay()
            await asyncio.sleep(pause_s)

    async def compact(self) -> tuple[int, int]:
        """Copies the database into a fresh file without what was deleted: (bytes before, bytes after).

        :raises Unavailable: the database stays as it is.
        """
        async with self._busy:
            before = self._database.sizes()["database"]
            try:
                copy = await self._off_the_loop(self._copy)
                await self._writer.exchange(lambda cursor: compaction.complete(cursor, copy))
                with suppress(OSError):  # then it is done once more
                    self._owed.unlink()
            finally:
                await self._off_the_loop(self._clean_up)
            after = self._database.sizes()["database"]
            log.info("compacted the database: %.1f MB, before %.1f MB", after / 1e6, before / 1e6)
            return before, after

    async def compact_if_worthwhile(self) -> None:
        """Compacts when much of the file is free; that it cannot be done now is no harm."""
        blocks = await self.blocks()
        if blocks.free > max(_MUCH_FREE_BYTES, blocks.used):
            await self._compact_if_possible()

    async def _compact_if_possible(self) -> None:
        try:
            await self.compact()
        except Unavailable as error:
            log.warning("compaction put off: %s", error)

    async def blocks(self) -> Blocks:
        """Use of the database file."""
        return await self._reader.run(compaction.read_blocks)

    async def ages(self) -> list[Ages]:
        """Arrival times of each signal that has records."""
        return await self._reader.run(retention_state.read_ages)

    async def arrival_of(self, share: float) -> int:
        """Time by which this share (0…1) of all records had come; ns since 1970."""
        return await self._reader.run(retention_state.read_arrival_of, share)

    async def notes(self) -> dict[str, Announced]:
        """Notes of retention by kind."""
        return await self._reader.run(retention_state.read_state)

    async def note(self, state: Mapping[str, Announced]) -> None:
        """Replace all notes of retention."""
        await self._writer.execute(retention_state.write_state, state)

    def close(self) -> None:
        """Ends a copy that is being made."""
        self._database.interrupt_reads()
        self._thread.shutdown(cancel_futures=True)

    async def _off_the_loop(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _copy(self) -> compaction.Copy:
        with self._database.reading() as cursor:
            try:
                return compaction.begin(self._database, cursor)
            except (duckdb.Error, OSError) as error:
                raise Unavailable(f"the copy failed: {str(error).splitlines()[0]}") from error

    def _clean_up(self) -> None:
        with self._database.reading() as cursor:
            compaction.discard(self._database, cursor)
