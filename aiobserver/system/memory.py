"""Memory budget: the available memory and its division, so that no load makes the system kill the process."""

from __future__ import annotations

import os
import resource
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_MIB = 2**20


@dataclass(frozen=True, slots=True)
class MemoryBudget:
    """Shares of the memory, in bytes. What a body costs decoded is estimated, see otlp/cost.py."""

    database: int = 128 * _MIB
    """DuckDB's buffers and what its queries need."""
    received: int = 256 * _MIB
    """Bodies between the socket and the database."""
    decoded: int = 512 * _MIB
    """Rows that wait to be stored."""
    request: int = 1280 * _MIB
    """Memory of one request while it is decoded."""
    answer: int = 256 * _MIB
    """Size of the records in one answer as JSON."""

    @classmethod
    def of(cls, total: int) -> Self:
        """The shares of a machine or container with `total` bytes."""
        full = cls()
        return cls(
            database=max(64 * _MIB, min(full.database, total // 4)),
            received=max(8 * _MIB, min(full.received, total // 16)),
            decoded=max(16 * _MIB, min(full.decoded, total // 8)),
            request=max(64 * _MIB, min(full.request, total // 4)),
            answer=max(8 * _MIB, min(full.answer, total // 16)),
        )


def available_memory(group: Path = Path("/proc/self/cgroup"), root: Path = Path("/sys/fs/cgroup")) -> int:
    """Bytes this process can have: of the machine, its control group or its own limit, whichever is least.

    :param group: says in which control groups the process is. :param root: where these are mounted.
    """
    limits = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    if soft != resource.RLIM_INFINITY:
        limits.append(soft)
    limits += _group_limits(group, root)
    return min(limits)


def _group_limits(group: Path, root: Path) -> list[int]:
    """Limits of the process's control groups and all above them, of version 1 and 2."""
    limits: list[int] = []
    with suppress(OSError):  # no Linux
        for line in group.read_text().splitlines():
            _, controllers, name = line.split(":", 2)
            if controllers not in ("", "memory"):
                continue
            folder = root / "memory" if controllers else root
            file = "memory.limit_in_bytes" if controllers else "memory.max"
            parts = Path(name.lstrip("/"))
            for place in (parts, *parts.parents):
                limits += _number(folder / place / file)
    return limits


def _number(file: Path) -> list[int]:
    with suppress(OSError, ValueError):  # not there, or "max"
        return [int(file.read_text())]
    return []
