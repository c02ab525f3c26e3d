"""Prices of calls as the store keeps to them: the same for stored calls and those that come."""

from __future__ import annotations

from aiobserver.ledger.price_file import OwnPrices
from aiobserver.ledger.prices import Prices
from aiobserver.store.duckdb.file.reader import Reader
from aiobserver.store.duckdb.ledger.reprice import count_priced
from aiobserver.store.duckdb.write.writer import Writer
from aiobserver.store.ledger import Repriced, RepriceRange


class CallPricing:
    """Prices are exchanged in the writer's thread, between two transactions."""

    def __init__(self, reader: Reader, writer: Writer, prices: Prices) -> None:
        """:param prices: those of the writer."""
        self._reader = reader
        self._writer = writer
        self._prices = prices

    async def use(self, own: OwnPrices) -> None:
        """Price all calls that come from now on by these prices, else by list prices."""
        await self._writer.execute(lambda _cursor: self._prices.replace(own))

    async def count(self, span: RepriceRange) -> int:
        """Number of stored calls that have or lack a price."""
        return await self._reader.run(count_priced, span)

    async def reprice(self, span: RepriceRange, calls: int) -> Repriced:
        """Price the first stored calls of a range anew, at most so many."""
        return await self._writer.reprice(span, calls)

    async def finish(self) -> None:
        """Move what was written into the file."""
        await self._writer.checkpoint()
