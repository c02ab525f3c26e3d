"""Keeping the small append-only tables small: what was appended lately is merged, what is older was merged before.

Each merge leaves what the rows say as it was, so it does no harm when it takes more or fewer than are new.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from aiobserver.model.columns import Row
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.duckdb.write.state import WINDOW_NS, WINDOW_REQUESTS

_AFTER_ROWS = 20_000
_DAY_NS = 86_400 * 10**9
_WORTHWHILE = 0.75
"""Sessions are merged if so much of their rows is left at most: with many short ones next to nothing would go."""
_TABLES = ("counters", "stored_requests", "delta_state", "session_index", "ledger_sessions")


class Tidying:
    """Merges rows of the counters, of the states of runs and of the indexes of sessions; drops old digests."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._rows = 0
        self._ends: dict[str, int] = {}
        """Table → the row after the last one that was merged in this run of the server."""

    @property
    def is_due(self) -> bool:
        """True if many rows came since the last time."""
        return self._rows > _AFTER_ROWS

    def stored(self, tables: Mapping[str, Sequence[Row]]) -> None:
        """Rows that were appended, by table."""
        self._rows += sum(len(tables.get(table, ())) for table in _TABLES)

    def tidy(self) -> None:
        """Merges what came since the last time, in the caller's transaction; takes no longer when much is stored."""
        self._rows = 0
        now = time.time_ns()
        self._cursor.execute(
            sql("write/stored_requests_prune"), {"before": max(0, now - WINDOW_NS), "kept": WINDOW_REQUESTS}
        )
        self._merge_counters(now // _DAY_NS - 1)
        self._merge_states()
        self._merge_sums("session_index", "sessions/index_merge")
        self._merge_sums("ledger_sessions", "ledger/sessions_merge")

    def _merge_counters(self, day: int) -> None:
        self._cursor.execute(sql("write/counters_merge"), {"day": day})
        self._cursor.execute(sql("write/counters_clear"), {"day": day})
        self._cursor.execute(sql("write/counters_store"))

    def _merge_states(self) -> None:
        self._cursor.execute(sql("metrics/delta_state_merge"), {"since": self._since("delta_state")})
        for step in ("metrics/delta_state_forget", "metrics/delta_state_store"):
            self._cursor.execute(sql(step))
        self._note_end("delta_state")

    def _merge_sums(self, table: str, merge: str) -> None:
        since = {"since": self._since(table)}
        self._cursor.execute(sql(merge), since)
        ((before, after),) = self._cursor.execute(sql("write/merged_gain").format(table=table), since).fetchall()
        if after <= _WORTHWHILE * before:
            self._cursor.execute(sql("write/merged_clear").format(table=table), since)
            self._cursor.execute(sql("write/merged_store").format(table=table))
        self._note_end(table)

    def _since(self, table: str) -> int:
        """First row that may have something to merge; after a start as much as a crash may have left."""
        known = self._ends.get(table)
        return max(0, self._end(table, 0) - 2 * _AFTER_ROWS) if known is None else known

    def _note_end(self, table: str) -> None:
        self._ends[table] = self._end(table, self._ends.get(table, 0))

    def _end(self, table: str, since: int) -> int:
        ((end,),) = self._cursor.execute(sql("write/rows_end").format(table=table), {"since": since}).fetchall()
        return int(end)
