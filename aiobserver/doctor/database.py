"""Check of the database: its user, the integrity of file and write-ahead log, its backups."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from aiobserver.config import Config
from aiobserver.doctor.findings import Finding, Section
from aiobserver.errors import DatabaseInUse, DatabaseUnusable
from aiobserver.model.times import rfc3339
from aiobserver.store.duckdb.file.database import Database
from aiobserver.store.duckdb.file.paths import check_existing, size_of, wal_of
from aiobserver.store.duckdb.keeping.backup_files import list_backups
from aiobserver.store.duckdb.keeping.salvage import damage_of_log, examine

_SECOND_NS = 10**9


def database_check(config: Config) -> Iterable[Section]:
    """Read the whole file if no server has it; changes nothing."""
    path = Path(os.path.realpath(config.database_path))
    yield Section(f"Database {path}", (*_file(path), *_kept(path), *_backups(path)))


def _file(path: Path) -> Iterator[Finding]:
    if not path.exists():
        if size_of(wal_of(path)):
            yield Finding("problem", f"found a write-ahead log without a database: {wal_of(path)}")
        else:
            yield Finding("note", "does not exist yet; the first start of the server creates it")
        return
    try:
        Database.check_free(path)
    except DatabaseInUse as error:
        yield Finding("ok", f"{error}; stop the server to verify the whole file")
        return
    try:
        check_existing(path)
    except DatabaseUnusable as error:
        yield Finding("problem", str(error))
        return
    damage = damage_of_log(path)
    if damage is not None:
        yield Finding("problem", f"{damage}; the next start keeps a copy of the log and all data before the damage")
    found = examine(path)
    for name, reason in found.faults.items():
        yield Finding(
            "problem", f"{name} cannot be read: {reason}; restore a backup, or save the readable part: --salvage"
        )
    if found.is_intact:
        total = sum(found.rows.values())
        yield Finding("ok", f"all {total} rows of {len(found.rows)} tables are readable ({path.stat().st_size} bytes)")


def _kept(path: Path) -> Iterator[Finding]:
    for kept in sorted(path.parent.glob(f"{path.name}*.corrupt-*")):
        yield Finding("note", f"damaged file kept: {kept} ({kept.stat().st_size} bytes)")


def _backups(path: Path) -> Iterator[Finding]:
    backups = list_backups(path)
    if not backups:
        yield Finding("note", "no backup yet; create one: aiobserver backup")
    for backup in backups:
        yield Finding("ok", f"backup {backup.path} of {rfc3339(backup.made_s * _SECOND_NS)} ({backup.size} bytes)")
