"""Parts of the ledger's queries that depend on the question; values are parameters, never text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aiobserver.store.ledger import CallFilter, Key, LedgerQuestion, Order, ToolCallFilter, TurnFilter

_NS = 10**9
_DAY = "make_timestamp(Part{number} * 86400000000)"
_COLUMNS: Mapping[Key, tuple[str, str]] = {
    "tool": ("Tool", "Part{number}"),
    "model": ("Model", "Part{number}"),
    "project": (
        "Directory",
        "coalesce((SELECT any_value(Root) FROM projects WHERE projects.Directory = Part{number}), Part{number})",
    ),
    "directory": ("Directory", "Part{number}"),
    "branch": ("Branch", "Part{number}"),
    "session": ("SessionId", "Part{number}"),
    "kind": ("Kind", "Part{number}"),
    "agent": ("Agent", "Part{number}"),
    "time": ("EndTime // {width}::UBIGINT", "Part{number} * {width_s}"),
    "hour": ("{local time} // 3600", "strftime(make_timestamp(Part{number} * 3600000000), '%Y-%m-%dT%H:00')"),
    "day": ("{local time} // 86400", f"strftime({_DAY}, '%Y-%m-%d')"),
    "week": ("{local time} // 86400", f"strftime(date_trunc('week', {_DAY}), '%Y-%m-%d')"),
    "month": ("{local time} // 86400", f"strftime({_DAY}, '%Y-%m')"),
}
"""Key → (what calls are grouped by, a part of the key; the key)"""
_COUNTS = "Outcome IN ('ok', 'metered')"
_FILTERS: Mapping[str, str] = {
    "tool": "Tool = $tool",
    "model": "Model = $model",
    "project": (
        "(Directory IN (SELECT Directory FROM projects WHERE Root = $project) "
        "OR Directory = $project AND Directory NOT IN (SELECT Directory FROM projects))"
    ),
    "directory": "Directory = $directory",
    "branch": "Branch = $branch",
    "session": "SessionId = $session",
    "kind": "Kind = $kind",
    "outcome": "Outcome = $outcome",
    "name": "Name = $name",
    "success": "Success = $success",
    "reported": "(ReportedCost IS NOT NULL) = $reported",
}
_ORDERS: Mapping[Order, str] = {
    "keys": "",
    "cost": "Cost DESC NULLS LAST, ",
    "tokens": "Input + CacheRead + CacheWrite + Output DESC, ",
    "calls": "Calls DESC, ",
    "errors": "Errors DESC, ",
    "duration": "Duration DESC, ",
}


def filtered(text: str, wanted: CallFilter | ToolCallFilter | TurnFilter) -> tuple[str, dict[str, Any]]:
    """(the query with its condition, parameters)"""
    given: dict[str, Any] = {"from_ns": wanted.from_ns, "to_ns": wanted.to_ns}
    time = "StartTime" if isinstance(wanted, TurnFilter) else "EndTime"
    conditions = [f"{time} >= $from_ns", f"{time} < $to_ns"]
    for name, condition in _FILTERS.items():
        value = getattr(wanted, name, None)
        if value is not None:
            given[name] = value
            conditions.append(condition)
    return text.replace("{filter}", " AND ".join(conditions)), given


def grouped(text: str, question: LedgerQuestion) -> str:
    """The query with its keys and order. Without keys the one row is the total."""
    numbered = list(enumerate(question.keys))
    names = [f"Key{number}" for number, _ in numbered]
    parts = {
        "{parts}": "".join(f"{_COLUMNS[key][0]} AS Part{number}, " for number, key in numbered),
        "{keys}": "".join(f"{_key_of(key, number)} AS Key{number}, " for number, key in numbered),
        "{names}": "".join(f"{name}, " for name in names),
        "{group}": "".join(f", {name}" for name in names),
        "{order}": _ORDERS[question.order] + ", ".join(names or ["1"]),
        "{counts}": _COUNTS,
        "{local time}": _local_time(question.offsets),
        "{shares}": f"[{', '.join(str(each / 100) for each in question.percentiles)}]",
        "{width}": str(question.width_s * _NS),
        "{width_s}": f"{question.width_s}::UBIGINT",
    }
    for placeholder, part in parts.items():
        text = text.replace(placeholder, part)
    return text


def _key_of(key: Key, number: int) -> str:
    return _COLUMNS[key][1].replace("{number}", str(number))


def _local_time(offsets: Sequence[tuple[int, int]]) -> str:
    """Seconds since 1970 by the clock of a zone."""
    seconds = f"(EndTime // {_NS})::BIGINT"
    choices = " ".join(f"WHEN {seconds} >= {int(since)} THEN {int(added)}" for since, added in reversed(offsets))
    return f"({seconds} + CASE {choices} ELSE {int(offsets[0][1])} END)"
