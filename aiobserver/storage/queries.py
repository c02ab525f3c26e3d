"""The SQL files."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def sql(name: str) -> str:
    """The text of `storage/sql/<name>.sql`."""
    return (files("aiobserver.storage") / "sql" / f"{name}.sql").read_text(encoding="utf-8")
