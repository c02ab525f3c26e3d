"""Compaction: deleted text is gone from the bytes, everything else is there, also after a crash at any point."""

from __future__ import annotations

import asyncio
import secrets
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from aiobserver.errors import Unavailable
from aiobserver.ingest.delta import DeltaTracker
from aiobserver.model.columns import Row, Signal
from aiobserver.store.duckdb.file.database import Cursor, Database
from aiobserver.store.duckdb.file.reader import Reader
from aiobserver.store.duckdb.keeping import compaction
from aiobserver.store.duckdb.keeping.housekeeping import Housekeeping
from aiobserver.store.duckdb.logs.reads import list_logs
from aiobserver.store.duckdb.write.writer import Writer
from aiobserver.store.keeping import Selection
from aiobserver.store.logs import LogFilter
from aiobserver.store.writing import StoreRequest
from tests.rows import NOW, log, point, span

CANARY = secrets.token_hex(16)


class Store:
    """An open database with what belongs to it."""

    def __init__(self, path: Path) -> None:
        self.database = Database.open(path)
        self.writer = Writer(self.database, DeltaTracker(lambda _service: frozenset()))
        self.reader = Reader(self.database)
        self._closed = False

    async def add(self, digest: str, **rows: list[Row]) -> None:
        by_signal: dict[Signal, list[Row]] = {signal: rows[signal] for signal in rows}  # type: ignore[misc]
        await self.writer.store(StoreRequest(digest.encode(), NOW, by_signal, ()))

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self.writer.close()
        self.reader.close()
        self.database.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "data" / "db.duckdb")
    yield store
    store.close()


