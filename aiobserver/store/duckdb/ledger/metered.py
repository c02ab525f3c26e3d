"""Rows of the ledger for what metrics count and no call is known of, kept in step with both.

Of the sessions that went on lately the points and calls are remembered: their rows are written only when they change.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from aiobserver.ledger.metering import Counted, Metered, MeterRule, compared
from aiobserver.ledger.prices import Prices
from aiobserver.ledger.readings import Readings, Series
from aiobserver.model.columns import METRIC_COLUMNS, Row
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.duckdb.ledger.metered_rows import counted, gap_row, metered_row
from aiobserver.store.ledger import CALL_COLUMNS, GAP_COLUMNS
from aiobserver.system.recent import Recent

_KEPT_SESSIONS = 256
_KEPT_NAMES = 8_192
_ID = CALL_COLUMNS.index("Id")
_CALL_SESSION = CALL_COLUMNS.index("SessionId")
_POINT = {name: index for index, name in enumerate(METRIC_COLUMNS)}
_NAME, _SESSION, _SERIES = _POINT["MetricName"], _POINT["SessionId"], _POINT["SeriesId"]

Rows = tuple[list[Row], list[Row]]
"""(rows for `ledger_calls`, rows for `ledger_gaps`)"""


@dataclass(slots=True)
class _Session:
    """All that is stored of a session's metrics and calls, and the rows that follow from it."""

    readings: dict[int, Readings] = field(default_factory=dict)
    calls: dict[int, Counted] = field(default_factory=dict)
    written: Rows | None = None
    """None: not known."""


