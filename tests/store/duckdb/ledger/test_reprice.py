"""Stored calls priced anew in steps are as if they had always had these prices, whatever comes in between."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from aiobserver.ingest.delta import DeltaTracker
from aiobserver.ledger.price_file import OwnPrice, OwnPrices
from aiobserver.ledger.sightings import sighting_of
from aiobserver.model.columns import Row
from aiobserver.model.ledger import Call, CallSighting, Source, Tokens
from aiobserver.store.contract import Store
from aiobserver.store.duckdb.file.database import Database
from aiobserver.store.duckdb.store import start_store
from aiobserver.store.keeping import BackupRules, Selection
from aiobserver.store.ledger import CallFilter, Repriced, RepriceRange
from aiobserver.store.writing import Sighted, StoreRequest
from tests.rows import NOW, SECOND

OWN = OwnPrices({}, {"new": (OwnPrice(0, {"input": 3.0, "output": 7.0}),)})


@contextmanager
def opened(path: Path, own: OwnPrices | None = None) -> Iterator[Store]:
    database = Database.open(path)
    increments = DeltaTracker(lambda _: frozenset())
    store = start_store(database, increments, BackupRules(0, 1, 10**9), own_prices=own)
    try:
        yield store
    finally:
        store.close()


def sightings(count: int, seed: int) -> list[CallSighting]:
    """Calls of which many end at one time, some told of twice, some with a cost of their own."""
    chance = random.Random(seed)
    calls = [
        Call(
            key=f"{seed}-{number}",
            session=f"s{number % 3}",
            model=chance.choice(["new", "new", "newer", ""]),
            tokens=chance.choice([None, Tokens(input=chance.randrange(9_000), output=chance.randrange(900))]),
            cost=chance.choice([None, None, None, 0.25]),
            end_ns=NOW + chance.randrange(4) * SECOND,
        )
        for number in range(count)
    ]
    sources: tuple[Source, ...] = ("event", "span")
    return [sighting_of("tool", source, call) for call in calls for source in sources[: chance.randint(1, 2)]]


async def put(store: Store, told: Sequence[CallSighting]) -> None:
    rows = tuple(Sighted(each, "logs", "svc", each.call.session, each.end_ns, each.end_ns, None) for each in told)
    await store.ingest.store(StoreRequest(b"", NOW, {}, sighted=rows))


async def ledger(store: Store) -> list[Row]:
    rows, _ = await store.ledger.page(CallFilter(), 10_000, 0)
    return sorted(rows, key=repr)


async def repriced(store: Store, calls: int) -> list[Repriced]:
    steps = [await store.pricing.reprice(RepriceRange(), calls)]
    while steps[-1].left is not None:
        steps.append(await store.pricing.reprice(steps[-1].left, calls))
    return steps


@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_any_steps_give_the_costs_that_the_prices_say(tmp_path: Path, size: int) -> None:
    told = sightings(60, seed=size)

    async def run(late: Store, early: Store) -> None:
        await put(late, told)
        await put(early, told)
        before = await ledger(late)
        await late.pricing.use(OWN)
        steps = await repriced(late, size)
        assert await ledger(late) == await ledger(early) != before
        assert sum(step.calls for step in steps) == await late.pricing.count(RepriceRange())
        assert max(step.calls for step in steps) <= size
        again = await repriced(late, size)
        assert [step.changed for step in again] == [0] * len(again)
        assert sum(step.before for step in again) == pytest.approx(sum(step.after for step in steps))
        assert {model for step in steps for model in step.unpriced} == {"newer", ""}

    with opened(tmp_path / "late.duckdb") as late, opened(tmp_path / "early.duckdb", OWN) as early:
        asyncio.run(run(late, early))


def test_what_comes_is_told_again_or_goes_between_the_steps_is_priced_the_same(tmp_path: Path) -> None:
    first, second = sightings(60, seed=1), sightings(60, seed=2)
    half = first[::2]

    async def run(late: Store, early: Store) -> None:
        await put(late, half)
        await late.pricing.use(OWN)
        step = await late.pricing.reprice(RepriceRange(), 5)
        for part in (first, second):
            await put(late, part)
            assert step.left is not None
            step = await late.pricing.reprice(step.left, 5)
        await late.keeping.delete(Selection(session="s1"))
        await late.keeping.compact()
        while step.left is not None:
            step = await late.pricing.reprice(step.left, 5)
        await put(early, [each for each in (*first, *second) if each.call.session != "s1"])
        assert await ledger(late) == await ledger(early)

    with opened(tmp_path / "late.duckdb") as late, opened(tmp_path / "early.duckdb", OWN) as early:
        asyncio.run(run(late, early))


def test_a_repetition_completes_what_an_end_left(tmp_path: Path) -> None:
    path = tmp_path / "late.duckdb"
    told = sightings(60, seed=3)

    async def begin(store: Store) -> None:
        await put(store, told)
        await store.pricing.use(OWN)
        await store.pricing.reprice(RepriceRange(), 10)

    async def complete(store: Store, early: Store) -> None:
        steps = await repriced(store, 10)
        assert steps[0].changed == 0
        await put(early, told)
        assert await ledger(store) == await ledger(early)

    with opened(path) as store:
        asyncio.run(begin(store))
    with opened(path, OWN) as late, opened(tmp_path / "early.duckdb", OWN) as early:
        asyncio.run(complete(late, early))
