"""Ages at which tools delete their transcripts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import reduce
from pathlib import Path
from typing import Any

from aiobserver.history.discover import FoundFile
from aiobserver.ledger.loose import parsed
from aiobserver.model.history import TranscriptFolder

_DAY_NS = 86_400 * 10**9
_MOST_SETTINGS_BYTES = 2**20
_AGE = re.compile(r"(\d{1,6})\s*d?", re.ASCII)


def kept_days(folder: TranscriptFolder) -> int | None:
    """Days that the tool keeps transcripts of a folder, as it or its user decided; None: for ever."""
    if not folder.kept_days_key:
        return folder.kept_days
    try:
        with (Path(folder.root) / "settings.json").open("rb") as file:
            settings = parsed(file.read(_MOST_SETTINGS_BYTES))
    except OSError:
        return folder.kept_days
    days = _days(reduce(_member, folder.kept_days_key.split("."), settings))
    return folder.kept_days if days is None else days


def expiring(files: Iterable[FoundFile], days: int, now_ns: int, within_days: int) -> list[FoundFile]:
    """Those that the tool deletes within some days."""
    return [file for file in files if file.modified_ns + (days - within_days) * _DAY_NS < now_ns]


def _member(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _days(value: object) -> int | None:
    match = _AGE.fullmatch(value) if isinstance(value, str) else None
    if match is not None:
        return int(match[1])
    return value if type(value) is int and value > 0 else None
