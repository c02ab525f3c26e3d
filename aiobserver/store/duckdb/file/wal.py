"""DuckDB's write-ahead log: checked before DuckDB opens it, kept and repaired if it is damaged.

DuckDB 2.0 takes a log with a damaged head for an empty one and overwrites it, and one whose chain of entries is broken
for one that ends there. So both are looked for here; a wrong checksum it finds itself, and names the byte.

The file: a head that names the database, then entries of [size u64][checksum u64][payload]; an entry that ends a
transaction is always the same bytes.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path

from aiobserver.store.duckdb.file.paths import aside, size_of, sync_file, sync_folder

_HEAD = re.compile(rb"d\0be\0\x02f\0\x10(?:[\x80-\xff]*[\0-\x7f]){16}g\0[\x80-\xff]*[\0-\x7f]\xff\xff", re.DOTALL)
"""Entry type, version, 16 numbers that identify the database, its checkpoint; numbers have 7 bits a byte."""
_LONGEST_HEAD = 64
_ENTRY_HEAD = 16
COMMIT = bytes.fromhex("0500000000000000e7fe7d722fed3d5e640064ffff")
"""The entry that ends a transaction, with its size and checksum."""


@dataclass(frozen=True, slots=True)
class WalDamage:
    """The loss from a damaged log."""

    kept_as: Path
    """The whole log as it was."""
    lost_bytes: int
    lost_transactions: int
    """Those whose end can still be recognised: at least so many."""

    def __str__(self) -> str:
        return (
            f"the write-ahead log was damaged: {self.lost_transactions} transactions ({self.lost_bytes} bytes) could "
            f"not be read; all earlier ones are kept; damaged log kept as {self.kept_as}"
        )


def damaged_from(wal: Path) -> int | None:
    """The byte from where DuckDB would pass over committed transactions in silence, or None."""
    if not size_of(wal):
        return None
    with _content(wal) as content:
        head = _HEAD.match(content[:_LONGEST_HEAD])
        if head is None:
            return None if len(content) < _LONGEST_HEAD and content.find(COMMIT) < 0 else 0
        end = _chain_end(content, head.end())
        return end if content.find(COMMIT, end) >= 0 else None


def salvage(wal: Path, damaged_from: int) -> WalDamage:
    """Keeps the log under another name and leaves of it what stands before the damage.

    At each moment the log or the part to keep is in its place, and the whole one has a name.
    """
    with _content(wal) as content:
        lost = len(content) - damaged_from
        transactions = _commits(content, damaged_from)
    kept = aside(wal, "corrupt")
    try:
        kept.hardlink_to(wal)
    except OSError:  # a file system without hard links
        shutil.copy2(wal, kept)
        sync_file(kept)
    part = wal.with_name(wal.name + ".salvaged")
    if damaged_from:
        shutil.copyfile(wal, part)
        os.truncate(part, damaged_from)
        part.chmod(0o600)
        sync_file(part)
        part.replace(wal)
    else:
        wal.unlink()
    sync_folder(wal.parent)
    return WalDamage(kept, lost, transactions)


def commits_from(wal: Path, start: int) -> int:
    """Count the transactions that end after a byte of the log."""
    with _content(wal) as content:
        return _commits(content, start)


@contextmanager
def _content(wal: Path) -> Iterator[mmap]:
    with wal.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        yield content


def _chain_end(content: mmap, start: int) -> int:
    """Start of the first incomplete entry."""
    position = start
    while position + _ENTRY_HEAD <= len(content):
        end = position + _ENTRY_HEAD + int.from_bytes(content[position : position + 8], "little")
        if end > len(content) or end == position + _ENTRY_HEAD:
            break
        position = end
    return position


def _commits(content: mmap, start: int) -> int:
    count = 0
    while (found := content.find(COMMIT, start)) >= 0:
        count += 1
        start = found + len(COMMIT)
    return count
