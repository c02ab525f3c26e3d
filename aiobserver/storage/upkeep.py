"""What the writer does for its tables between the commits of others."""

from __future__ import annotations

import logging
from contextlib import suppress

import duckdb

from aiobserver.storage.database import Cursor, Database
from aiobserver.storage.trace_index import STEP_ROWS, index_rows, unindexed_rows

log = logging.getLogger(__name__)

_CHECKPOINT_ROWS = 40_960
"""Two row groups: whole ones are written once, parts are rewritten by the next checkpoint. Takes about 60 ms."""


class Upkeep:
    """Checkpoints and the index of traces: both put off is slower reading, never loss."""

    def __init__(self, cursor: Cursor, database: Database) -> None:
        self._cursor = cursor
        self._database = database
        self._rows_in_log = 0
        self._unindexed = unindexed_rows(cursor)

    def stored(self, rows: int, spans: int) -> None:
        """Rows that were committed, and how many of them are spans."""
        self._rows_in_log += rows
        self._unindexed += spans

    @property
    def is_due(self) -> bool:
        """Whether there is something to do once nobody waits."""
        return self._unindexed > 0

    def while_busy(self) -> None:
        """What must not wait until it is quiet."""
        if self._unindexed >= STEP_ROWS:
            self._index()
        if self._rows_in_log >= _CHECKPOINT_ROWS or self._database.space.checkpoint_is_due:
            self.checkpoint()

    def while_quiet(self) -> None:
        """One step of what is due."""
        if self._unindexed:
            self._index()

    def _index(self) -> None:
        try:
            self._cursor.execute("BEGIN")
            left = index_rows(self._cursor)
            self._cursor.execute("COMMIT")
        except duckdb.Error as error:  # reads take the spans that the index lacks from their table
            with suppress(duckdb.Error):
                self._cursor.execute("ROLLBACK")
            self._unindexed = 0
            self._database.doubt()
            log.warning("index of traces put off: %s", str(error).splitlines()[0])
        else:
            self._unindexed = left

    def checkpoint(self) -> None:
        """Moves rows from the write-ahead log to the tables, while nobody waits for the commit of theirs.

        Not when there is too little room: DuckDB gives up on a database whose checkpoint fails.
        """
        if not self._database.space.allows_checkpoint or self._database.problem() is not None:
            return
        self._rows_in_log = 0
        try:
            self._cursor.execute("CHECKPOINT")
        except duckdb.Error as error:  # nothing is lost: the rows stay in the log
            self._database.doubt()
            log.warning("checkpoint put off: %s", str(error).splitlines()[0])
