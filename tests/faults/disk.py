"""A disk that fails when told to: syncs that fail, a process killed at a write, a file system that is full."""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_SOURCE = Path(__file__).with_name("faults.c")


def build_library(folder: Path) -> Path:
    """The library of `faults.c`; needs a C compiler, as every machine that runs these tests has to have."""
    library = folder / "faults.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", str(library), str(_SOURCE), "-ldl"], check=True)
    return library


class Faults:
    """Orders to the processes that run with `environment`."""

    def __init__(self, library: Path, folder: Path) -> None:
        self._orders = folder / "orders"
        self._orders.write_bytes(bytes(12))
        self.environment: Mapping[str, str] = {"LD_PRELOAD": str(library), "FAULTS": str(self._orders)}

    def fail_syncs(self, count: int) -> None:
        """So many of the next syncs fail with EIO."""
        self._write(0, count)

    def kill_at(self, call: int) -> None:
        """The process ends at the n-th of its next calls that change a file; 0: it does not."""
        self._write(4, call)

    def fail_writes(self, count: int) -> None:
        """So many of the next writes to files fail with ENOSPC."""
        self._write(8, count)

    @property
    def syncs_to_fail(self) -> int:
        """How many of the ordered failures are left."""
        return int(struct.unpack("=i", self._orders.read_bytes()[:4])[0])

    def _write(self, position: int, number: int) -> None:
        with self._orders.open("r+b") as file:
            file.seek(position)
            file.write(struct.pack("=i", number))


@contextmanager
def small_disk(folder: Path, mib: int) -> Iterator[Path]:
    """A file system of so many MiB, mounted at `folder`. Needs root: without it the test fails, as it should."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mib}m,mode=700", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def remount(folder: Path, option: str) -> None:
    """Changes a mounted small disk: `size=200m`, `ro`, `rw`."""
    subprocess.run(["mount", "-o", f"remount,{option}", str(folder)], check=True)
