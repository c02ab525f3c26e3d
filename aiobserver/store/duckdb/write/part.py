"""Progress of the indexes of stored rows, one step at a time; the steps run in a thread beside the writer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.logs.index import BLOCK_ROWS, STEP_BLOCKS, index_blocks
from aiobserver.store.duckdb.metrics import rollup as metric_rollup
from aiobserver.store.duckdb.traces.index import STEP_ROWS, index_rows, unindexed_rows

T = TypeVar("T")


class Index(ABC, Generic[T]):
    """`step` runs in a thread of its own; all else is the writer's, and `took` or `put_off` follows each step."""

    name: str
    rows = 0
    """Rows that wait, as far as is known."""

    @property
    @abstractmethod
    def is_due(self) -> bool:
        """True if there is something to do once the writer is idle."""

    @property
    def is_urgent(self) -> bool:
        """True if it must not wait for an idle writer."""
        return False

    @property
    @abstractmethod
    def steps_behind(self) -> float:
        """Number of steps to catch up, as far as is known."""

    @abstractmethod
    def step(self, cursor: Cursor) -> T:
        """Takes some rows into the index, in the caller's transaction; what is to be told to `took`."""

    @abstractmethod
    def took(self, outcome: T, waiting: int) -> None:
        """Note that the rows that were taken are committed.

        :param waiting: `rows` when the step began; more may have come since.
        """

    def put_off(self) -> None:
        """A step failed: not again before there is something new. Reads take what the index lacks from its table."""
        self.rows = 0


class TraceIndexing(Index[int]):
    """The index of traces: reading what it lacks takes long, so it follows closely."""

    name = "index of traces"

    def __init__(self, cursor: Cursor) -> None:
        self.rows = unindexed_rows(cursor)

    @property
    def is_due(self) -> bool:
        return self.rows > 0

    @property
    def is_urgent(self) -> bool:
        return self.rows >= STEP_ROWS

    @property
    def steps_behind(self) -> float:
        return self.rows / STEP_ROWS

    def step(self, cursor: Cursor) -> int:
        before = unindexed_rows(cursor)
        return before - index_rows(cursor)

    def took(self, outcome: int, waiting: int) -> None:
        self.rows -= outcome or waiting  # there was nothing: a deletion came first


class MetricRolling(Index[int]):
    """The rollup of metrics: it pays when it takes many points at a time."""

    name = "rollup of metrics"

    def __init__(self, cursor: Cursor) -> None:
        first, end = metric_rollup.rolled_rows(cursor)
        self.rows = max(0, end - first)

    @property
    def is_due(self) -> bool:
        return self.rows >= metric_rollup.STEP_ROWS

    @property
    def steps_behind(self) -> float:
        return self.rows / metric_rollup.STEP_ROWS

    def step(self, cursor: Cursor) -> int:
        return metric_rollup.roll_up(cursor)

    def took(self, outcome: int, waiting: int) -> None:
        self.rows -= outcome or waiting  # there was nothing: a deletion came first


class LogIndexing(Index[tuple[int, int]]):
    """The index of logs: it is for searches in much, so it takes whole blocks."""

    name = "index of log texts"

    def __init__(self) -> None:
        self.start_over()

    def start_over(self) -> None:
        """Rows were deleted, or nothing is known of the table: the next steps look for blocks from the first one on."""
        self._block = 0
        self.rows = BLOCK_ROWS

    @property
    def is_due(self) -> bool:
        return self.rows >= BLOCK_ROWS

    @property
    def steps_behind(self) -> float:
        return self.rows / (STEP_BLOCKS * BLOCK_ROWS)

    def step(self, cursor: Cursor) -> tuple[int, int]:
        return index_blocks(cursor, self._block)

    def took(self, outcome: tuple[int, int], waiting: int) -> None:
        self._block, left = outcome
        self.rows += left - waiting
