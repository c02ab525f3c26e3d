"""Numbered migrations: `migrations/NNNN_*.sql`, each applied once, in order, in a transaction of its own."""

from __future__ import annotations

from importlib.resources import files

import duckdb

from aiobserver.errors import DatabaseUnusable

_VERSION_TABLE = "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL, applied_at TIMESTAMP NOT NULL)"


def migrate(connection: duckdb.DuckDBPyConnection) -> None:
    """Brings the schema of the attached database `store` to the newest version.

    :raises DatabaseUnusable: the file was written by a newer AI Observer, or is somebody else's database.
    """
    migrations = _migrations()
    current = _current_version(connection)
    newest = max(migrations)
    if current > newest:
        raise DatabaseUnusable(
            f"the database has schema version {current}, this AI Observer knows {newest}; install a newer AI Observer"
        )
    for version in sorted(migrations):
        if version > current:
            _apply(connection, version, migrations[version])
    if current < newest:
        connection.execute("CHECKPOINT store")


def _migrations() -> dict[int, str]:
    folder = files("aiobserver.storage") / "migrations"
    return {
        int(file.name[:4]): file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name[:4].isdigit()
    }


def _current_version(connection: duckdb.DuckDBPyConnection) -> int:
    tables = {
        name
        for (name,) in connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'store'"
        ).fetchall()
    }
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
