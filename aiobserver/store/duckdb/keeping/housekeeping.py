"""Deletion and compaction, one at a time, beside ingest and queries."""

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
from aiobserver.store.duckdb.file.paths import pending_compaction_marker
from aiobserver.store.duckdb.file.reader import Reader
from aiobserver.store.duckdb.keeping import compaction, retention_state
from aiobserver.store.duckdb.write.deletion import count_selected
from aiobserver.store.duckdb.write.writer import Writer
from aiobserver.store.keeping import SIGNALS, Ages, Announced, Blocks, Counts, Selection

log = logging.getLogger(__name__)

T = TypeVar("T")

_PAUSE_S = 0.02
"""Pause between two steps, so that other write tasks get their turn."""

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
        self._pending = pending_compaction_marker(database.path)
        compaction.discard(database)

    async def count(self, selection: Selection, signals: Sequence[Signal] = SIGNALS) -> Counts:
        """Count the records that would be deleted."""
        return {signal: await self._reader.run(count_selected, selection, signal) for signal in signals}

    async def delete(
        self, selection: Selection, signals: Sequence[Signal] = SIGNALS, *, for_good: bool = False
    ) -> Counts:
        """Delete the records in steps. Return how many were deleted.

        :param for_good: their text must not stay in the file: the caller compacts; if that fails it stays pending.
        :raises Unavailable: not all were deleted; to be repeated.
        """
        async with self._busy:
            if for_good:
                with suppress(OSError):  # a full disk: then it is up to who deletes to ask again
                    self._pending.touch(0o600)
            deleted: Counts = dict.fromkeys(signals, 0)
            for signal in signals:
                was_left = True
                while was_left:
                    step, was_left = await self._writer.delete_step(selection, signal)
                    deleted[signal] += step
                    await asyncio.sleep(_PAUSE_S)
            if deleted.get("metrics"):
                await self._writer.forget_series()
            if any(deleted.values()):
                await self._writer.checkpoint()
            return deleted

    async def run_pending_compaction(self) -> None:
        """Compact if a compaction is pending; if it fails it stays pending."""
        if self._pending.exists():
            await self._compact_if_possible()

    async def run_forever(self, pause_s: float = _LOOK_S) -> None:
        """Run pending compactions, until cancelled."""
        await asyncio.sleep(min(_FIRST_LOOK_S, pause_s))
        while True:
            await self.run_pending_compaction()
            await asyncio.sleep(pause_s)

    async def compact(self) -> tuple[int, int]:
        """Copy the database without deleted data into a new file. Return (bytes before, bytes after).

        :raises Unavailable: the database stays as it is.
        """
        async with self._busy:
            before = self._database.sizes()["database"]
            try:
                copy = await self._off_the_loop(self._copy)
                await self._writer.replace_file(lambda cursor: compaction.complete(cursor, copy))
                with suppress(OSError):  # then it is done once more
                    self._pending.unlink()
            finally:
                await self._off_the_loop(self._clean_up)
            after = self._database.sizes()["database"]
            log.info("compacted the database: %.1f MB, before %.1f MB", after / 1e6, before / 1e6)
            return before, after

    async def compact_if_worthwhile(self) -> None:
        """Compact when much of the file is free; a failure is only logged."""
        blocks = await self.blocks()
        if blocks.free > max(_MUCH_FREE_BYTES, blocks.used):
            await self._compact_if_possible()

    async def _compact_if_possible(self) -> None:
        try:
            await self.compact()
        except Unavailable as error:
            log.warning("compaction postponed: %s", error)

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
        """Cancel a running copy."""
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
