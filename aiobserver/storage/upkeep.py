"""What the writer does for its tables between the commits of others."""

from __future__ import annotations

import logging
from concurrent.futures import Executor, Future
from contextlib import suppress

import duckdb

from aiobserver.errors import Unavailable
from aiobserver.storage.database import Cursor, Database
from aiobserver.storage.trace_index import STEP_ROWS, index_rows, unindexed_rows

log = logging.getLogger(__name__)

_CHECKPOINT_ROWS = 40_960
"""Two row groups: whole ones are written once, parts are rewritten by the next checkpoint. Takes about 60 ms."""
_PATIENCE = 3
"""So many times as many rows may be in the log before a checkpoint waits for a step of the index."""


class Upkeep:
    """Checkpoints and the index of traces: both put off is slower reading, never loss.

    A step of the index is computed in a thread of its own while the writer goes on with appending; whatever else
    changes tables waits for its end (`settle`).
    """

    def __init__(self, cursor: Cursor, database: Database, indexing: Executor) -> None:
        """:param cursor: the writer's. :param indexing: one thread."""
        self._cursor = cursor
        self._database = database
        self._indexing = indexing
        self._step: Future[int] | None = None
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
        patience = _PATIENCE if self._is_indexing else 1
        if self._rows_in_log >= patience * _CHECKPOINT_ROWS or self._database.space.checkpoint_is_due:
            self.checkpoint()

    def while_quiet(self) -> None:
        """One step of what is due."""
        if self._unindexed:
            self._index()

    def settle(self) -> None:
        """Waits for the step of the index that runs, and takes note of how it went."""
        step, self._step = self._step, None
        if step is None:
            return
        try:
            self._unindexed -= step.result()
        except (duckdb.Error, Unavailable) as error:  # reads take the spans that the index lacks from their table
            self._unindexed = 0
            self._database.doubt()
            log.warning("index of traces put off: %s", str(error).splitlines()[0])

    @property
    def _is_indexing(self) -> bool:
        return self._step is not None and not self._step.done()

    def _index(self) -> None:
        """Starts a step, unless one runs."""
        if self._is_indexing:
            return
        self.settle()
        if self._unindexed:
            self._step = self._indexing.submit(_take_into_index, self._database)

    def checkpoint(self) -> None:
        """Moves rows from the write-ahead log to the tables, while nobody waits for the commit of theirs.

        Not when there is too little room: DuckDB gives up on a database whose checkpoint fails. Waits for a step of the
        index: DuckDB makes none while another transaction writes.
        """
        self.settle()
        if not self._database.space.allows_checkpoint or self._database.problem() is not None:
            return
        self._rows_in_log = 0
        try:
            self._cursor.execute("CHECKPOINT")
        except duckdb.Error as error:  # nothing is lost: the rows stay in the log
            self._database.doubt()
            log.warning("checkpoint put off: %s", str(error).splitlines()[0])


def _take_into_index(database: Database) -> int:
    """How many span rows the index knows now that it did not before."""
    with database.reading() as cursor:
        cursor.execute("BEGIN")
        try:
            before = unindexed_rows(cursor)
            left = index_rows(cursor)
            cursor.execute("COMMIT")
        except duckdb.Error:
            with suppress(duckdb.Error):
                cursor.execute("ROLLBACK")
            raise
    return before - left
