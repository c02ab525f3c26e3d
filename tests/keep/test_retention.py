"""Retention deletes what is old, says so a day before, and believes no clock that jumped."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from aiobserver.ingest.delta import DeltaTracker
from aiobserver.keep.clock import DAY_NS, ClockState, look
from aiobserver.keep.retention import Retention, RetentionRules
from aiobserver.model.columns import Row, Signal
from aiobserver.store.duckdb.file.database import Database
from aiobserver.store.duckdb.file.reader import Reader
from aiobserver.store.duckdb.keeping.housekeeping import Housekeeping
from aiobserver.store.duckdb.write.writer import Writer
from aiobserver.store.writing import StoreRequest
from tests.rows import NOW, log, span

HOUR_NS = 3600 * 10**9
THIRTY: dict[Signal, int] = {"traces": 30, "metrics": 30, "logs": 30}


class Site:
    """A server's storage with a clock of the test's own."""

    def __init__(self, path: Path) -> None:
        self.database = Database.open(path)
        self.writer = Writer(self.database, DeltaTracker(lambda _service: frozenset()))
        self.reader = Reader(self.database)
        self.housekeeping = Housekeeping(self.database, self.reader, self.writer)
        self._digests = 0

    def retention(self, days: dict[Signal, int] | None = None, max_bytes: int = 0) -> Retention:
        return Retention(RetentionRules(days or {}, max_bytes), self.housekeeping)

    def add(self, **rows: list[Row]) -> None:
        self._digests += 1
        by_signal: dict[Signal, list[Row]] = {signal: rows[signal] for signal in rows}  # type: ignore[misc]
        asyncio.run(self.writer.store(StoreRequest(str(self._digests).encode(), NOW, by_signal, ())))

    def days(self) -> list[int]:
        """After how many days the records that are there came."""
        cursor = self.database.cursor()
        rows = cursor.execute(
            "SELECT ReceivedAt FROM otel_logs UNION ALL SELECT ReceivedAt FROM otel_traces"
        ).fetchall()
        cursor.close()
        return sorted((at - NOW) // DAY_NS for (at,) in rows)

    def close(self) -> None:
        self.writer.close()
        self.housekeeping.close()
        self.reader.close()
        self.database.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path / "db.duckdb")
    yield site
    site.close()


def _run(retention: Retention, start_ns: int, end_ns: int, step_ns: int = HOUR_NS) -> None:
    """Looks once an hour, the clock going as it should."""

    async def looks() -> None:
        for now_ns in range(start_ns, end_ns + 1, step_ns):
            await retention.run(now_ns, now_ns - start_ns)

    asyncio.run(looks())


def _at(day: float) -> int:
    return NOW + int(day * DAY_NS)


def _fill(site: Site, *days: float) -> None:
    for day in days:
        site.add(logs=[log(Timestamp=NOW, ReceivedAt=_at(day))])


def test_old_data_go_by_when_they_came_and_after_a_warning(site: Site) -> None:
    _fill(site, 0, 1, 40)
    retention = site.retention(THIRTY)
    _run(retention, _at(40), _at(40.9))
    assert site.days() == [0, 1, 40]
    (notice,) = retention.notices()
    assert notice.startswith("from 2025-11-19T08:53Z on, data older than AI_OBSERVER_RETENTION_DAYS")
    _run(retention, _at(41), _at(41))
    assert site.days() == [40]
    assert retention.notices() == []


def test_the_warning_holds_over_a_restart_and_is_given_once(site: Site) -> None:
    _fill(site, 0, 40)
    _run(site.retention(THIRTY), _at(40), _at(40.5))
    again = site.retention(THIRTY)
    _run(again, _at(40.6), _at(41.1))
    assert site.days() == [40]
    _run(again, _at(41.1), _at(69.5), 12 * HOUR_NS)
    _fill(site, 69)
    _run(again, _at(69.6), _at(71), 12 * HOUR_NS)
    assert site.days() == [69]
    assert again.notices() == []


def test_another_setting_is_announced_anew(site: Site) -> None:
    _fill(site, 0, 35, 40)
    _run(site.retention(THIRTY), _at(40), _at(41.1))
    assert site.days() == [35, 40]
    stricter = site.retention({"logs": 2})
    _run(stricter, _at(41.2), _at(42.1))
    assert site.days() == [35, 40]
    assert "logs 2 days" in stricter.notices()[0]
    _run(stricter, _at(42.2), _at(42.3))
    assert site.days() == []


def test_a_signal_without_days_is_kept(site: Site) -> None:
    _fill(site, 0)
    site.add(traces=[span(ReceivedAt=_at(0))])
    _run(site.retention({"logs": 1}), _at(1), _at(5), 6 * HOUR_NS)
    assert site.days() == [0]


def test_a_clock_that_jumps_ahead_deletes_nothing(site: Site) -> None:
    _fill(site, 0, 1)
    retention = site.retention(THIRTY)
    _run(retention, _at(1), _at(1.5))
    _run(retention, _at(3650), _at(3650.9))
    assert site.days() == [0, 1]
    assert "resumes at 2035-10-08" in " ".join(retention.notices())
    _run(retention, _at(1.6), _at(1.7))
    assert retention.notices() == []
    assert site.days() == [0, 1]


def test_a_wrong_clock_at_start_deletes_nothing(site: Site) -> None:
    _fill(site, 0, 1)
    _run(site.retention(THIRTY), _at(400), _at(400.9))
    assert site.days() == [0, 1]


def test_a_server_that_was_off_for_long_goes_on_after_a_day_and_a_warning(site: Site) -> None:
    _fill(site, 0, 1)
    _run(site.retention(THIRTY), _at(1), _at(1))
    _run(site.retention(THIRTY), _at(60), _at(62.2))
    assert site.days() == []


def test_the_oldest_data_of_all_signals_go_when_the_database_is_too_large(site: Site) -> None:
    dice = random.Random(1)

    def body() -> str:
        return f'"{dice.randbytes(200).hex()}"'

    for day in range(10):
        site.add(logs=[log(Body=body(), ReceivedAt=_at(day)) for _ in range(4000)])
    asyncio.run(site.writer.checkpoint())
    used = asyncio.run(site.housekeeping.blocks()).used
    retention = site.retention(max_bytes=used * 3 // 4)
    _run(retention, _at(10), _at(10.9))
    assert len(site.days()) == 40_000
    assert "the oldest data will be deleted when the database exceeds AI_OBSERVER_MAX_SIZE_GB" in retention.notices()[0]
    _run(retention, _at(11), _at(12))
    left = site.days()
    assert 10_000 < len(left) < 35_000
    assert set(left) == set(range(left[0], 10))
    assert asyncio.run(site.housekeeping.blocks()).used <= used * 3 // 4


@pytest.mark.parametrize(
    ("now", "elapsed", "believed"),
    [
        (0.5, 0, True),
        (1.0, 0, True),
        (1.1, 0, False),
        (30, 29.5, True),
        (30, 20, False),
        (-3650, 0, True),
        (3650, 0.1, False),
    ],
)
def test_a_jump_is_more_than_a_day_beyond_the_time_that_passed(now: float, elapsed: float, believed: bool) -> None:
    assert look(ClockState(_at(0)), _at(now), int(elapsed * DAY_NS)).is_believed == believed


def test_doubt_ends_after_a_day_without_another_jump() -> None:
    doubted = look(ClockState(_at(0)), _at(10), 0)
    assert not look(doubted, _at(10.9), 0).is_believed
    assert look(look(doubted, _at(10.9), 0), _at(11.1), 0).is_believed
    assert not look(doubted, _at(12), 0).is_believed
    assert look(doubted, _at(9), 0).is_believed
