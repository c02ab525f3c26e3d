"""The stored ledger is the merge of all stored sightings, however they came and whatever was deleted since."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from aiobserver.ingest.delta import DeltaTracker
from aiobserver.ledger.merge import ledger_calls
from aiobserver.ledger.prices import Prices
from aiobserver.ledger.sightings import sighting_of
from aiobserver.model.columns import Row
from aiobserver.model.ledger import Call, CallSighting, Tokens
from aiobserver.store.duckdb.file.database import Cursor, Database
from aiobserver.store.duckdb.ledger.rows import sighting_row
from aiobserver.store.duckdb.ledger.write import CallLedger, rebuild_ledger
from aiobserver.store.duckdb.write.writer import Writer
from aiobserver.store.keeping import Selection
from aiobserver.store.writing import Sighted, StoreRequest
from tests.ledger.recorded import Run, names, runs
from tests.ledger.told import sent, told
from tests.rows import NOW, SECOND

RUNS = [run for run in runs() if run.folder.name in {"A", "fork", "partly", "resume"}]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "db.duckdb"


def sighted(sighting: CallSighting) -> Sighted:
    return Sighted(sighting, "logs", "svc", sighting.call.session, sighting.end_ns, sighting.end_ns, None)


def store(path: Path, parts: Iterable[Sequence[CallSighting]]) -> None:
    """Stores each part in a request of its own, by a server of its own."""
    for part in parts:
        database = Database.open(path)
        writer = Writer(database, DeltaTracker(lambda _: frozenset()))
        request = StoreRequest(b"", NOW, {}, sighted=tuple(map(sighted, part)))
        asyncio.run(writer.store(request))
        writer.close()
        database.close()


def ledger(cursor: Cursor) -> list[Row]:
    return sorted(cursor.execute("SELECT * FROM ledger_calls").fetchall(), key=repr)


def merged(cursor: Cursor, sightings: Sequence[CallSighting]) -> list[Row]:
    """What the ledger must be."""
    of = CallLedger(cursor, Prices())
    return sorted((of._row(entry) for entry in ledger_calls(sightings)), key=repr)


def parts_of(sightings: Sequence[CallSighting], seed: int) -> Iterator[list[CallSighting]]:
    chance = random.Random(seed)
    left = [*sightings, *chance.sample(sightings, len(sightings) // 3)]
    chance.shuffle(left)
    while left:
        size = chance.randint(1, 1 + len(left))
        yield left[:size]
        left = left[size:]


@pytest.mark.parametrize("run", RUNS, ids=names(RUNS))
def test_any_order_repetition_and_restart_give_the_same_ledger(run: Run, path: Path) -> None:
    sightings = [*sent(run), *told(run)]
    store(path, parts_of(sightings, seed=len(sightings)))
    database = Database.open(path)
    cursor = database.cursor()
    assert ledger(cursor) == merged(cursor, sightings)
    cursor.close()
    database.close()


def test_a_chain_of_sightings_is_merged_as_a_whole(cursor: Cursor) -> None:
    """Each is near the next, so what the last one changes may be far from it."""
    calls = [
        sighting_of(
            "tool",
            ("event", "transcript")[number % 2],
            Call(session="s", model="m", end_ns=NOW + 3 * number * SECOND, tokens=Tokens(input=7, output=1)),
        )
        for number in range(12)
    ]
    of = CallLedger(cursor, Prices())
    for call in random.Random(1).sample(calls, len(calls)):
        rows = of.rows_with([call])
        insert(cursor, [call], rows)
    assert ledger(cursor) == merged(cursor, calls)


def insert(cursor: Cursor, sightings: Sequence[CallSighting], rows: Sequence[Row]) -> None:
    for sighting in sightings:
        row = sighting_row(sighted(sighting), None)
        cursor.execute(f"INSERT INTO call_sightings VALUES ({', '.join('?' * len(row))})", row)
    for row in rows:
        cursor.execute(f"INSERT INTO ledger_calls VALUES ({', '.join('?' * len(row))})", row)


@pytest.mark.parametrize("share", [0, 0.3, 0.8, 1])
def test_after_a_deletion_the_calls_are_what_is_left_says(share: float, cursor: Cursor) -> None:
    run = next(run for run in RUNS if run.name == "codex-0.171.0/resume")
    sightings = [*sent(run), *told(run)]
    of = CallLedger(cursor, Prices())
    insert(cursor, sightings, of.rows_with(sightings))
    ends = sorted(sighting.end_ns for sighting in sightings)
    until = ends[int(share * (len(ends) - 1))] + 1 if share else 0
    while of.delete(Selection(to_ns=until), "logs", 3)[0]:
        pass
    assert ledger(cursor) == merged(cursor, [each for each in sightings if each.end_ns >= until])
    assert (cursor.execute("SELECT count(*) FROM ledger_calls").fetchall() == [(0,)]) == (share == 1)


def test_a_deletion_takes_no_other_signal_and_session(cursor: Cursor) -> None:
    call = sighting_of("tool", "event", Call(key="1", session="s", end_ns=NOW))
    of = CallLedger(cursor, Prices())
    insert(cursor, [call], of.rows_with([call]))
    assert of.delete(Selection(), "traces", 10) == (0, set())
    assert of.delete(Selection(session="other"), "logs", 10) == (0, set())
    assert len(ledger(cursor)) == 1
    assert of.delete(Selection(session="s"), "logs", 10) == (1, {"s"})
    assert ledger(cursor) == []


def test_it_can_be_made_anew(cursor: Cursor) -> None:
    run = RUNS[0]
    sightings = [*sent(run), *told(run)]
    insert(cursor, sightings, [])
    rebuild_ledger(cursor)
    rebuild_ledger(cursor)
    assert ledger(cursor) == merged(cursor, sightings)
