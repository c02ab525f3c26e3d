"""Integrity check: reads a database file from end to end, in a separate process, since a damaged file may crash it."""

from __future__ import annotations

import signal
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_LIMITS = ("SET threads = 1", "SET memory_limit = '512MB'", "SET autoinstall_known_extensions = false")
_LOOK_EVERY_S = 0.2
_TABLES = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'store' ORDER BY table_name"


@dataclass(frozen=True, slots=True)
class IntegrityReport:
    """Result of reading a database file from end to end."""

    rows: dict[str, int]
    """Row count by table; only tables that can be read to the end."""
    faults: dict[str, str]
    """Reason by table (or `file`) that cannot be read."""
    version: int = 0
    """Version of the schema; 0: a database of another program."""

    @property
    def is_intact(self) -> bool:
        return not self.faults

    @property
    def first_fault(self) -> str:
        """One line, empty if there is none."""
        return next((f"{name}: {reason}" for name, reason in self.faults.items()), "")


def check(path: Path, stopping: threading.Event | None = None) -> IntegrityReport:
    """Read every value of the file; changes nothing. No process may have it open for writing.

    :param stopping: ends it early; then the file counts as not intact.
    """
    import multiprocessing  # noqa: PLC0415 - seldom needed, slow to load

    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_report, args=(path, sender), daemon=True)
    process.start()
    sender.close()
    try:
        while not receiver.poll(_LOOK_EVERY_S):
            if stopping is not None and stopping.is_set():
                process.terminate()
                return IntegrityReport({}, {"file": "the check was interrupted"})
        found: IntegrityReport = receiver.recv()
        return found
    except EOFError:
        return IntegrityReport({}, {"file": "reading it crashed the process"})
    finally:
        process.join()
        receiver.close()


def _report(path: Path, sender: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it decides when it ends
    sender.send(read_all(path))


def read_all(path: Path) -> IntegrityReport:
    """Do the work of `check` in this process."""
    rows: dict[str, int] = {}
    faults: dict[str, str] = {}
    with duckdb.connect(":memory:") as connection:
        try:
            for limit in _LIMITS:
                connection.execute(limit)
            escaped = str(path).replace("'", "''")
            connection.execute(f"ATTACH '{escaped}' AS store (READ_ONLY)")
            connection.execute("USE store")
            tables = [name for (name,) in connection.execute(_TABLES).fetchall()]
        except duckdb.Error as error:
            return IntegrityReport({}, {"file": str(error).splitlines()[0]})
        for table in tables:
            try:
                ((rows[table], _),) = connection.execute(
                    f'SELECT count(*), bit_xor(hash(each)) FROM "{table}" each'
                ).fetchall()
            except duckdb.Error as error:
                faults[table] = str(error).splitlines()[0]
        version = _version(connection) if "schema_version" in rows else 0
    return IntegrityReport(rows, faults, version)


def _version(connection: duckdb.DuckDBPyConnection) -> int:
    ((version,),) = connection.execute("SELECT coalesce(max(version), 0) FROM schema_version").fetchall()
    return int(version)
