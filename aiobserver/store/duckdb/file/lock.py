"""One instance per database: a lock file of our own beside it.

DuckDB's own lock is lost as soon as any handle on the database file is closed in our process (POSIX `fcntl`), so it
cannot be the only one.
"""

from __future__ import annotations

import fcntl
import os
import re
import time
from pathlib import Path

from aiobserver.errors import DatabaseInUse, DatabaseUnusable

_PORT = re.compile(r"port (\d+)$")
_PATIENCE_S = 1.0


class InstanceLock:
    """Held as long as the process lives; the kernel drops it with the process, so a stale file is no obstacle."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @staticmethod
    def check_free(database: Path) -> None:
        """
        :raises DatabaseInUse: another instance has the database; nothing is created by asking.
        """
        path = database.with_name(database.name + ".lock")
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError:
            return  # nobody can have it, or `take` will say what is wrong
        try:
            _lock(descriptor, database)
        finally:
            os.close(descriptor)

    @staticmethod
    def holder_port(database: Path) -> int | None:
        """The port of the API of the instance that has the database; None: no instance has it, or none that listens.

        :raises DatabaseInUse: a command has it, which will end.
        """
        try:
            InstanceLock.check_free(database)
        except DatabaseInUse as error:
            if error.port is None:
                raise
            return error.port
        return None

    @classmethod
    def take(cls, database: Path, ports: tuple[int, ...]) -> InstanceLock:
        """Locks `<database>.lock`.

        :raises DatabaseInUse: names the process and port of the instance that has it.
        """
        path = database.with_name(database.name + ".lock")
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise DatabaseUnusable(
                f"cannot create {path}: {error.strerror}; set AI_OBSERVER_DATABASE_PATH to another file"
            ) from error
        try:
            _lock(descriptor, database)
        except DatabaseInUse:
            os.close(descriptor)
            raise
        port = f", port {ports[0]}" if ports else ""
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"pid {os.getpid()}{port}".encode(), 0)
        return cls(descriptor)

    def release(self) -> None:
        """Gives the lock back; the file stays, since removing it would race with the next instance."""
        os.close(self._descriptor)


def _lock(descriptor: int, database: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = _holder(descriptor)
        port = _PORT.search(holder)
        raise DatabaseInUse(
            f"already running with {database}: {holder or 'another program'}", int(port[1]) if port else None
        ) from None


def _holder(descriptor: int) -> str:
    """The text that the holder of the lock left in the file, a moment after it took the lock."""
    deadline = time.monotonic() + _PATIENCE_S
    while not (holder := os.pread(descriptor, 200, 0).decode(errors="replace").strip()):
        if time.monotonic() > deadline:
            break
        time.sleep(0.01)
    return holder
