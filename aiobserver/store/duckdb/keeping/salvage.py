"""Examines a database that no server has, and salvages a damaged one; the file itself is never changed."""

from __future__ import annotations

import multiprocessing
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

import duckdb

from aiobserver.errors import DatabaseUnusable
from aiobserver.store.duckdb.file.connection import ATTACH_OPTIONS, quoted, told_damage
from aiobserver.store.duckdb.file.integrity import IntegrityReport, check
from aiobserver.store.duckdb.file.lock import InstanceLock
from aiobserver.store.duckdb.file.migrate import migrate
from aiobserver.store.duckdb.file.paths import secure, size_of, wal_of
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.duckdb.file.wal import commits_from, damaged_from
from aiobserver.store.duckdb.parts import KEPT, PARTS, TELEMETRY

_STEP_ROWS = 20_480
"""Rows of a row group: damage is located in such steps."""


@dataclass(slots=True)
class Salvaged:
    """Result of a salvage: the rows saved, and the losses."""

    path: Path
    rows: dict[str, int] = field(default_factory=dict)
    """Saved rows by table."""
    missing: dict[str, list[str]] = field(default_factory=dict)
    """Unreadable ranges of rows and columns by table."""
    log: str = ""
    """Loss from the write-ahead log; empty: none."""


def damage_of_log(path: Path) -> str | None:
    """Describe damage of the write-ahead log, or None; reads copies where DuckDB has to be asked."""
    wal = wal_of(path)
    found = _damage(path)
    if found is None:
        return None
    return (
        f"the write-ahead log {wal} is damaged from byte {found} of {size_of(wal)}: "
        f"{commits_from(wal, found)} transactions are lost"
    )


def examine(path: Path) -> IntegrityReport:
    """Reads file and log from end to end; of a damaged log the part before the damage."""
    with _readable(path) as (readable, _):
        return check(readable)


def salvage_database(path: Path, target: Path) -> Salvaged:
    """Save everything readable into a new database.

    :raises DatabaseUnusable: nothing can be read at all, or the target exists.
    :raises DatabaseInUse: a server has the database.
    """
    if target.exists():
        raise DatabaseUnusable(f"{target} exists; choose another file with --to")
    lock = InstanceLock.take(path, ())
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    try:
        with _readable(path) as (readable, log):
            process = context.Process(target=_copy_apart, args=(readable, target, sender))
            process.start()
            sender.close()
            found = _received(receiver)
            process.join()
    finally:
        lock.release()
    if not isinstance(found, Salvaged):
        target.unlink(missing_ok=True)
        raise DatabaseUnusable(f"{path} is unreadable and was not changed: {found}")
    secure(target)
    found.log = log or ""
    return found


def _received(receiver: Connection) -> Salvaged | str:
    try:
        found: Salvaged | str = receiver.recv()
    except EOFError:
        return "reading it crashed the process"
    return found


def _damage(path: Path) -> int | None:
    wal = wal_of(path)
    if not size_of(wal):
        return None
    silent = damaged_from(wal)
    if silent is not None:
        return silent
    connection = duckdb.connect(":memory:")
    try:
        connection.execute(f"ATTACH {quoted(path)} AS store (READ_ONLY)")
    except duckdb.Error as error:
        return told_damage(error)
    finally:
        connection.close()
    return None


@contextmanager
def _readable(path: Path) -> Iterator[tuple[Path, str | None]]:
    """(the database, or with a damaged log a copy with its intact part; the damage of the log)"""
    damage = damage_of_log(path)
    if damage is None:
        yield path, None
        return
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".examined-") as folder:
        copy = Path(folder) / path.name
        shutil.copyfile(path, copy)
        shutil.copyfile(wal_of(path), wal_of(copy))
        while (found := _damage(copy)) is not None:
            if found:
                with wal_of(copy).open("r+b") as file:
                    file.truncate(found)
            else:
                wal_of(copy).unlink()
        yield copy, damage


def _copy_apart(source: Path, target: Path, sender: Connection) -> None:
    try:
        sender.send(_copy(source, target))
    except (duckdb.Error, DatabaseUnusable) as error:
        sender.send(str(error).splitlines()[0])


def _copy(source: Path, target: Path) -> Salvaged:
    result = Salvaged(target)
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET threads = 1")
        connection.execute(f"ATTACH {quoted(source)} AS damaged (READ_ONLY)")
        connection.execute(f"ATTACH {quoted(target)} AS store ({ATTACH_OPTIONS})")
        connection.execute("USE store")
        migrate(connection)
        for table in _tables(connection):
            _copy_table(connection, table, result)
        for table in sorted(TELEMETRY):  # of an older schema
            connection.execute(f"UPDATE {table} SET RowNumber = rowid WHERE RowNumber IS NULL")
        for rebuild in dict.fromkeys(part.rebuild for part in PARTS if part.rebuild):
            rebuild(connection)
        connection.execute(sql("metrics/series_make"))
        if "ledger_fill" not in _tables(connection):  # of an older schema
            connection.execute(sql("ledger/fill_make"))
        connection.execute(sql("ledger/fill_metrics_clear"))
        connection.execute(sql("ledger/fill_metrics"))
        connection.execute("CHECKPOINT store")
    return result


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Our tables that the damaged file has too, except those that are recomputed: the version, and derived tables.

    An index with a part missing would say that what it lacks is not there.
    """
    names = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'store' "
        "INTERSECT SELECT table_name FROM duckdb_tables() WHERE database_name = 'damaged' ORDER BY ALL"
    ).fetchall()
    return [name for (name,) in names if name in TELEMETRY | KEPT]


def _copy_table(connection: duckdb.DuckDBPyConnection, table: str, result: Salvaged) -> None:
    rows = 0
    try:
        ((end,),) = connection.execute(f'SELECT coalesce(max(rowid) + 1, 0) FROM damaged."{table}"').fetchall()
    except duckdb.Error as error:
        result.missing[table] = [f"all: {str(error).splitlines()[0]}"]
        return
    for first in range(0, end, _STEP_ROWS):
        last = min(first + _STEP_ROWS, end)
        try:
            ((saved,),) = connection.execute(
                f'INSERT INTO "{table}" BY NAME SELECT * FROM damaged."{table}" WHERE rowid >= ? AND rowid < ?',
                [first, last],
            ).fetchall()
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            result.missing.setdefault(table, []).append(f"rows {first} to {last - 1}: {reason}")
        else:
            rows += saved
    result.rows[table] = rows