def _telling(folder: Path) -> list[str]:
    """The files with the canary; by a child, since a handle of ours would end DuckDB's lock when it is closed."""
    command = ["grep", "-rlaF", CANARY, str(folder)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode in (0, 1), found.stderr
    return found.stdout.split()


def _crashed(store: Store, folder: Path) -> Path:
    """What a crash now would leave."""
    target = folder / "crashed"
    subprocess.run(["cp", "-r", str(store.database.path.parent), str(target)], check=True)
    return target / store.database.path.name


async def _fill(store: Store) -> None:
    canary = f'{{"prompt":"{CANARY}"}}'
    await store.add(
        "1",
        traces=[span(SessionId="bad", SpanAttributes=canary), span(SpanId="02", SessionId="good")],
        logs=[log(SessionId="bad", LogAttributes=canary), log(SessionId="good", Body='"kept"')],
        metrics=[point(SessionId="bad", Attributes=canary), point(SessionId="good", Attributes='{"a":1}')],
    )


def _rows(path: Path) -> list[str]:
    query = (
        "SELECT SpanId FROM otel_traces UNION ALL SELECT Body FROM otel_logs "
        "UNION ALL SELECT SessionId FROM otel_metrics UNION ALL SELECT SessionId FROM metric_series"
    )
    database = Database.open(path)
    try:
        return sorted(str(value) for (value,) in database.cursor().execute(query).fetchall())
    finally:
        database.close()


LEFT = ['"kept"', "02", "good", "good"]


def test_deleted_text_is_gone_from_all_files_once_compacted(store: Store, tmp_path: Path) -> None:
    async def run() -> None:
        await _fill(store)
        keeping = Housekeeping(store.database, store.reader, store.writer)
        assert await keeping.delete(Selection(session="bad")) == {"traces": 1, "logs": 1, "metrics": 1}
        assert _telling(tmp_path)
        await keeping.compact()
        assert _telling(tmp_path) == []
        await store.add("2", logs=[log(Body='"later"')])

    asyncio.run(run())
    path = store.database.path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert store.database.problem() is None
    store.close()
    assert sorted(file.name for file in path.parent.iterdir()) == ["db.duckdb", "db.duckdb.lock"]
    assert _rows(path) == sorted([*LEFT, '"later"'])


def test_the_index_of_log_texts_and_the_numbers_of_rows_go_on(store: Store) -> None:
    async def run() -> None:
        await store.add("1", logs=[log(Timestamp=n, Body='"usual"') for n in range(3 * 2_048)])
        await store.add("2", logs=[log(Timestamp=n + 1_000_000, Body='"rareterm"') for n in range(3 * 2_048)])
        with store.database.reading() as cursor:
            while count_blocks(cursor) < 6:
                await asyncio.sleep(0.05)
        keeping = Housekeeping(store.database, store.reader, store.writer)
        assert await keeping.delete(Selection(to_ns=2_050), ["logs"]) == {"logs": 2_050}
        await keeping.compact()
        await store.add("3", logs=[log(Timestamp=2_000_000, Body='"the rareterm"')])

    asyncio.run(run())
    with store.database.reading() as cursor:
        known = {block for (block,) in cursor.execute("SELECT Block FROM log_index").fetchall()}
        assert {2, 3, 4, 5} <= known <= {1, 2, 3, 4, 5}
        _, total = list_logs(cursor, LogFilter(0, NOW, search="rareterm"), 1, 0, list)
        assert total == 3 * 2_048 + 1
        ((last,),) = cursor.execute("SELECT max(RowNumber) FROM otel_logs").fetchall()
        assert last == 6 * 2_048


def count_blocks(cursor: Cursor) -> int:
    return int(cursor.execute("SELECT count(*) FROM log_index").fetchall()[0][0])


def test_what_comes_during_the_copy_is_in_the_new_file(store: Store) -> None:
    async def run() -> None:
        await _fill(store)
        with store.database.reading() as cursor:
            copy = compaction.begin(store.database, cursor)
        await store.add("2", logs=[log(Body='"meanwhile"')], traces=[span(SpanId="03")])
        await store.writer.replace_file(lambda cursor: compaction.complete(cursor, copy))
        await store.add("3", logs=[log(Body='"after"')])
        assert (await store.writer.store(StoreRequest(b"2", NOW, {"logs": [log()]}, ()))).duplicate

    asyncio.run(run())
    store.close()
    rows = _rows(store.database.path)
    assert {'"meanwhile"', '"after"', "03"} < set(rows)
    assert len(rows) == 8 + 3


@pytest.mark.parametrize("moment", ["copied", "completed"])
def test_a_crash_before_the_exchange_leaves_the_old_file(store: Store, tmp_path: Path, moment: str) -> None:
    async def run() -> Path:
        await _fill(store)
        with store.database.reading() as cursor:
            copy = compaction.begin(store.database, cursor)
        crashed: list[Path] = []

        def complete(cursor: Any) -> Path:
            if moment == "completed":
                compaction.complete(cursor, copy)
            crashed.append(_crashed(store, tmp_path))
            raise Unavailable("crashed")

        with pytest.raises(Unavailable, match="crashed"):
            await store.writer.replace_file(complete)
        await store.add("2", logs=[log(Body='"goes on"')])
        return crashed[0]

    path = asyncio.run(run())
    assert len(_rows(path)) == 8
    again = Store(path)
    Housekeeping(again.database, again.reader, again.writer)
    again.close()
    assert sorted(file.name for file in path.parent.iterdir()) == ["db.duckdb", "db.duckdb.lock"]


def test_an_incomplete_copy_is_not_taken(store: Store) -> None:
    async def run() -> None:
        await _fill(store)
        with store.database.reading() as cursor:
            copy = compaction.begin(store.database, cursor)
            cursor.execute("DELETE FROM fresh.otel_logs")
        with pytest.raises(Unavailable, match="copy of otel_logs is incomplete"):
            await store.writer.replace_file(lambda cursor: compaction.complete(cursor, copy))
        await store.add("2", logs=[log(Body='"goes on"')])

    asyncio.run(run())
    store.close()
    assert len(_rows(store.database.path)) == 9


def test_without_room_for_a_copy_the_database_stays(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.statvfs", lambda _path: SimpleNamespace(f_bavail=32, f_frsize=2**20))

    async def run() -> None:
        await _fill(store)
        with pytest.raises(Unavailable, match="no space for a copy"):
            await Housekeeping(store.database, store.reader, store.writer).compact()

    asyncio.run(run())


def test_what_a_crash_left_owed_is_done_by_the_next_server(store: Store, tmp_path: Path) -> None:
    async def delete() -> Path:
        await _fill(store)
        keeping = Housekeeping(store.database, store.reader, store.writer)
        await keeping.delete(Selection(session="bad"), for_good=True)
        return _crashed(store, tmp_path)

    path = asyncio.run(delete())
    assert _telling(path.parent)
    again = Store(path)
    keeping = Housekeeping(again.database, again.reader, again.writer)
    asyncio.run(keeping.run_pending_compaction())
    assert _telling(path.parent) == []
    again.close()
    assert sorted(file.name for file in path.parent.iterdir()) == ["db.duckdb", "db.duckdb.lock"]
    assert _rows(path) == LEFT


def test_what_cannot_be_done_now_stays_owed(store: Store, tmp_path: Path) -> None:
    blocked = store.database.path.with_name(store.database.path.name + ".compact")

    async def run() -> None:
        await _fill(store)
        keeping = Housekeeping(store.database, store.reader, store.writer)
        await keeping.delete(Selection(session="bad"), for_good=True)
        blocked.write_text("in the way of the copy")
        await keeping.run_pending_compaction()
        assert _telling(tmp_path)
        blocked.unlink()
        await keeping.run_pending_compaction()
        assert _telling(tmp_path) == []

    asyncio.run(run())


def test_nothing_is_rewritten_that_is_not_owed(store: Store) -> None:
    async def run() -> None:
        await _fill(store)
        before = store.database.path.stat().st_ino
        await Housekeeping(store.database, store.reader, store.writer).run_pending_compaction()
        assert store.database.path.stat().st_ino == before

    asyncio.run(run())
