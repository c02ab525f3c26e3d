"""Checks of free disk space before DuckDB writes: a checkpoint that it cannot write ends it."""

from __future__ import annotations

import os
from pathlib import Path

from aiobserver.store.duckdb.file.paths import size_of, wal_of

MIB = 2**20
_RESERVE = 16 * MIB
_CHANGE_RESERVE = 4 * MIB
_CHECKPOINT_RESERVE = 8 * MIB
_FULL_LOG = 64 * MIB
_WORTHWHILE_LOG = MIB


class DiskSpace:
    """The free space beside one database; asks the file system each time, which takes microseconds."""

    def __init__(self, database: Path) -> None:
        self._folder = database.parent
        self._wal = wal_of(database)

    def shortage(self, size: int = 0) -> str | None:
        """The reason why telemetry should not be stored now, or None: there must be room for a checkpoint afterwards.

        :param size: bytes of the requests to be stored.
        """
        return self._short(max(_RESERVE, 2 * (size_of(self._wal) + size)))

    def shortage_for_change(self) -> str | None:
        """The reason why nothing should be written now, or None; needs less space, so that data can be deleted."""
        return self._short(_CHANGE_RESERVE)

    @property
    def allows_checkpoint(self) -> bool:
        """True if there is room for a checkpoint."""
        return self.free() >= size_of(self._wal) + _CHECKPOINT_RESERVE

    @property
    def checkpoint_is_due(self) -> bool:
        """True if the write-ahead log is large enough for a checkpoint."""
        return size_of(self._wal) >= _FULL_LOG

    @property
    def checkpoint_would_help(self) -> bool:
        """True if a checkpoint is possible and frees space."""
        return size_of(self._wal) >= _WORTHWHILE_LOG and self.allows_checkpoint

    def allows(self, size: int) -> bool:
        """True if a file of this size can be written and leaves enough for telemetry."""
        return self.free() >= size + 2 * _RESERVE

    def free(self) -> int:
        """Bytes this user can write; a large number if unknown, since writing will tell."""
        try:
            status = os.statvfs(self._folder)
        except OSError:
            return 2**62
        return status.f_bavail * status.f_frsize

    def _short(self, needed: int) -> str | None:
        free = self.free()
        if free >= needed:
            return None
        return (
            f"the disk of {self._folder} is full: {free // MIB} MiB free, {needed // MIB} MiB needed; "
            "ingest resumes automatically when space is available"
        )
