"""Whether the disk has room to write, so that DuckDB need not find out: a checkpoint it cannot write ends it."""

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
        """Why telemetry should not be stored now, or None: after it there has to be room for a checkpoint.

        :param size: bytes of the requests to be stored.
        """
        return self._short(max(_RESERVE, 2 * (size_of(self._wal) + size)))

    def shortage_for_change(self) -> str | None:
        """Why nothing at all should be written now, or None; less than for telemetry, so that data can be deleted."""
        return self._short(_CHANGE_RESERVE)

    @property
    def allows_checkpoint(self) -> bool:
        """Whether a checkpoint will find room."""
        return self.free() >= size_of(self._wal) + _CHECKPOINT_RESERVE

    @property
    def checkpoint_is_due(self) -> bool:
        """Whether the write-ahead log is so large that it should be moved into the file."""
        return size_of(self._wal) >= _FULL_LOG

    @property
    def checkpoint_would_help(self) -> bool:
        """Whether a checkpoint can be made and gives space back."""
        return size_of(self._wal) >= _WORTHWHILE_LOG and self.allows_checkpoint

    def allows(self, size: int) -> bool:
        """Whether a file of so many bytes can be written and leaves what telemetry needs."""
        return self.free() >= size + 2 * _RESERVE

    def free(self) -> int:
        """Bytes this user can write; without an answer plenty, since writing will tell."""
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
            f"the disk of {self._folder} is full: {free // MIB} MiB are free, storing needs {needed // MIB} MiB; "
            "it goes on by itself once there is space"
        )
