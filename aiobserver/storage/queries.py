"""The SQL files."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def sql(name: str) -> str:
    """The text of `storage/sql/<name>.sql`."""
    return (files("aiobserver.storage") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def json_path(key: str) -> str:
    """The way to one key of an object, whatever is in its name, for DuckDB's JSON functions.

    A JSON pointer (RFC 6901): in a path `$."*"` is any key, and there is no way to write one with a control character.
    """
    return "/" + key.replace("~", "~0").replace("/", "~1")
