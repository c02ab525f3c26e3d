"""Connecting DuckDB to the file: settings, damaged write-ahead logs, migrations, and then nothing else is allowed."""

from __future__ import annotations

import os
import re
from pathlib import Path

import duckdb

from aiobserver.errors import DatabaseError, DatabaseInUse, DatabaseUnusable
from aiobserver.store.duckdb.file.migrate import back_up_before, is_outdated, migrate
from aiobserver.store.duckdb.file.paths import backups_of, compaction_of, size_of, wal_of
from aiobserver.store.duckdb.file.wal import WalDamage, damaged_from, salvage
from aiobserver.store.duckdb.keeping.backup_files import list_backups
from aiobserver.system.memory import MemoryBudget, available_memory

Cursor = duckdb.DuckDBPyConnection

ATTACH_OPTIONS = "ROW_GROUP_SIZE 20480"

# Measured (docs/decisions/0003): with these, inserts are four times as fast and the worst commit takes 0.1 s.
# DuckDB makes no checkpoint of its own: one that finds no room ends it, so the writer makes them (decision 0012).
_SETTINGS = (
    "SET checkpoint_threshold = '1TB'",
    "SET auto_checkpoint_skip_wal_threshold = 1000000000000",
    "SET checkpoint_on_detach = 'DISABLED'",
    "PRAGMA disable_checkpoint_on_shutdown",
    "SET max_temp_directory_size = '2GB'",
    "SET TimeZone = 'UTC'",
    "SET preserve_insertion_order = true",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
    "SET allow_persistent_secrets = false",
)
_LOCKDOWN = ("SET enable_external_access = false", "SET lock_configuration = true")

_DAMAGED_BYTE = re.compile(r"Corrupt WAL file: entry .*?at byte position (\d+)")
_FOREIGN_LOG = "WAL does not match database file"
_SALVAGES = 20
_MOST_THREADS = 4


def open_store(path: Path) -> tuple[Cursor, WalDamage | None]:
    """(a connection with the database attached as `store`, what of its log was lost).

    :raises DatabaseUnusable: the file cannot be the database; it was not changed.
    :raises DatabaseInUse: another program has it.
    """
    try:
        return _open_mended(path)
    except OSError as error:
        raise DatabaseUnusable(f"{path} cannot be opened: {error.strerror}; nothing was changed") from error


def _open_mended(path: Path) -> tuple[Cursor, WalDamage | None]:
    damage = None
    for _ in range(_SALVAGES):
        found = _silent_damage(path)
        if found is None:
            try:
                return _connect(path), damage
            except duckdb.Error as error:
                found = told_damage(error)
                if found is None:
                    raise _refusal(path, error) from error
        damage = _salvaged(path, found, damage)
    raise DatabaseUnusable(f"{wal_of(path)} is damaged throughout; run: aiobserver doctor")


def _silent_damage(path: Path) -> int | None:
    """The byte from which DuckDB would silently ignore the log, or None; without a database that is the first."""
    wal = wal_of(path)
    if not path.exists():
        return 0 if size_of(wal) else None
    return damaged_from(wal)


def told_damage(error: duckdb.Error) -> int | None:
    """The byte of the log that DuckDB finds damaged, 0 if the log is another database's, or None: something else."""
    text = str(error)
    if _FOREIGN_LOG in text:
        return 0
    match = _DAMAGED_BYTE.search(text)
    return int(match[1]) if match else None


def _salvaged(path: Path, found: int, before: WalDamage | None) -> WalDamage:
    damage = salvage(wal_of(path), found)
    if before is None:
        return damage
    damage.kept_as.unlink()  # a part of what was kept first
    return WalDamage(
        before.kept_as,
        before.lost_bytes + damage.lost_bytes,
        before.lost_transactions + damage.lost_transactions,
    )


def _connect(path: Path) -> Cursor:
    if not path.exists():
        _create(path)
    connection = _attach(path)
    try:
        if is_outdated(connection):
            connection.execute("CHECKPOINT store")
            connection.close()
            back_up_before(path)
            connection = _attach(path)
        migrate(connection)
        for setting in _LOCKDOWN:
            connection.execute(setting)
    except BaseException:
        connection.close()
        raise
    return connection


def _create(path: Path) -> None:
    """Makes the file under another name, so that a crash leaves no half of a database."""
    unfinished = path.with_name(path.name + ".unfinished")
    for left in (unfinished, wal_of(unfinished)):
        left.unlink(missing_ok=True)
    connection = _attach(unfinished)
    try:
        migrate(connection)
    finally:
        connection.close()
    unfinished.replace(path)


def _attach(path: Path) -> Cursor:
    connection = duckdb.connect(":memory:")
    try:
        for setting in _SETTINGS:
            connection.execute(setting)
        connection.execute(f"SET threads = {_threads(os.cpu_count() or 1)}")
        connection.execute(f"SET memory_limit = '{MemoryBudget.of(available_memory()).database}B'")
        connection.execute(f"SET temp_directory = {quoted(path.with_name(path.name + '.tmp'))}")
        connection.execute(f"SET allowed_directories = [{quoted(backups_of(path))}, {quoted(compaction_of(path))}]")
        connection.execute(f"ATTACH {quoted(path)} AS store ({ATTACH_OPTIONS})")
        connection.execute("USE store")
    except BaseException:
        connection.close()
        raise
    return connection


def _threads(cores: int) -> int:
    """Threads per query: half of the cores, since ingest needs two; one of two cores (docs/decisions/0003)."""
    return max(1, min(_MOST_THREADS, cores // 2))


def _refusal(path: Path, error: duckdb.Error) -> DatabaseError:
    reason = str(error).splitlines()[0]
    if "Could not set lock" in reason:
        return DatabaseInUse(f"{path} is open in another program: {reason}")
    backups = list_backups(path)
    restore = f"restore the newest backup: aiobserver restore {backups[0].path}; or " if backups else ""
    return DatabaseUnusable(
        f"{path} cannot be opened: {reason}; nothing was changed; {restore}save what can be read: "
        "aiobserver doctor --salvage; or set AI_OBSERVER_DATABASE_PATH to another file"
    )


def quoted(path: Path) -> str:
    """A path as an SQL text."""
    return "'" + str(path).replace("'", "''") + "'"
