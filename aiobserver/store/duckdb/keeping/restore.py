"""Replaces a database that no server has by a backup; the previous one is kept."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from aiobserver.errors import DatabaseUnusable
from aiobserver.store.duckdb.file.integrity import check
from aiobserver.store.duckdb.file.lock import InstanceLock
from aiobserver.store.duckdb.file.migrate import newest_version
from aiobserver.store.duckdb.file.paths import (
    aside,
    check_existing,
    make_folder,
    secure,
    size_of,
    sync_file,
    sync_folder,
    wal_of,
)


def restore(database: Path, backup: Path) -> Path | None:
    """Replace the database by a backup. Return the path of the previous one, or None.

    A crash at any moment leaves the old database or the new one in its place.

    :raises DatabaseUnusable: the backup is damaged or cannot be copied; the database was not changed.
    :raises DatabaseInUse: a server has the database.
    """
    database = Path(os.path.realpath(database))
    _check_backup(database, backup)
    make_folder(database.parent)
    lock = InstanceLock.take(database, ())
    copy = database.with_name(database.name + ".restoring")
    try:
        shutil.copyfile(backup, copy)
        secure(copy)
        sync_file(copy)
        kept = _keep(database)
        copy.replace(database)
        wal_of(database).unlink(missing_ok=True)
        sync_folder(database.parent)
    except OSError as error:
        raise DatabaseUnusable(f"{backup} cannot be restored: {error.strerror}; {database} was not changed") from error
    finally:
        copy.unlink(missing_ok=True)
        lock.release()
    return kept


def _check_backup(database: Path, backup: Path) -> None:
    check_existing(backup, writable=False)
    if backup.resolve() == database:
        raise DatabaseUnusable(f"{backup} is the database itself")
    if size_of(wal_of(backup)):
        raise DatabaseUnusable(f"{backup} has a write-ahead log, so it is not a finished backup")
    found = check(backup)
    if not found.is_intact:
        raise DatabaseUnusable(f"{backup} is damaged; nothing was changed: {found.first_fault}")
    if not found.version:
        raise DatabaseUnusable(f"{backup} is a database of another program")
    if found.version > newest_version():
        raise DatabaseUnusable(f"{backup} was made by a newer AI Observer: install that first")


def _keep(database: Path) -> Path | None:
    """Gives the file and its log, which stay in place, a second name."""
    if not database.exists():
        return None
    kept = aside(database, "replaced")
    _link(database, kept)
    if wal_of(database).exists():
        _link(wal_of(database), wal_of(kept))
    return kept


def _link(path: Path, name: Path) -> None:
    try:
        name.hardlink_to(path)
    except OSError:  # a file system without hard links
        shutil.copy2(path, name)
        sync_file(name)
