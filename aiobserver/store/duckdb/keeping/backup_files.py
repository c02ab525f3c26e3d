"""Backup files: their names say when they were made; listing and removing the oldest."""

from __future__ import annotations

import re
import time
from calendar import timegm
from collections.abc import Sequence
from pathlib import Path

from aiobserver.store.duckdb.file.paths import backups_of
from aiobserver.store.keeping import BackupFile

_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"(?P<database>.+)-(?P<stamp>\d{8}T\d{6}Z)(?P<reason>-before-schema-\d+)?\.duckdb")


def new_name(database: Path, reason: str = "") -> Path:
    """The path of the next backup.

    :param reason: what it precedes, such as `-before-schema-3`.
    """
    return backups_of(database) / f"{database.stem}-{time.strftime(_STAMP, time.gmtime())}{reason}.duckdb"


def list_backups(database: Path) -> list[BackupFile]:
    """The backups of a database, newest first."""
    folder = backups_of(database)
    if not folder.is_dir():
        return []
    found = (_backup(path, database) for path in folder.iterdir())
    return sorted((each for each in found if each is not None), key=lambda each: each.path.name, reverse=True)


def surplus(backups: Sequence[BackupFile], keep: int, most_bytes: int) -> list[BackupFile]:
    """The routine backups, oldest last, that are over the number or together over the size; never the newest."""
    routine = [each for each in backups if each.is_routine]
    total = 0
    for position, each in enumerate(routine):
        total += each.size
        if position and (position >= keep or total > most_bytes):
            return routine[position:]
    return []


def _backup(path: Path, database: Path) -> BackupFile | None:
    match = _NAME.fullmatch(path.name)
    if match is None or match["database"] != database.stem or not path.is_file():
        return None
    try:
        made_s = timegm(time.strptime(match["stamp"], _STAMP))
    except ValueError:
        return None
    return BackupFile(path, made_s, path.stat().st_size, is_routine=match["reason"] is None)
