"""Fills the ledger from records that were stored before there was one, beside the running server.

It asks the plugins about stored records as it does about new ones. Each step and the note of how far it came are one
transaction, so after any end it goes on where it was.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from itertools import groupby

from aiobserver.errors import QueryTimeout, Unavailable
from aiobserver.hooks.host import Plugins
from aiobserver.hooks.isolation.threads import WatchedThread
from aiobserver.ingest.sightings import SightingsOf
from aiobserver.model.batch import Batch, Records
from aiobserver.model.columns import COLUMNS, Row, Signal
from aiobserver.store.ledger import FillState
from aiobserver.store.ledger_contract import LedgerFilling
from aiobserver.store.writing import Sighted

log = logging.getLogger(__name__)

_STEP_RECORDS = 2_000
_STEP_SERIES = 500
_PAUSE_S = 0.02
_RETRY_S = 5.0


class LedgerFill:
    """Reads stored records into the ledger, some at a time."""

    def __init__(self, filling: LedgerFilling, plugins: Plugins, thread: WatchedThread) -> None:
        self._filling = filling
        self._plugins = plugins
        self._thread = thread
        self._left: dict[Signal, FillState] = {}

    @property
    def progress(self) -> tuple[int, int]:
        """(records and series that are read, all that are to be read); (0, 0) once everything is."""
        return sum(state.next for state in self._left.values()), sum(state.end for state in self._left.values())

    async def run(self) -> None:
        """Fill in what is left; ends when nothing is. While the database cannot be used it waits."""
        while not await self._attempt():
            await asyncio.sleep(_RETRY_S)

    async def _attempt(self) -> bool:
        """True once everything is read."""
        try:
            self._left = {state.signal: state for state in await self._filling.state()}
            if self._left:
                log.info("reading %d stored records into the ledger, beside everything else", self.progress[1])
            for signal in list(self._left):
                while self._left[signal].next < self._left[signal].end:
                    await self._step(self._left[signal])
                    await asyncio.sleep(_PAUSE_S)
        except (Unavailable, QueryTimeout) as error:
            log.warning("the ledger is not complete yet: %s", error)
            return False
        if self._left:
            log.info("the ledger is complete")
        self._left = {}
        return True

    async def _step(self, state: FillState) -> None:
        if state.signal == "metrics":
            end = min(state.next + _STEP_SERIES, state.end)
            await self._filling.meter(state.next, end)
        else:
            end = min(state.next + _STEP_RECORDS, state.end)
            records = await self._filling.records(state.signal, state.next, end)
            sighted = await self._thread.run(lambda: list(self._sighted(state.signal, records)))
            await self._filling.add(state.signal, sighted, end)
        self._left[state.signal] = FillState(state.signal, end, state.end)

    def _sighted(self, signal: Signal, records: Sequence[tuple[int, Row]]) -> Iterator[tuple[Sighted, int]]:
        """(sighting, number of the record) of all calls that some records tell of."""
        columns = COLUMNS[signal]
        service, resource = columns.index("ServiceName"), columns.index("ResourceAttributes")

        def sender(record: tuple[int, Row]) -> tuple[str, str]:
            return record[1][service], record[1][resource] or ""

        for (name, attributes), group in groupby(sorted(records, key=sender), key=sender):
            own = list(group)
            for entry in self._plugins.tools.of(name):
                tool = "" if entry.tool.owns(name) else entry.tool.id
                batch = Batch(signal, name, attributes or None, [row for _, row in own], tool=tool)
                calls = [(by, call) for by, call in self._plugins.calls(Records(batch)) if by == entry.tool.id]
                for sighted in SightingsOf(batch, None, name).of(calls, batch.rows, 0):
                    assert sighted.row is not None
                    yield sighted, own[sighted.row][0]
