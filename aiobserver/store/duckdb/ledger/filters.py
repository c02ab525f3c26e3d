"""Parts of the ledger's queries that depend on the question; values are parameters, never text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aiobserver.store.ledger import CallFilter, Key, LedgerQuestion, Order, ToolCallFilter

_NS = 10**9
_COLUMNS: Mapping[Key, str] = {
    "tool": "Tool",
    "model": "Model",
    "directory": "Directory",
    "branch": "Branch",
    "session": "SessionId",
    "kind": "Kind",
    "agent": "Agent",
    "hour": "strftime(make_timestamp(LocalTime * 1000000), '%Y-%m-%dT%H:00')",
    "day": "strftime(make_timestamp(LocalTime * 1000000), '%Y-%m-%d')",
    "week": "strftime(date_trunc('week', make_timestamp(LocalTime * 1000000)), '%Y-%m-%d')",
    "month": "strftime(make_timestamp(LocalTime * 1000000), '%Y-%m')",
}
_FILTERS: Mapping[str, str] = {
    "tool": "Tool",
    "model": "Model",
    "directory": "Directory",
    "branch": "Branch",
    "session": "SessionId",
    "kind": "Kind",
    "outcome": "Outcome",
    "name": "Name",
    "success": "Success",
}
_ORDERS: Mapping[Order, str] = {
    "keys": "",
    "cost": "Cost DESC NULLS LAST, ",
    "tokens": "Input + CacheRead + CacheWrite + Output DESC, ",
    "calls": "Calls DESC, ",
    "errors": "Errors DESC, ",
    "duration": "Duration DESC, ",
}


def filtered(text: str, wanted: CallFilter | ToolCallFilter) -> tuple[str, dict[str, Any]]:
    """(the query with its condition, parameters)"""
    given: dict[str, Any] = {"from_ns": wanted.from_ns, "to_ns": wanted.to_ns}
    conditions = ["EndTime >= $from_ns", "EndTime < $to_ns"]
    for name, column in _FILTERS.items():
        value = getattr(wanted, name, None)
        if value is not None:
            given[name] = value
            conditions.append(f"{column} = ${name}")
    return text.replace("{filter}", " AND ".join(conditions)), given


def grouped(text: str, question: LedgerQuestion) -> str:
    """The query with its keys and order. Without keys the one row is the total."""
    keys = [f"Key{number}" for number in range(len(question.keys))]
    columns = [f"{_COLUMNS[key]} AS {name}" for key, name in zip(question.keys, keys, strict=True)]
    parts = {
        "{local time}": _local_time(question.offsets),
        "{keys}": "".join(f"{column}, " for column in columns),
        "{group}": "".join(f", {name}" for name in keys),
        "{order}": _ORDERS[question.order] + ", ".join(keys or ["1"]),
    }
    for placeholder, part in parts.items():
        text = text.replace(placeholder, part)
    return text


def _local_time(offsets: Sequence[tuple[int, int]]) -> str:
    """Seconds since 1970 by the clock of a zone."""
    seconds = f"(EndTime // {_NS})::BIGINT"
    choices = " ".join(f"WHEN {seconds} >= {int(since)} THEN {int(added)}" for since, added in reversed(offsets))
    return f"{seconds} + CASE {choices} ELSE {int(offsets[0][1])} END"
