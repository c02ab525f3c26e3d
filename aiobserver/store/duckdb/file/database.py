"""The one open DuckDB file: its lock, its connection, and reopening it when DuckDB has given up on it."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from aiobserver.errors import DatabaseUnusable, Unavailable
from aiobserver.store.duckdb.file.connection import Cursor, open_store
from aiobserver.store.duckdb.file.lock import InstanceLock
from aiobserver.store.duckdb.file.paths import (
    check_database,
    identity,
    is_open_here,
    secure,
    size_of,
    sync_folder,
    wal_of,
)
from aiobserver.store.duckdb.file.space import DiskSpace
from aiobserver.store.duckdb.file.wal import WalDamage

__all__ = ["Cursor", "Database"]

log = logging.getLogger(__name__)

_READ_PATIENCE_S = 2.0
"""Longest wait of a read for the database to be reopened."""
_CLOSE_PATIENCE_S = 10.0


@contextmanager
def one_state(cursor: Cursor) -> Iterator[None]:
    """All statements within see one state of the database; what they change, temporary tables too, ends with it."""
    cursor.execute("BEGIN")
    try:
        yield
    finally:
        cursor.execute("ROLLBACK")


class Database:
    """One open database file; the process that has it is alone with it.

    DuckDB gives up on a file for good after a write it could not finish. Then all cursors have to be closed before the
    file is opened again, so readers borrow theirs by `reading`; only the writer has one of its own.
    """

    def __init__(self, path: Path, lock: InstanceLock, *, created: bool) -> None:
        self.path = path
        self.created = created
        """True if this start created the file."""
        self.space = DiskSpace(path)
        self.damage: list[WalDamage] = []
        """Losses found when the file was opened or reopened."""
        self._lock = lock
        self._suspect = threading.Event()
        self._changed = threading.Condition()
        self._borrowed: set[Cursor] = set()
        self._connection: Cursor | None = None
        self._connect()
        self._identity = identity(path)

    @classmethod
    def open(cls, path: Path, *, ports: tuple[int, ...] = ()) -> Database:
        """Opens or creates the file at `path`, with its folder.

        :param ports: told to whoever tries to open the same database while we have it.
        :raises DatabaseUnusable: the path or file cannot be the database; nothing was changed.
        :raises DatabaseInUse: another instance has it.
        """
        path = Path(os.path.realpath(path))
        created = check_database(path)
        lock = InstanceLock.take(path, ports)
        try:
            return cls(path, lock, created=created)
        except BaseException:
            lock.release()
            raise

    @staticmethod
    def check_free(path: Path) -> None:
        """
        :raises DatabaseInUse: another instance has the database at `path`; nothing is created by asking.
        """
        InstanceLock.check_free(Path(os.path.realpath(path)))

    def cursor(self) -> Cursor:
        """A cursor of its own transaction, on the database's schema; to be closed before `reopen`.

        :raises Unavailable: the database is being opened again.
        """
        if self._connection is None:
            raise Unavailable("the database is being opened again")
        cursor = self._connection.cursor()
        cursor.execute("USE store")
        return cursor

    @contextmanager
    def reading(self) -> Iterator[Cursor]:
        """A cursor for as long as the block runs; it is interrupted when the database has to be opened again.

        :raises Unavailable: the database is being opened again, and that takes long.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._connection is not None, _READ_PATIENCE_S)
            cursor = self.cursor()
            self._borrowed.add(cursor)
        try:
            yield cursor
        finally:
            cursor.close()
            with self._changed:
                self._borrowed.discard(cursor)
                self._changed.notify_all()

    def interrupt_reads(self) -> None:
        """Interrupt the queries of all borrowed cursors."""
        with self._changed:
            for cursor in self._borrowed:
                cursor.interrupt()

    def mark_suspect(self) -> None:
        """Note an error that may have ended the database; the writer probes it."""
        self._suspect.set()

    @property
    def is_suspect(self) -> bool:
        return self._suspect.is_set()

    def probe(self) -> bool:
        """Run a statement. Return whether it succeeded; if so the database is no longer suspect."""
        self._suspect.clear()
        try:
            cursor = self.cursor()
            try:
                cursor.execute("SELECT version FROM schema_version LIMIT 1").fetchall()
            finally:
                cursor.close()
        except (duckdb.Error, Unavailable):
            self._suspect.set()
            return False
        return True

    def reopen(self) -> None:
        """Close and reopen the file; committed data are kept. The writer's cursor is closed.

        :raises DatabaseUnusable: it failed; to be retried.
        """
        self._disconnect()
        problem = self.problem()
        if problem is not None:
            raise DatabaseUnusable(problem)
        self._connect()
        self._suspect.clear()

    def exchange(self, fresh: Path) -> None:
        """Replace the file by another one and open it; the writer's cursor is closed, the log empty.

        :raises DatabaseUnusable: not done; `reopen` opens what is there.
        """
        self._disconnect()
        problem = self.problem()
        if problem is not None or size_of(wal_of(self.path)):
            raise DatabaseUnusable(problem or f"{wal_of(self.path)} is not empty")
        try:
            fresh.replace(self.path)
            sync_folder(self.path.parent)
        except OSError as error:
            raise DatabaseUnusable(f"{fresh} cannot replace {self.path}: {error.strerror}") from error
        finally:
            self._identity = identity(self.path)
        self._connect()
        self._suspect.clear()

    def problem(self) -> str | None:
        """The reason if the file is no longer the one that was opened, or None."""
        if identity(self.path) == self._identity:
            return None
        return f"database file {self.path} was removed or replaced while the server ran; restart the server"

    def sizes(self) -> dict[str, int]:
        """Bytes of the file and of its write-ahead log, by `stat` alone: opening it would lose DuckDB's lock."""
        return {"database": size_of(self.path), "wal": size_of(wal_of(self.path))}

    def close(self) -> None:
        """Checkpoint if there is room, and close; the lock is released last."""
        if self._connection is not None and self.problem() is None and self.space.allows_checkpoint:
            with suppress(duckdb.Error):  # what was committed stays in the log
                self._connection.execute("CHECKPOINT store")
        with suppress(DatabaseUnusable):  # a read that does not end: the process is about to
            self._disconnect()
        self._lock.release()

    def _connect(self) -> None:
        connection, damage = open_store(self.path)
        try:
            secure(self.path)
            sync_folder(self.path.parent)
        except OSError as error:
            connection.close()
            raise DatabaseUnusable(f"{self.path} cannot be opened: {error.strerror}") from error
        if damage is not None:
            log.error("%s", damage)
            self.damage.append(damage)
        with self._changed:
            self._connection = connection
            self._changed.notify_all()

    def _disconnect(self) -> None:
        """
        :raises DatabaseUnusable: a handle is still open; a second instance on the file would damage it.
        """
        with self._changed:
            connection, self._connection = self._connection, None
            for cursor in self._borrowed:
                cursor.interrupt()
            ended = self._changed.wait_for(lambda: not self._borrowed, _CLOSE_PATIENCE_S)
        if connection is not None:
            connection.close()
        if not ended or is_open_here(self.path):
            raise DatabaseUnusable(f"{self.path} cannot be closed: a read does not end")
