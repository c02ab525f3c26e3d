"""Compaction: copies the database into a new file, which removes deleted data physically and frees their space.

DuckDB keeps deleted rows until a checkpoint drops their row groups, and overwrites freed blocks only when it needs
them; until then their text stays readable in the file. A copy made through DuckDB has none of it.

Nearly all is copied while everything goes on, out of one state of the database (`begin`). The writer then adds what
came meanwhile (`complete`) and puts the copy in the place of the file: one rename, so a crash at any moment leaves the
old or the new file. Nothing may be deleted in between: the rows that came are found by their position.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aiobserver.errors import Unavailable
from aiobserver.store.duckdb.file.connection import ATTACH_OPTIONS, quoted
from aiobserver.store.duckdb.file.database import Cursor, Database
from aiobserver.store.duckdb.file.paths import compaction_of, size_of, sync_file, wal_of
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.keeping import Blocks
from aiobserver.store.writing import TABLES


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that has the telemetry up to the row numbers `copied`, one per table, and nothing else yet."""

    path: Path
    copied: Mapping[str, int]


def read_blocks(cursor: Cursor) -> Blocks:
    """Used and free blocks of the file, as of the last checkpoint."""
    ((size, used, free),) = cursor.execute(sql("keeping/compaction_blocks")).fetchall()
    return Blocks(used * size, free * size)


def begin(database: Database, cursor: Cursor) -> Copy:
    """Copies the telemetry, as it is now, with a cursor of a reader; takes about a second per 10 MB.

    :raises Unavailable: the disk has no room for a copy.
    """
    discard(database, cursor)
    needed = read_blocks(cursor).used + size_of(wal_of(database.path))
    if not database.space.allows(needed):
        raise Unavailable(f"the disk has no space for a copy of the database, which needs {needed // 2**20} MiB")
    path = compaction_of(database.path) / database.path.name
    path.parent.mkdir(mode=0o700)
    cursor.execute(f"ATTACH {quoted(path)} AS fresh ({ATTACH_OPTIONS})")
    cursor.execute("COPY FROM DATABASE store TO fresh (SCHEMA)")
    cursor.execute("BEGIN")
    copied = {}
    for table in (*TABLES.values(), "sightings"):
        ((last,),) = cursor.execute(f"SELECT coalesce(max(rowid), -1) FROM store.{table}").fetchall()
        cursor.execute(f"INSERT INTO fresh.{table} FROM store.{table}")
        copied[table] = int(last)
    cursor.execute("COMMIT")
    cursor.execute("CHECKPOINT fresh")
    return Copy(path, copied)


def complete(cursor: Cursor, copy: Copy) -> Path:
    """Adds what the copy lacks, with the writer's cursor and outside of a transaction; where the whole copy is.

    :raises Unavailable: the copy has not all rows; the database stays as it is.
    """
    cursor.execute("BEGIN")
    for table in _tables(cursor):
        since = copy.copied.get(table, -1)
        cursor.execute(f"INSERT INTO fresh.{table} SELECT * FROM store.{table} WHERE rowid > ?", [since])
    cursor.execute("UPDATE fresh.ledger_fill SET Next = 0 WHERE Signal = 'metrics' AND Next < Ends")
    different = [table for table in _tables(cursor) if _count(cursor, "fresh", table) != _count(cursor, "store", table)]
    if different:
        raise Unavailable(f"the copy of {', '.join(different)} is incomplete")
    cursor.execute("COMMIT")
    cursor.execute("CHECKPOINT fresh")
    cursor.execute("DETACH fresh")
    copy.path.chmod(0o600)
    sync_file(copy.path)
    return copy.path


def discard(database: Database, cursor: Cursor | None = None) -> None:
    """Removes a copy that was not finished."""
    if cursor is not None:
        cursor.execute("DETACH DATABASE IF EXISTS fresh")
    shutil.rmtree(compaction_of(database.path), ignore_errors=True)


def _tables(cursor: Cursor) -> list[str]:
    return [name for (name,) in cursor.execute(sql("keeping/compaction_tables")).fetchall()]


def _count(cursor: Cursor, database: str, table: str) -> int:
    ((count,),) = cursor.execute(f"SELECT count(*) FROM {database}.{table}").fetchall()
    return int(count)
