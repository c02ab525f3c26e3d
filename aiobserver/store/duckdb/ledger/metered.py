"""Rows of the ledger for what metrics count and no call is known of, kept in step with both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from aiobserver.ledger.identity import metered_id
from aiobserver.ledger.metering import AROUND_NS, UNITS, Counted, Metered, MeteredRow, MeterRule, Unit, compared
from aiobserver.model.columns import METRIC_COLUMNS, Row
from aiobserver.model.times import END_OF_TIME_NS
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.ledger import CALL_COLUMNS, GAP_COLUMNS

_NAME = METRIC_COLUMNS.index("MetricName")
_SESSION = METRIC_COLUMNS.index("SessionId")
_MOST = 10**18


class Meters:
    """Compares sessions' metrics of tokens and cost with their calls."""

    def __init__(self, cursor: Cursor, rules: Mapping[str, MeterRule]) -> None:
        """:param rules: metric name → its meaning."""
        self._cursor = cursor
        self._rules = rules

    def sessions_of(self, points: Iterable[Row]) -> set[str]:
        """Sessions of the metric points that count tokens or cost."""
        rules = self._rules
        return {point[_SESSION] for point in points if point[_NAME] in rules and point[_SESSION]}

    def refresh(self, sessions: Collection[str]) -> None:
        """Write the rows of these sessions anew, in the caller's transaction; metrics and calls are stored already."""
        given = {"sessions": list(sessions), "metrics": list(self._rules)}
        metered = [session for (session,) in self._cursor.execute(sql("ledger/metered_sessions"), given).fetchall()]
        if not metered:
            return
        given["sessions"] = metered
        increases = self._increases(given)
        calls = self._calls(metered, [each for own in increases.values() for each in own])
        self._cursor.execute(sql("ledger/metered_forget"), {"sessions": metered})
        self._cursor.execute(sql("ledger/gaps_forget"), {"sessions": metered})
        rows, gaps = [], []
        for (tool, session), own in sorted(increases.items()):
            result = compared(own, calls.get(session, ()))
            rows += [_call_row(tool, session, row) for row in result.metered]
            gaps += [_gap_row(tool, session, row) for row in result.surplus]
        _append(self._cursor, "ledger_calls", CALL_COLUMNS, rows)
        _append(self._cursor, "ledger_gaps", GAP_COLUMNS, gaps)

    def deleted_sessions(self) -> set[str]:
        """Sessions of the metric points that were deleted last, in this transaction."""
        return {session for (session,) in self._cursor.execute(sql("ledger/metered_deleted")).fetchall()}

    def _increases(self, given: Mapping[str, list[str]]) -> dict[tuple[str, str], list[Metered]]:
        """(tool, session) → increases of its metrics."""
        found: dict[tuple[str, str], list[Metered]] = defaultdict(list)
        for session, metric, kind, model, start, end, increase in self._cursor.execute(
            sql("ledger/metered_points"), given
        ).fetchall():
            rule = self._rules[metric]
            amounts = rule.amounts(kind, min(increase, _MOST))
            if amounts:
                found[rule.tool, session].append(Metered(model, start, end, amounts))
        return found

    def _calls(self, sessions: Sequence[str], increases: Sequence[Metered]) -> dict[str, list[Counted]]:
        """Session → its calls around the time that metrics cover."""
        given = {
            "sessions": sessions,
            "first_ns": max(0, min((each.start_ns for each in increases), default=0) - AROUND_NS),
            "last_ns": min(max((each.end_ns for each in increases), default=0) + AROUND_NS, END_OF_TIME_NS - 1),
        }
        found: dict[str, list[Counted]] = defaultdict(list)
        rows = self._cursor.execute(sql("ledger/metered_calls"), given).fetchall()
        for session, model, end, is_sent, *amounts in rows:
            found[session].append(Counted(model, end, dict(zip(UNITS, amounts, strict=True)), is_sent))
        return found


def _call_row(tool: str, session: str, row: MeteredRow) -> Row:
    cost = row.amounts["cost"] or None
    values = dict.fromkeys(CALL_COLUMNS, "") | {
        "Id": metered_id(tool, session, row.model, row.end_ns),
        "Tool": tool,
        "SessionId": session,
        "StartTime": row.start_ns,
        "EndTime": row.end_ns,
        "Duration": None,
        "FirstToken": None,
        "Attempts": None,
        "Model": row.model,
        **_counts(row.amounts),
        "CacheWrite1h": 0,
        "WebSearches": 0,
        "Cost": cost,
        "CostSource": "unpriced" if cost is None else "reported",
        "Outcome": "metered",
        "StatusCode": None,
        "Sources": "metric",
        "Disagreements": None,
    }
    return tuple(values[column] for column in CALL_COLUMNS)


def _gap_row(tool: str, session: str, row: MeteredRow) -> Row:
    values = {
        "Tool": tool,
        "SessionId": session,
        "Model": row.model,
        "StartTime": row.start_ns,
        "EndTime": row.end_ns,
        **_counts(row.amounts),
        "Cost": row.amounts["cost"] or None,
    }
    return tuple(values[column] for column in GAP_COLUMNS)


def _counts(amounts: Mapping[Unit, float]) -> dict[str, int]:
    return {
        "Input": round(amounts["input"]),
        "CacheRead": round(amounts["cache_read"]),
        "CacheWrite": round(amounts["cache_write"]),
        "Output": round(amounts["output"]),
        "Reasoning": round(amounts["reasoning"]),
    }


def _append(cursor: Cursor, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    if rows:
        appender = cursor.appender(table, columns=list(columns))
        appender.append_rows(rows)
        appender.flush()
