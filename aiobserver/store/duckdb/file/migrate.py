"""Numbered migrations: `schema/NNNN_*.sql`, each applied once, in order, in a transaction of its own.

A file that has data is backed up first, byte by byte while nobody has it open. A crash at any moment leaves the schema
before or after a migration, never between.
"""

from __future__ import annotations

import logging
import shutil
from importlib.resources import files
from pathlib import Path

import duckdb

from aiobserver.errors import DatabaseUnusable
from aiobserver.store.duckdb.file.integrity import check
from aiobserver.store.duckdb.file.paths import secure, size_of, sync_file, sync_folder
from aiobserver.store.duckdb.file.space import DiskSpace
from aiobserver.store.duckdb.keeping.backup_files import new_name

log = logging.getLogger(__name__)

_VERSION_TABLE = "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL, applied_at TIMESTAMP NOT NULL)"
_KEPT_TABLES = ("otel_traces", "otel_logs", "otel_metrics", "dashboards")
"""No migration may change how many rows these have."""


def newest_version() -> int:
    """The schema version of this AI Observer."""
    return max(_migrations())


def is_outdated(connection: duckdb.DuckDBPyConnection) -> bool:
    """True if the attached database `store` has data of an older schema.

    :raises DatabaseUnusable: the file was written by a newer AI Observer, or belongs to another program.
    """
    current, newest = _current_version(connection), newest_version()
    if current > newest:
        raise DatabaseUnusable(
            f"the database has schema version {current}, this AI Observer knows {newest}; install a newer AI Observer"
        )
    return 0 < current < newest


def back_up_before(database: Path) -> None:
    """Back up a file that no process has open, and verify the copy.

    :raises DatabaseUnusable: there is no room, or the copy is not intact; the file was not changed.
    """
    target = new_name(database, f"-before-schema-{newest_version()}")
    if not DiskSpace(database).allows(2 * size_of(database)):
        raise DatabaseUnusable(
            f"{database} must be backed up and migrated, which needs {2 * size_of(database)} bytes; "
            "free space on the disk"
        )
    try:
        target.parent.mkdir(mode=0o700, exist_ok=True)
        shutil.copyfile(database, target)
        secure(target)
        sync_file(target)
        sync_folder(target.parent)
    except OSError as error:
        target.unlink(missing_ok=True)
        raise DatabaseUnusable(f"{database} cannot be backed up to {target}: {error.strerror}") from error
    found = check(target)
    if not found.is_intact:
        target.unlink()
        raise DatabaseUnusable(f"{database} is damaged ({found.first_fault}); run: aiobserver doctor")
    log.info("migrating the database; backup: %s", target)


def migrate(connection: duckdb.DuckDBPyConnection) -> None:
    """Brings the schema of the attached database `store` to the newest version.

    :raises DatabaseUnusable: rows are missing afterwards.
    """
    migrations = _migrations()
    current = _current_version(connection)
    before = _counts(connection)
    for version in sorted(migrations):
        if version > current:
            _apply(connection, version, migrations[version])
    if current < max(migrations):
        connection.execute("CHECKPOINT store")
        after = _counts(connection)
        changed = [table for table, rows in before.items() if after.get(table) != rows]
        if changed:
            raise DatabaseUnusable(f"rows are missing after a migration, in {', '.join(changed)}; restore the backup")


def _migrations() -> dict[int, str]:
    folder = files("aiobserver.store.duckdb") / "schema"
    return {
        int(file.name[:4]): file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name[:4].isdigit()
    }


def _tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    found = connection.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'store'").fetchall()
    return {name for (name,) in found}


def _counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    kept = sorted(_tables(connection).intersection(_KEPT_TABLES))
    return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0] for table in kept}


def _current_version(connection: duckdb.DuckDBPyConnection) -> int:
    tables = _tables(connection)
    if tables and "schema_version" not in tables:
        raise DatabaseUnusable("the file is a DuckDB database of another program; choose another path")
    if not tables:
        return 0
    (version,) = connection.execute("SELECT coalesce(max(version), 0) FROM schema_version").fetchall()[0]
    return int(version)


def _apply(connection: duckdb.DuckDBPyConnection, version: int, script: str) -> None:
    connection.execute("BEGIN")
    try:
        connection.execute(_VERSION_TABLE)
        connection.execute(script)
        connection.execute("INSERT INTO schema_version VALUES (?, now()::TIMESTAMP)", [version])
        connection.execute("COMMIT")
    except duckdb.Error:
        connection.execute("ROLLBACK")
        raise
