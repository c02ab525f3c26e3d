"""Opening the one DuckDB file: checks, lock, settings, migrations."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import duckdb

from aiobserver.errors import DatabaseInUse, DatabaseUnusable
from aiobserver.storage.lock import InstanceLock
from aiobserver.storage.migrate import migrate

Cursor = duckdb.DuckDBPyConnection

_MAGIC = b"DUCK"
_MAGIC_OFFSET = 8

# Measured (docs/decisions/0003): with these, inserts are four times as fast and the worst commit takes 0.1 s.
_SETTINGS = (
    "SET threads = 1",
    "SET checkpoint_threshold = '64MB'",
    "SET memory_limit = '1GB'",
    "SET max_temp_directory_size = '2GB'",
    "SET TimeZone = 'UTC'",
    "SET preserve_insertion_order = true",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
    "SET allow_persistent_secrets = false",
)
_LOCKDOWN = ("SET enable_external_access = false", "SET lock_configuration = true")


class Database:
    """One open database file; the process that has it is alone with it."""

    def __init__(self, path: Path, connection: Cursor, lock: InstanceLock, *, created: bool) -> None:
        self.path = path
        self.created = created
        """Whether this start made the file."""
        self._connection = connection
        self._lock = lock
        self._identity = _identity(path)

    @classmethod
    def open(cls, path: Path, *, ports: tuple[int, ...] = ()) -> Database:
        """Opens or creates the file at `path`, with its folder.

        :param ports: told to whoever tries to open the same database while we have it.
        :raises DatabaseUnusable: the path or file cannot be the database; nothing was changed.
        :raises DatabaseInUse: another instance has it.
        """
        path = Path(os.path.realpath(path))
        created = _check(path)
        lock = InstanceLock.take(path, ports)
        try:
            connection = _connect(path)
        except BaseException:
            lock.release()
            raise
        _secure(path)
        return cls(path, connection, lock, created=created)

    @staticmethod
    def check_free(path: Path) -> None:
        """
        :raises DatabaseInUse: another instance has the database at `path`; nothing is created by asking.
        """
        InstanceLock.check_free(Path(os.path.realpath(path)))

    def cursor(self) -> Cursor:
        """A cursor of its own transaction, on the database's schema."""
        cursor = self._connection.cursor()
        cursor.execute("USE store")
        return cursor

    def problem(self) -> str | None:
        """Why the file is no longer the one that was opened, or None."""
        if _identity(self.path) == self._identity:
            return None
        return f"database file {self.path} was removed or replaced while the server ran; restart the server"

    def sizes(self) -> dict[str, int]:
        """Bytes of the file and of its write-ahead log, by `stat` alone: opening it would lose DuckDB's lock."""
        wal = self.path.with_name(self.path.name + ".wal")
        return {
            "database": self.path.stat().st_size if self.path.exists() else 0,
            "wal": wal.stat().st_size if wal.exists() else 0,
        }

    def close(self) -> None:
        """Checkpoints and closes; the lock goes last."""
        self._connection.close()
        self._lock.release()


def _check(path: Path) -> bool:
    """True if a new file is to be created there.

    :raises DatabaseUnusable: it cannot be a database.
    """
    advice = "set AI_OBSERVER_DATABASE_PATH to another file"
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        _make_folder(path.parent)
        return True
    except OSError as error:
        raise DatabaseUnusable(f"cannot use {path}: {error.strerror}; {advice}") from error
    if not stat.S_ISREG(mode):
        kind = "a folder" if stat.S_ISDIR(mode) else "not a regular file"
        raise DatabaseUnusable(f"{path} is {kind}; {advice}")
    if not os.access(path, os.R_OK | os.W_OK):
        raise DatabaseUnusable(f"{path} cannot be read and written by this user; change its mode or {advice}")
    _check_magic(path, advice)
    return False


def _check_magic(path: Path, advice: str) -> None:
    with path.open("rb") as file:  # before DuckDB has it: closing a second handle later would drop its lock
        start = file.read(_MAGIC_OFFSET + len(_MAGIC))
    if start[_MAGIC_OFFSET:] != _MAGIC:
        kind = "empty" if not start else "no DuckDB database"
        raise DatabaseUnusable(f"{path} is {kind}; move it away or {advice}")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnusable(
            f"cannot create the folder {folder}: {error.strerror}; "
            "set AI_OBSERVER_DATABASE_PATH to a place you can write"
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise DatabaseUnusable(f"cannot write in {folder}; set AI_OBSERVER_DATABASE_PATH to a place you can write")


def _connect(path: Path) -> Cursor:
    connection = duckdb.connect(":memory:")
    try:
        for setting in _SETTINGS:
            connection.execute(setting)
        connection.execute(f"SET temp_directory = {_quoted(path.with_name(path.name + '.tmp'))}")
        connection.execute(f"SET allowed_directories = [{_quoted(path.parent / 'backups')}]")
        connection.execute(f"ATTACH {_quoted(path)} AS store (ROW_GROUP_SIZE 20480)")
        connection.execute("USE store")
        migrate(connection)
        for setting in _LOCKDOWN:
            connection.execute(setting)
    except duckdb.Error as error:
        connection.close()
        raise _refusal(path, error) from error
    except BaseException:
        connection.close()
        raise
    return connection


def _refusal(path: Path, error: duckdb.Error) -> DatabaseInUse | DatabaseUnusable:
    reason = str(error).splitlines()[0]
    if "Could not set lock" in reason:
        return DatabaseInUse(f"{path} is open in another program: {reason}")
    return DatabaseUnusable(
        f"{path} cannot be opened: {reason}; restore a backup or set AI_OBSERVER_DATABASE_PATH to another file"
    )


def _secure(path: Path) -> None:
    """Nobody but the user reads the files; the folder's entries survive a power loss (DuckDB does not sync it)."""
    path.chmod(0o600)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
