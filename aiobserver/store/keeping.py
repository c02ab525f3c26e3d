"""Deletion, retention, backups: their rules and answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from aiobserver.model.columns import Signal
from aiobserver.model.times import END_OF_TIME_NS

SIGNALS: tuple[Signal, ...] = ("traces", "metrics", "logs")

Counts = dict[Signal, int]
"""Number of records by signal."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Records by their own time (from ≤ t < to), service, session and time of arrival; None: any."""

    from_ns: int = 0
    to_ns: int = END_OF_TIME_NS
    service: str | None = None
    session: str | None = None
    received_before: int = END_OF_TIME_NS


@dataclass(frozen=True, slots=True)
class Blocks:
    """Use of the database file, in bytes."""

    used: int
    free: int


class Announced(NamedTuple):
    """Time of a note of retention, and the rules it was made for; ns since 1970."""

    at_ns: int
    rules: str = ""


class Ages(NamedTuple):
    """Arrival of the first and the last record of a signal; ns since 1970."""

    signal: Signal
    first_ns: int
    last_ns: int
    records: int


@dataclass(frozen=True, slots=True)
class BackupRules:
    """Schedule of automatic backups, and how many of them to keep."""

    every_s: float
    """0: never."""
    keep: int
    most_bytes: int


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A backup that was verified when it was made."""

    path: Path
    made_s: int
    """Unix time."""
    size: int
    """Bytes."""
    is_routine: bool
    """True if newer ones may replace it; a backup made before a migration stays."""
