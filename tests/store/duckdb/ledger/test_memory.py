"""What is remembered of sightings is all there is, or it is said not to be."""

from __future__ import annotations

from aiobserver.ledger.prices import Prices
from aiobserver.ledger.sightings import sighting_of
from aiobserver.model.ledger import AnySighting, Call, Source, Tokens
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.ledger.memory import SAME_KEY_NS, SightingMemory
from aiobserver.store.duckdb.ledger.write import Ledger
from tests.rows import NOW, SECOND
from tests.store.duckdb.ledger.test_write import insert


def call(seconds: float, source: Source = "event", key: str = "") -> AnySighting:
    said = Call(key=key, session="s", model="m", end_ns=NOW + int(seconds * SECOND), tokens=Tokens(input=7, output=1))
    return sighting_of("tool", source, said)


def remembered(*sightings: AnySighting, kept: int = 100) -> SightingMemory:
    memory = SightingMemory(None, kept)
    memory.add(sightings)
    memory.commit()
    return memory


def test_it_follows_a_chain_from_one_to_the_next() -> None:
    chain = [call(3 * number, ("event", "transcript")[number % 2]) for number in range(6)]
    assert remembered(*chain).beside([call(-3, "transcript")]) == chain
    assert remembered(*chain).beside([call(30, "transcript")]) == []


def test_a_key_is_found_within_an_hour() -> None:
    memory = remembered(call(0, key="r"))
    assert memory.beside([call(3500, "span", "r")])
    assert not memory.beside([call(3700, "span", "r")])


def test_what_was_stored_by_another_server_must_be_looked_up() -> None:
    memory = SightingMemory(NOW)
    assert not memory.has_all_beside([call(1)])
    assert not memory.has_all_beside([call(-7200)])
    assert memory.has_all_beside([call(SAME_KEY_NS / SECOND + 1)])
    assert SightingMemory(None).has_all_beside([call(-7200)])


def test_what_is_rolled_back_or_deleted_is_not_remembered() -> None:
    memory = remembered(call(0))
    memory.add([call(1)])
    memory.rollback()
    memory.commit()
    assert memory.beside([call(1, "span")]) == [call(0)]
    memory.forget([call(0)])
    assert memory.beside([call(1, "span")]) == []


def test_the_oldest_are_forgotten_and_that_is_known() -> None:
    hour = SAME_KEY_NS // SECOND
    memory = remembered(*(call(hour * number) for number in range(25)), kept=10)
    assert memory.beside([call(hour * 24, "span")])
    assert memory.beside([call(0, "span")]) == []
    assert not memory.has_all_beside([call(hour * 10)])
    assert memory.has_all_beside([call(hour * 20)])


def test_after_a_start_what_was_stored_last_is_remembered(cursor: Cursor) -> None:
    first, second = call(0), call(1, "transcript")
    before = Ledger(cursor, Prices())
    insert(cursor, [first], before.merge([first]).rows)
    again = Ledger(cursor, Prices())
    assert again._memory.has_all_beside([second])
    insert(cursor, [second], again.merge([second]).rows)
    assert cursor.execute("SELECT Sources FROM ledger_calls").fetchall() == [("event,transcript",)]
