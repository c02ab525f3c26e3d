"""The files of a database: their names, what can be one, their modes, what the disk promises."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

from aiobserver.errors import DatabaseUnusable

_MAGIC = b"DUCK"
_MAGIC_OFFSET = 8
_ADVICE = "set AI_OBSERVER_DATABASE_PATH to another file"


def wal_of(database: Path) -> Path:
    """DuckDB's write-ahead log: committed data that are not in the file yet."""
    return database.with_name(database.name + ".wal")


def backups_of(database: Path) -> Path:
    """The folder of its backups."""
    return database.parent / "backups"


def compaction_of(database: Path) -> Path:
    """The folder of the copy that compaction makes."""
    return database.with_name(database.name + ".compact")


def pending_compaction_marker(database: Path) -> Path:
    """An empty file that exists while a compaction is pending: deleted text may still be in the database file."""
    return database.with_name(database.name + ".owed")


def aside(path: Path, reason: str) -> Path:
    """A free name beside `path` for something that is kept: `<name>.<reason>-<UTC time>`."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    name = f"{path.name}.{reason}-{stamp}"
    names = (name, *(f"{name}-{number}" for number in range(2, 1000)))
    return next(path.with_name(each) for each in names if not path.with_name(each).exists())


def check_database(path: Path) -> bool:
    """True if there is no file yet; its folder is made then.

    :raises DatabaseUnusable: what is there cannot be a database.
    """
    try:
        exists = path.exists()
    except OSError as error:
        raise DatabaseUnusable(f"cannot use {path}: {error.strerror}; {_ADVICE}") from error
    if exists:
        check_existing(path)
    else:
        make_folder(path.parent)
    return not exists


def check_existing(path: Path, *, writable: bool = True) -> None:
    """
    :param writable: whether it must be, too.
    :raises DatabaseUnusable: what is there cannot be a database.
    """
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise DatabaseUnusable(f"cannot use {path}: {error.strerror}; {_ADVICE}") from error
    if not stat.S_ISREG(mode):
        kind = "a folder" if stat.S_ISDIR(mode) else "not a regular file"
        raise DatabaseUnusable(f"{path} is {kind}; {_ADVICE}")
    _check_access(path, os.O_RDWR if writable else os.O_RDONLY)
    _check_magic(path)


def secure(path: Path) -> None:
    """Restrict access to the user (mode 0600)."""
    path.chmod(0o600)


def sync_folder(folder: Path) -> None:
    """Make the folder's entries survive a power loss: DuckDB does not sync them."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Make the file's content survive a power loss; never for a file that DuckDB has open: its lock would be lost."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def identity(path: Path) -> tuple[int, int] | None:
    """(device, inode), None if there is no such file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def size_of(path: Path) -> int:
    """Bytes, 0 if there is no such file; by `stat` alone."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def is_open_here(path: Path) -> bool:
    """True if this process has the file open; False where the system does not tell."""
    wanted = identity(path)
    handles = Path("/proc/self/fd")
    return wanted is not None and handles.is_dir() and any(identity(handle) == wanted for handle in handles.iterdir())


def _check_access(path: Path, how: int) -> None:
    try:
        os.close(os.open(path, how | os.O_CLOEXEC))
    except OSError as error:
        raise DatabaseUnusable(
            f"{path} cannot be read and written by this user: {error.strerror}; change its mode or {_ADVICE}"
        ) from error


def _check_magic(path: Path) -> None:
    with path.open("rb") as file:  # before DuckDB has it: closing a second handle later would drop its lock
        start = file.read(_MAGIC_OFFSET + len(_MAGIC))
    if start[_MAGIC_OFFSET:] != _MAGIC:
        kind = "empty" if not start else "not a DuckDB database"
        raise DatabaseUnusable(f"{path} is {kind}; move it away or {_ADVICE}")


def make_folder(folder: Path) -> None:
    """
    :raises DatabaseUnusable: it cannot be made or written in.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnusable(
            f"cannot create the folder {folder}: {error.strerror}; "
            "set AI_OBSERVER_DATABASE_PATH to a place you can write"
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise DatabaseUnusable(f"cannot write in {folder}; set AI_OBSERVER_DATABASE_PATH to a place you can write")