class Meters:
    """Compares sessions' metrics of tokens and cost with their calls."""

    def __init__(self, cursor: Cursor, rules: Mapping[str, MeterRule], prices: Prices) -> None:
        """:param rules: metric name → its meaning. :param prices: those of the calls."""
        self._cursor = cursor
        self._prices = prices
        self._rules = rules
        self._sessions: Recent[str, _Session] = Recent(_KEPT_SESSIONS)
        self._has_metrics: Recent[str, bool] = Recent(_KEPT_NAMES)

    def stored(self, points: Iterable[Row], calls: Sequence[Row], removed: Collection[int]) -> None:
        """Take over what the caller's transaction stored, and write what follows from it.

        :param points: rows of metrics. :param calls: rows of `ledger_calls`. :param removed: ids whose rows went.
        """
        rules = self._rules
        counting = [point for point in points if point[_NAME] in rules and point[_SESSION]]
        with_points = {point[_SESSION] for point in counting}
        self._has_metrics.update(dict.fromkeys(with_points, True))
        sessions = with_points | self._metered({row[_CALL_SESSION] for row in calls} - with_points)
        if not sessions:
            return
        lacking = self._sessions.lacking(sessions)
        self._load(lacking)
        for session in sessions - lacking:
            known = self._known(session)
            for identity in removed:
                known.calls.pop(identity, None)
        for row in calls:
            if row[_CALL_SESSION] in sessions and row[_CALL_SESSION] not in lacking:
                self._known(row[_CALL_SESSION]).calls[row[_ID]] = counted(row, self._prices)
        for point in counting:
            if point[_SESSION] not in lacking:
                self._read(self._known(point[_SESSION]), point)
        self._write(sessions)

    def refresh(self, sessions: Collection[str]) -> None:
        """Write the rows of these sessions anew from what is stored, in the caller's transaction."""
        self._load(sessions)
        self._write(sessions)

    def deleted_sessions(self) -> set[str]:
        """Sessions of the metric points that were deleted last, in this transaction."""
        return {session for (session,) in self._cursor.execute(sql("ledger/metered_deleted")).fetchall()}

    def commit(self) -> None:
        self._sessions.trim()
        self._has_metrics.trim()

    def rollback(self) -> None:
        self._sessions.clear()
        self._has_metrics.clear()

    def _metered(self, sessions: Collection[str]) -> set[str]:
        """Those of which metrics are stored: of the others there is nothing to compare."""
        unknown = self._has_metrics.lacking(sessions)
        if unknown:
            rows = self._cursor.execute(sql("ledger/metered_sessions"), {"sessions": list(unknown)}).fetchall()
            found = {session for (session,) in rows}
            self._has_metrics.update({session: session in found for session in unknown})
        return {session for session in sessions if self._has_metrics.get(session)}

    def _known(self, session: str) -> _Session:
        known = self._sessions.get(session)
        assert known is not None
        return known

    def _read(self, session: _Session, point: Row) -> None:
        readings = session.readings.get(point[_SERIES])
        if readings is None:
            attributes = json.loads(point[_POINT["Attributes"]] or "{}")
            series = Series(
                self._rules[point[_NAME]],
                _text(attributes.get("type"), attributes.get("gen_ai.token.type")),
                _text(attributes.get("model"), attributes.get("gen_ai.request.model")),
                point[_POINT["MetricType"]],
                point[_POINT["AggregationTemporality"]],
                point[_POINT["IsMonotonic"]],
            )
            readings = session.readings[point[_SERIES]] = Readings(series)
        value = point[_POINT["Value"]] if point[_POINT["Sum"]] is None else point[_POINT["Sum"]]
        readings.add(point[_POINT["StartTimestamp"]], point[_POINT["Timestamp"]], value)

    def _load(self, sessions: Collection[str]) -> None:
        """Read what is stored of these sessions."""
        if not sessions:
            return
        loaded = {session: _Session() for session in sessions}
        given = {"sessions": list(sessions)}
        bounds = self._cursor.execute(sql("ledger/metered_bounds"), given).fetchall()
        if bounds and self._rules:
            ((first, last),) = bounds
            given |= {"metrics": list(self._rules), "first_ns": first, "last_ns": last}
            for session, series, metric, *described, start, end, value in self._cursor.execute(
                sql("ledger/metered_points"), given
            ).fetchall():
                metric_type, temporality, is_monotonic, kind, model = described
                rule = self._rules[metric]
                readings = loaded[session].readings.setdefault(
                    series, Readings(Series(rule, kind, model, metric_type, temporality, is_monotonic))
                )
                readings.add(start, end, value)
        rows = self._cursor.execute(sql("ledger/metered_calls"), {"sessions": list(sessions)}).fetchall()
        for row in rows:
            loaded[row[_CALL_SESSION]].calls[row[_ID]] = counted(row, self._prices)
        self._sessions.update(loaded)

    def _write(self, sessions: Collection[str]) -> None:
        """Write the rows of those sessions in which they changed."""
        changed: dict[str, Rows] = {}
        for session in sessions:
            known = self._known(session)
            rows = _rows(session, known)
            if rows != known.written and (known.readings or known.written is None):
                changed[session] = known.written = rows
        if not changed:
            return
        given = {"sessions": list(changed)}
        self._cursor.execute(sql("ledger/metered_forget"), given)
        self._cursor.execute(sql("ledger/gaps_forget"), given)
        self._append("ledger_calls", CALL_COLUMNS, [row for rows, _ in changed.values() for row in rows])
        self._append("ledger_gaps", GAP_COLUMNS, [row for _, rows in changed.values() for row in rows])

    def _append(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        if rows:
            appender = self._cursor.appender(table, columns=list(columns))
            appender.append_rows(rows)
            appender.flush()


def _rows(session: str, known: _Session) -> Rows:
    by_tool: dict[str, list[Metered]] = defaultdict(list)
    for readings in known.readings.values():
        by_tool[readings.series.rule.tool].extend(readings.increases())
    rows: list[Row] = []
    gaps: list[Row] = []
    calls = list(known.calls.values())
    for tool, increases in sorted(by_tool.items()):
        result = compared(increases, calls)
        rows += [metered_row(tool, session, row) for row in result.metered]
        gaps += [gap_row(tool, session, row) for row in result.surplus]
    return rows, gaps


def _text(*values: object) -> str:
    return next((value for value in values if isinstance(value, str)), "")
