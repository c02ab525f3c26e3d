"""Backups of the open database: through DuckDB, since reading the file itself would lose its lock; then verified."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from aiobserver.errors import AIObserverError, Unavailable
from aiobserver.store.duckdb.file.connection import ATTACH_OPTIONS, quoted
from aiobserver.store.duckdb.file.database import Cursor, Database
from aiobserver.store.duckdb.file.integrity import check
from aiobserver.store.duckdb.file.paths import backups_of, secure, sync_folder, wal_of
from aiobserver.store.duckdb.keeping.backup_files import list_backups, new_name, surplus
from aiobserver.store.keeping import BackupFile, BackupRules

log = logging.getLogger(__name__)

_FIRST_AFTER_S = 600
_LOOK_EVERY_S = 60


class Backups:
    """Makes one backup at a time, in a thread of its own."""

    def __init__(self, database: Database, rules: BackupRules) -> None:
        self._database = database
        self._rules = rules
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="backup")
        self._busy = threading.Lock()
        self._stopping = threading.Event()
        self._started = time.monotonic()
        self.problem: str | None = None
        """The error if the last scheduled backup failed."""

    @property
    def folder(self) -> Path:
        return backups_of(self._database.path)

    def all(self) -> list[BackupFile]:
        """Newest first."""
        return list_backups(self._database.path)

    async def make(self) -> BackupFile:
        """Make a backup, verify it, remove surplus ones.

        :raises Unavailable: not now; nothing is left behind.
        """
        self._begin()
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._make)

    def _begin(self) -> None:
        """Refuse other backups until `_make` is done: they would only wait for one more backup."""
        if not self._busy.acquire(blocking=False):
            raise Unavailable("a backup is being made", retry_after_s=10)

    def _make(self) -> BackupFile:
        try:
            self._check_space()
            with self._unfinished() as (path, unfinished):
                rows = self._copy(unfinished)
                self._verify(unfinished, rows)
                unfinished.replace(path)
            sync_folder(self.folder)
            self._remove_surplus()
            self.problem = None
            return next(each for each in self.all() if each.path == path)
        except OSError as error:
            raise Unavailable(f"the backup cannot be written: {error.strerror}", retry_after_s=60) from error
        finally:
            self._busy.release()

    def is_due(self, now_s: float) -> bool:
        """True if the newest routine backup is too old and something was stored since; a new server waits a while."""
        routine = [each.made_s for each in self.all() if each.is_routine]
        if not self._rules.every_s or time.monotonic() < self._started + min(_FIRST_AFTER_S, self._rules.every_s):
            return False
        return not routine or (abs(now_s - routine[0]) >= self._rules.every_s and self._changed_since(routine[0]))

    async def run_forever(self) -> None:
        """Make each backup that is due, until cancelled."""
        while True:
            await asyncio.sleep(min(_LOOK_EVERY_S, self._rules.every_s or _LOOK_EVERY_S))
            if not self.is_due(time.time()):
                continue
            try:
                made = await self.make()
                log.info("backup %s (%d bytes)", made.path, made.size)
            except AIObserverError as error:
                if str(error) != self.problem:
                    log.warning("backup failed: %s", error)
                self.problem = str(error)

    def close(self) -> None:
        """Cancel a running backup."""
        self._stopping.set()
        self._database.interrupt_reads()
        self._thread.shutdown(cancel_futures=True)

    def _changed_since(self, moment_s: int) -> bool:
        files = (self._database.path, wal_of(self._database.path))
        return any(file.stat().st_mtime > moment_s for file in files if file.exists())

    def _check_space(self) -> None:
        size = sum(self._database.sizes().values())
        if size > self._rules.most_bytes:
            raise Unavailable(
                f"the database ({size} bytes) exceeds AI_OBSERVER_BACKUP_MAX_GB ({self._rules.most_bytes} bytes)", 60
            )
        if not self._database.space.allows(size):
            raise Unavailable(f"the disk of {self.folder} has no space for a backup of {size} bytes", 60)

    @contextmanager
    def _unfinished(self) -> Iterator[tuple[Path, Path]]:
        """(its name, the name while it is made); nothing is left when the block fails, nor of a crash before."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        for old in self.folder.glob("*.unfinished*"):
            old.unlink()
        while (path := new_name(self._database.path)).exists():
            time.sleep(0.1)  # names tell seconds
        unfinished = path.with_name(path.name + ".unfinished")
        try:
            yield path, unfinished
        finally:
            unfinished.unlink(missing_ok=True)
            wal_of(unfinished).unlink(missing_ok=True)

    def _copy(self, target: Path) -> dict[str, int]:
        """Rows by table."""
        with self._database.reading() as cursor:
            try:
                return _copy(cursor, target, self._stopping)
            except duckdb.InterruptException:
                raise Unavailable("the backup was interrupted") from None
            except duckdb.Error as error:
                self._database.mark_suspect()
                raise Unavailable(f"the backup failed: {str(error).splitlines()[0]}", 60) from None

    def _verify(self, path: Path, rows: dict[str, int]) -> None:
        secure(path)
        found = check(path, self._stopping)
        if not found.is_intact:
            raise Unavailable(f"the backup is damaged and was removed: {found.first_fault}", 60)
        if found.rows != rows:
            raise Unavailable("the backup is incomplete and was removed", 60)

    def _remove_surplus(self) -> None:
        for each in surplus(self.all(), self._rules.keep, self._rules.most_bytes):
            each.path.unlink()


def _copy(cursor: Cursor, target: Path, stopping: threading.Event) -> dict[str, int]:
    cursor.execute("DETACH DATABASE IF EXISTS backup")
    cursor.execute(f"ATTACH {quoted(target)} AS backup ({ATTACH_OPTIONS})")
    try:
        cursor.execute("BEGIN")
        tables = cursor.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'store'").fetchall()
        rows = {name: cursor.execute(f'SELECT count(*) FROM "{name}"').fetchall()[0][0] for (name,) in tables}
        cursor.execute("COPY FROM DATABASE store TO backup")
        cursor.execute("COMMIT")
        cursor.execute("CHECKPOINT backup")
    finally:
        with suppress(duckdb.Error):
            cursor.execute("ROLLBACK")
        with suppress(duckdb.Error):
            cursor.execute("DETACH backup")
    if stopping.is_set():
        raise duckdb.InterruptException("stopping")
    return rows
