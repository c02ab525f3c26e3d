"""SQL files: each stands beside the module that uses it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from aiobserver.store.duckdb.columns import READ
from aiobserver.store.duckdb.rules import RULES

_ENGINE = files("aiobserver.store.duckdb")


@cache
def sql(name: str) -> str:
    """The text of a query named `<package>/<query>`, kept in `store/duckdb/<package>/sql/<query>.sql`.

    `{otel_logs columns}` in it stands for the columns that make a row of the model, in the model's order; `{increase}`
    for a rule of `rules`.
    """
    package, query = name.split("/")
    text = (_ENGINE / package / "sql" / f"{query}.sql").read_text(encoding="utf-8")
    for placeholder, expression in (*READ.items(), *RULES.items()):
        text = text.replace(placeholder, expression)
    return text


def json_path(key: str) -> str:
    """The JSON pointer (RFC 6901) to one key of an object, for DuckDB's JSON functions.

    A JSON path cannot serve: `$."*"` means any key, and control characters cannot be written in it.
    """
    return "/" + key.replace("~", "~0").replace("/", "~1")
