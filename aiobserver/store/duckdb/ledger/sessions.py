"""The index of the ledger's sessions: what there is of each and when, kept in step with the merged tables.

It knows moments to the second: a source that comes later moves most calls by milliseconds, and so changes nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from aiobserver.model.columns import Row
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.ledger import CALL_COLUMNS, TOOL_CALL_COLUMNS, TURN_COLUMNS

SESSIONS_TABLE = "ledger_sessions"

_Key = tuple[str, str]
"""(tool, session)"""
_CALLS, _TURNS, _COMMANDS, _TOOL_CALLS = range(4)
_NS = 10**9
_LAST_S = 2**64 // _NS


def _positions(columns: Sequence[str], *names: str) -> tuple[int, ...]:
    return tuple(map(columns.index, names))


_COUNTED: Mapping[str, tuple[int, tuple[int, ...]]] = {
    "ledger_calls": (_CALLS, _positions(CALL_COLUMNS, "Tool", "SessionId", "StartTime", "EndTime")),
    "ledger_turns": (_TURNS, _positions(TURN_COLUMNS, "Tool", "SessionId", "StartTime", "StartTime")),
    "ledger_tool_calls": (_TOOL_CALLS, _positions(TOOL_CALL_COLUMNS, "Tool", "SessionId", "StartTime", "EndTime")),
}
"""Table → (what its rows count as, positions of tool, session, start and end)"""
_IS_COMMAND = TURN_COLUMNS.index("IsCommand")


@dataclass(slots=True)
class _Sums:
    """Counts and times of a session, or of a change of it."""

    counts: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    """Calls, prompts and commands, commands, uses of tools."""
    first_s: int = _LAST_S
    last_s: int = 0

    def add(self, counts: Iterable[int], first_s: int, last_s: int) -> None:
        self.counts = [own + more for own, more in zip(self.counts, counts, strict=True)]
        self.first_s = min(self.first_s, first_s)
        self.last_s = max(self.last_s, last_s)

    def covers(self, other: _Sums) -> bool:
        """True if it begins no later than another and ends no earlier."""
        return self.first_s <= other.first_s and self.last_s >= other.last_s

    def without(self, other: _Sums) -> list[int]:
        """The counts, less those of another."""
        return [own - gone for own, gone in zip(self.counts, other.counts, strict=True)]

    def row(self, key: _Key) -> Row:
        return (*key, *self.counts, self.first_s, self.last_s)


_Of = dict[_Key, _Sums]


class SessionSums:
    """Tells what a change of the merged tables adds to the table `ledger_sessions`, in the caller's transaction."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor

    def change(self, removed: Iterable[Row], added: Mapping[str, Sequence[Row]]) -> list[Row]:
        """Rows to append; of sessions whose first or last moment may be gone, what is there is removed.

        :param removed: rows that the queries `ledger/forget_…` returned.
        :param added: rows by table that will be appended, and are not yet.
        """
        gone, come = _summed(removed), _counted(added)
        shrunk = [key for key, before in gone.items() if key not in come or not come[key].covers(before)]
        rows = self._anew(shrunk, gone, come) if shrunk else []
        for key, after in come.items():
            before = gone.get(key)
            if before is None:
                rows.append(after.row(key))
            elif after != before and after.covers(before):
                rows.append(_Sums(after.without(before), after.first_s, after.last_s).row(key))
        return rows

    def _anew(self, keys: Sequence[_Key], gone: _Of, come: _Of) -> list[Row]:
        """All that there is of these sessions after the change; what the table has of them is removed."""
        given = {"tools": [tool for tool, _ in keys], "sessions": [session for _, session in keys]}
        stored = self._cursor.execute(sql("ledger/sessions_known"), {"sessions": given["sessions"]}).fetchall()
        self._cursor.execute(sql("ledger/sessions_forget"), given)
        known = gone | _summed(stored)
        ends, starts = self._last_left(keys, known, gone, come), self._first_left(keys, known, gone, come)
        rows = []
        for key in keys:
            before = known[key]
            whole = _Sums(before.without(gone[key]), starts.get(key, before.first_s), ends.get(key, before.last_s))
            if key in come:
                whole.add(come[key].counts, come[key].first_s, come[key].last_s)
            if any(whole.counts):
                rows.append(whole.row(key))
        return rows

    def _last_left(self, keys: Sequence[_Key], known: _Of, gone: _Of, come: _Of) -> dict[_Key, int]:
        """Seconds in which what is left ends, of the sessions whose last moment is gone."""
        ends = {key: come[key].last_s if key in come else known[key].first_s for key in keys}
        lost = [key for key in keys if ends[key] < gone[key].last_s == known[key].last_s]
        since_s = min((ends[key] for key in lost), default=0)
        return dict.fromkeys(lost, 0) | self._moments("ledger/sessions_late", lost, {"since_ns": since_s * _NS})

    def _first_left(self, keys: Sequence[_Key], known: _Of, gone: _Of, come: _Of) -> dict[_Key, int]:
        """Seconds in which what is left begins, of the sessions whose first moment is gone."""
        starts = {key: come[key].first_s if key in come else known[key].last_s for key in keys}
        lost = [key for key in keys if starts[key] > gone[key].first_s == known[key].first_s]
        until_s = max((starts[key] for key in lost), default=0)
        until = {"until_ns": min((until_s + 1) * _NS, 2**64) - 1}
        return dict.fromkeys(lost, _LAST_S) | self._moments("ledger/sessions_early", lost, until)

    def _moments(self, query: str, keys: Sequence[_Key], given: Mapping[str, int]) -> dict[_Key, int]:
        """Moments that the query finds of these sessions."""
        if not keys:
            return {}
        sessions = [session for _, session in keys]
        rows = self._cursor.execute(sql(query), {"sessions": sessions, **given}).fetchall()
        return {(tool, session): moment for tool, session, moment in rows}


def make_session_sums(cursor: Cursor) -> None:
    """Make the table anew from the merged tables."""
    for step in ("ledger/sessions_clear", "ledger/sessions_make"):
        cursor.execute(sql(step))


def _summed(entries: Iterable[Row]) -> dict[_Key, _Sums]:
    """Sums by tool and session of (tool, session, counts …, first second, last second), without those of no session."""
    found: dict[_Key, _Sums] = {}
    for tool, session, *counts, first_s, last_s in entries:
        if session:
            found.setdefault((tool, session), _Sums()).add(counts, first_s, last_s)
    return found


def _counted(tables: Mapping[str, Sequence[Row]]) -> dict[_Key, _Sums]:
    """Sums of rows of the merged tables, by tool and session."""
    found: dict[_Key, _Sums] = {}
    for table, (kind, (tool, session, start, end)) in _COUNTED.items():
        for row in tables.get(table, ()):
            key = (row[tool], row[session])
            sums = found.get(key)
            if sums is None:
                sums = found[key] = _Sums()
            sums.counts[kind] += 1
            sums.first_s = min(sums.first_s, row[start] // _NS)
            sums.last_s = max(sums.last_s, row[end] // _NS)
            if kind == _TURNS and row[_IS_COMMAND]:
                sums.counts[_COMMANDS] += 1
    return {key: sums for key, sums in found.items() if key[1]}
