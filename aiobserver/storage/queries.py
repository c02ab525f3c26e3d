"""The SQL files."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files


@cache
def sql(name: str) -> str:
    """The text of `storage/sql/<name>.sql`."""
    return (files("aiobserver.storage") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def json_path(key: str) -> str:
    """The JSON path to one key, whatever is in its name."""
    return f"$.{json.dumps(key, ensure_ascii=False)}"
