"""The user's prices: read at the start, and again when the past is to be priced anew."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from math import fsum

from aiobserver.config import Config
from aiobserver.errors import ConfigError
from aiobserver.ledger.price_file import OwnPrices, read_prices
from aiobserver.store.ledger import Repriced, RepriceRange
from aiobserver.store.ledger_contract import Pricing

log = logging.getLogger(__name__)

_STEP_CALLS = 2_000
_PAUSE_S = 0.02
"""Pause between two steps, so that other write tasks get their turn."""


def own_prices(config: Config) -> OwnPrices:
    """The user's prices; none if the usual file is not there.

    :raises ConfigError: the file cannot be used, or one that was asked for is not there.
    """
    try:
        return read_prices(config.prices_file)
    except FileNotFoundError:
        if config.prices_path is None:
            return OwnPrices()
        raise ConfigError(f"{config.prices_file}: no such file; expected prices in TOML") from None


def own_prices_at_start(config: Config) -> tuple[OwnPrices, str | None]:
    """The user's prices, and a problem: then there are none of them, and all else goes on."""
    try:
        return own_prices(config), None
    except ConfigError as error:
        log.warning("own prices are not used: %s", error)
        return OwnPrices(), str(error)


class Repricing:
    """Prices stored calls anew, one range at a time, beside ingest and queries."""

    def __init__(self, pricing: Pricing, config: Config, problem: str | None = None) -> None:
        """:param problem: reason why the user's prices are not used."""
        self._pricing = pricing
        self._config = config
        self._busy = asyncio.Lock()
        self.problem = problem

    async def reprice(self, span: RepriceRange, done: Callable[[int, int], None] | None = None) -> Repriced:
        """Read the file of prices and price the calls of a range, and all that come from now on.

        Each step is a transaction: what is done stays so, and doing it again changes nothing.

        :param done: called with (calls done, all calls) after each step.
        :raises ConfigError: the file cannot be used; nothing was changed.
        :raises Unavailable: not all calls were priced; to be repeated.
        """
        async with self._busy:
            own = await asyncio.to_thread(own_prices, self._config)
            await self._pricing.use(own)
            self.problem = None
            total = await self._pricing.count(span) if done is not None else 0
            steps: list[Repriced] = []
            left: RepriceRange | None = span
            while left is not None:
                steps.append(await self._pricing.reprice(left, _STEP_CALLS))
                left = steps[-1].left
                if done is not None:
                    done(sum(step.calls for step in steps), total)
                await asyncio.sleep(_PAUSE_S)
            result = _sum(steps)
            if result.changed:
                await self._pricing.finish()
        return result


def _sum(steps: list[Repriced]) -> Repriced:
    unpriced: Counter[str] = Counter()
    for step in steps:
        unpriced.update(step.unpriced)
    return replace(
        steps[-1],
        calls=sum(step.calls for step in steps),
        changed=sum(step.changed for step in steps),
        before=fsum(step.before for step in steps),
        after=fsum(step.after for step in steps),
        unpriced=unpriced,
    )
