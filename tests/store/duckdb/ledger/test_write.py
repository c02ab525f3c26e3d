"""The stored ledger is the merge of all stored sightings, however they came and whatever was deleted since."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import permutations
from pathlib import Path

import pytest

from aiobserver.ingest.delta import DeltaTracker
from aiobserver.ledger.prices import Prices
from aiobserver.ledger.sightings import sighting_of
from aiobserver.model.columns import Row
from aiobserver.model.ledger import AnySighting, Call, Tokens, Turn
from aiobserver.store.duckdb.file.database import Cursor, Database
from aiobserver.store.duckdb.ledger.rows import sighting_row
from aiobserver.store.duckdb.ledger.write import LEDGER_TABLES, Ledger, rebuild_ledger
from aiobserver.store.duckdb.write.writer import Writer
from aiobserver.store.keeping import Selection
from aiobserver.store.writing import Sighted, StoreRequest
from tests.ledger.recorded import Run, runs
from tests.ledger.told import all_sent, all_told
from tests.rows import NOW, SECOND

RUNS = [run for run in runs() if run.folder.name in {"A", "fork", "partly", "resume"}]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "db.duckdb"


def sighted(sighting: AnySighting) -> Sighted:
    return Sighted(sighting, "logs", "svc", sighting.said.session, sighting.end_ns, sighting.end_ns, None)


def store(path: Path, parts: Iterable[Sequence[AnySighting]]) -> None:
    """Stores each part in a request of its own, by a server of its own."""
    for part in parts:
        database = Database.open(path)
        writer = Writer(database, DeltaTracker(lambda _: frozenset()))
        request = StoreRequest(b"", NOW, {}, sighted=tuple(map(sighted, part)))
        asyncio.run(writer.store(request))
        writer.close()
        database.close()


def ledger(cursor: Cursor) -> dict[str, list[Row]]:
    """The rows of each table."""
    return {table: sorted(cursor.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for table in LEDGER_TABLES}


def merged(cursor: Cursor, sightings: Sequence[AnySighting]) -> dict[str, list[Row]]:
    """What the ledger must be."""
    rows = Ledger(cursor, Prices())._rows(sightings)
    return {table: sorted(rows[table], key=repr) for table in LEDGER_TABLES}


def parts_of(sightings: Sequence[AnySighting], seed: int) -> Iterator[list[AnySighting]]:
    chance = random.Random(seed)
    left = [*sightings, *chance.sample(sightings, len(sightings) // 3)]
    chance.shuffle(left)
    while left:
        size = chance.randint(1, 1 + len(left))
        yield left[:size]
        left = left[size:]


@pytest.mark.parametrize(
    "run",
    [pytest.param(run, id=run.name, marks=() if run.folder.name == "partly" else (pytest.mark.long,)) for run in RUNS],
)
def test_any_order_repetition_and_restart_give_the_same_ledger(run: Run, path: Path) -> None:
    sightings = [*all_sent(run), *all_told(run)]
    store(path, parts_of(sightings, seed=len(sightings)))
    database = Database.open(path)
    cursor = database.cursor()
    assert ledger(cursor) == merged(cursor, sightings)
    cursor.close()
    database.close()


@pytest.mark.parametrize("is_remembered", [True, False], ids=["remembered", "looked up"])
def test_a_cost_that_comes_late_is_that_of_its_prompt(is_remembered: bool, cursor: Cursor) -> None:
    """Whatever comes first; alone it gives no row."""
    told = [
        sighting_of("tool", "event", Turn(session="s", start_ns=NOW)),
        sighting_of("tool", "event", Turn(key="1", session="s", start_ns=NOW - SECOND, is_prompt=False, cost=0.5)),
        sighting_of("tool", "transcript", Turn(key="1", session="s", start_ns=NOW)),
    ]
    for order in permutations(told):
        for table in ("sightings", *LEDGER_TABLES):
            cursor.execute(f"DELETE FROM {table}")
        of = Ledger(cursor, Prices())
        for count, sighting in enumerate(order, 1):
            insert(cursor, [sighting], of.merge([sighting]).rows)
            of.commit()
            of = of if is_remembered else Ledger(cursor, Prices())
            assert ledger(cursor) == merged(cursor, order[:count])
        assert cursor.execute("SELECT ReportedCost, Sources FROM turns").fetchall() == [(0.5, "event,transcript")]


@pytest.mark.parametrize("is_remembered", [True, False], ids=["remembered", "looked up"])
def test_a_chain_of_sightings_is_merged_as_a_whole(is_remembered: bool, cursor: Cursor) -> None:
    """Each is near the next, so what the last one changes may be far from it."""
    calls = [
        sighting_of(
            "tool",
            ("event", "transcript")[number % 2],
            Call(session="s", model="m", end_ns=NOW + 3 * number * SECOND, tokens=Tokens(input=7, output=1)),
        )
        for number in range(12)
    ]
    of = Ledger(cursor, Prices())
    for call in random.Random(1).sample(calls, len(calls)):
        rows = of.merge([call]).rows
        insert(cursor, [call], rows)
        of.commit()
        of = of if is_remembered else Ledger(cursor, Prices())
    assert ledger(cursor) == merged(cursor, calls)


def insert(cursor: Cursor, sightings: Sequence[AnySighting], rows: Mapping[str, Sequence[Row]]) -> None:
    stored = [sighting_row(sighted(sighting), None) for sighting in sightings]
    for table, added in {"sightings": stored, **rows}.items():
        for row in added:
            cursor.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)


@pytest.mark.parametrize("share", [0, 0.3, 0.8, 1])
def test_after_a_deletion_the_calls_are_what_is_left_says(share: float, cursor: Cursor) -> None:
    run = next(run for run in RUNS if run.name == "codex-0.171.0/resume")
    sightings = [*all_sent(run), *all_told(run)]
    of = Ledger(cursor, Prices())
    insert(cursor, sightings, of.merge(sightings).rows)
    ends = sorted(sighting.end_ns for sighting in sightings)
    until = ends[int(share * (len(ends) - 1))] + 1 if share else 0
    while of.delete(Selection(to_ns=until), "logs", 3)[0]:
        pass
    assert ledger(cursor) == merged(cursor, [each for each in sightings if each.end_ns >= until])
    assert (not any(ledger(cursor).values())) == (share == 1)


def test_a_deletion_takes_no_other_signal_and_session(cursor: Cursor) -> None:
    call = sighting_of("tool", "event", Call(key="1", session="s", end_ns=NOW))
    of = Ledger(cursor, Prices())
    insert(cursor, [call], of.merge([call]).rows)
    assert of.delete(Selection(), "traces", 10) == (0, set())
    assert of.delete(Selection(session="other"), "logs", 10) == (0, set())
    assert len(ledger(cursor)["ledger_calls"]) == 1
    assert of.delete(Selection(session="s"), "logs", 10) == (1, {"s"})
    assert not any(ledger(cursor).values())


def test_the_views_say_the_same(cursor: Cursor) -> None:
    run = next(run for run in RUNS if run.name == "claude-2.1.332/fork")
    sightings = [*all_sent(run), *all_told(run)]
    insert(cursor, sightings, Ledger(cursor, Prices()).merge(sightings).rows)
    sums = "count(*), sum(Input), sum(CacheRead), sum(CacheWrite), sum(Output), fsum(Cost)"
    (calls,) = cursor.execute(f"SELECT {sums} FROM calls WHERE Outcome = 'ok'").fetchall()
    of_sessions = sums.replace("count(*)", "sum(Calls)")
    (sessions,) = cursor.execute(f"SELECT {of_sessions} FROM sessions").fetchall()
    tokens = run.truth["totals"]["tokens"]
    assert calls[:3] == (run.truth["totals"]["ok"], tokens["input"], tokens["cache_read"])
    assert sessions == pytest.approx(calls)
    assert cursor.execute("SELECT min(StartTime) > TIMESTAMP '2026-01-01', count(*) > 0 FROM turns").fetchall() == [
        (True, True)
    ]
    assert cursor.execute("SELECT count(DISTINCT Id) = count(*) FROM tool_calls").fetchall() == [(True,)]


def test_it_can_be_made_anew(cursor: Cursor) -> None:
    run = RUNS[0]
    sightings = [*all_sent(run), *all_told(run)]
    insert(cursor, sightings, {})
    rebuild_ledger(cursor)
    rebuild_ledger(cursor)
    assert ledger(cursor) == merged(cursor, sightings)
