"""Maintenance of the tables between commits: checkpoints and steps of the indexes."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from concurrent.futures import Executor, Future
from contextlib import suppress
from typing import Any, TypeVar

import duckdb

from aiobserver.errors import Unavailable
from aiobserver.model.columns import Signal
from aiobserver.store.duckdb.file.database import Cursor, Database
from aiobserver.store.duckdb.write.part import Index, LogIndexing, MetricRolling, TraceIndexing

T = TypeVar("T")

log = logging.getLogger(__name__)

_CHECKPOINT_ROWS = 40_960
"""Two row groups: whole ones are written once, parts are rewritten by the next checkpoint. Takes about 60 ms."""
_SHARE_WHILE_BUSY = 0.2
"""Share of the time for steps of the indexes that could wait for an idle writer: nobody knows when that will be."""
_PATIENCE = 3
"""Factor on the rows in the log before a checkpoint waits for a step of the index."""


class Maintenance:
    """Checkpoints, and the indexes of traces, logs and metrics: all put off is slower reading, never loss.

    A step of an index is computed in a thread of its own while the writer goes on with appending; whatever else
    changes tables waits for its end (`settle`).
    """

    def __init__(self, cursor: Cursor, database: Database, indexing: Executor) -> None:
        """:param cursor: the writer's. :param indexing: one thread."""
        self._cursor = cursor
        self._database = database
        self._indexing = indexing
        self._step: tuple[Index[Any], int, Future[tuple[Any, float]]] | None = None
        self._rest_until_s = 0.0
        self._rows_in_log = 0
        self._logs = LogIndexing()
        self._indexes: dict[Signal, Index[Any]] = {
            "traces": TraceIndexing(cursor),
            "metrics": MetricRolling(cursor),
            "logs": self._logs,
        }

    def stored(self, rows: int, rows_of: Mapping[Signal, int]) -> None:
        """Rows that were committed, and how many of them are spans, points and logs."""
        self._rows_in_log += rows
        for signal, count in rows_of.items():
            self._indexes[signal].rows += count

    def before_change(self) -> None:
        """Something else than storing rows is about to begin: it may delete some."""
        self.settle()
        self._logs.start_over()

    @property
    def is_due(self) -> bool:
        """True if there is something to do once the writer is idle."""
        return any(index.is_due for index in self._indexes.values())

    def after_commit(self) -> None:
        """Do what must not wait for an idle writer."""
        for index in self._indexes.values():
            if index.is_urgent:
                self._advance(index)
        behind = max(self._indexes.values(), key=lambda index: index.steps_behind)
        if behind.steps_behind >= 1 and time.monotonic() >= self._rest_until_s:
            self._advance(behind)
        patience = _PATIENCE if self._is_indexing else 1
        if self._rows_in_log >= patience * _CHECKPOINT_ROWS or self._database.space.checkpoint_is_due:
            self.checkpoint()

    def when_idle(self) -> None:
        """Do one step of what is due."""
        for index in self._indexes.values():
            if index.is_due:
                self._advance(index)
                return

    def settle(self) -> None:
        """Waits for the step of an index that runs, and takes note of how it went."""
        if self._step is None:
            return
        (index, waiting, step), self._step = self._step, None
        try:
            outcome, took_s = step.result()
            self._rest_until_s = time.monotonic() + took_s * (1 / _SHARE_WHILE_BUSY - 1)
            index.took(outcome, waiting)
        except (duckdb.Error, Unavailable) as error:
            index.put_off()
            self._database.mark_suspect()
            log.warning("%s put off: %s", index.name, str(error).splitlines()[0])

    @property
    def _is_indexing(self) -> bool:
        return self._step is not None and not self._step[-1].done()

    def _advance(self, index: Index[Any]) -> None:
        """Starts a step, unless one runs."""
        if self._is_indexing:
            return
        self.settle()
        if index.is_due:
            self._step = index, index.rows, self._indexing.submit(_step, index, self._database)

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
            self._database.mark_suspect()
            log.warning("checkpoint put off: %s", str(error).splitlines()[0])


def _step(index: Index[T], database: Database) -> tuple[T, float]:
    """The outcome of a step, and how many seconds it took."""
    began_s = time.monotonic()
    with database.reading() as cursor:
        cursor.execute("BEGIN")
        try:
            outcome = index.step(cursor)
            cursor.execute("COMMIT")
        except duckdb.Error:
            with suppress(duckdb.Error):
                cursor.execute("ROLLBACK")
            raise
    return outcome, time.monotonic() - began_s
