"""State that the writer keeps beside the tables; changes are provisional until `commit`."""

from __future__ import annotations

import time
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import orjson

from aiobserver.model.columns import COLUMNS, METRIC_COLUMNS, UNCOUNTED, Row, Signal
from aiobserver.store.writing import Count
from aiobserver.system.recent import Recent

WINDOW_NS = 600 * 10**9
WINDOW_REQUESTS = 10_000
_PACKED_REQUESTS = 4_096
_SERIES_KEPT = 32_768
"""About 3 MB; twice as many at most."""
_DAY_NS = 86_400 * 10**9

_SERIES_ID = METRIC_COLUMNS.index("SeriesId")
_SERIES_FIELDS = tuple(
    METRIC_COLUMNS.index(name)
    for name in (
        "SeriesId",
        "MetricName",
        "ServiceName",
        "MetricType",
        "AggregationTemporality",
        "IsMonotonic",
        "SessionId",
        "Attributes",
    )
)


class WriterState(Protocol):
    """State that is kept in step with the tables."""

    def commit(self) -> None: ...

    def rollback(self) -> None: ...


class RetryWindow:
    """The requests of the last ten minutes, and at least the last 10,000, by the first eight bytes of their digests.

    Of a thousand requests a second it takes 5 MB.
    """

    def __init__(self, stored: Iterable[tuple[bytes, int]]) -> None:
        """:param stored: digests and when they came (ns), the oldest first."""
        self._received: dict[int, int] = {}
        self._packed: list[_Packed] = []
        self._pending: dict[int, int] = {}
        for digest, received_ns in stored:
            self.add(digest, received_ns)
            if len(self._pending) >= _PACKED_REQUESTS:
                self.commit()
        self.commit()

    def seen(self, digest: bytes) -> bool:
        number = _number(digest)
        return number in self._pending or number in self._received or any(number in part for part in self._packed)

    def add(self, digest: bytes, received_ns: int) -> None:
        self._pending[_number(digest)] = received_ns

    def commit(self) -> None:
        self._received.update(self._pending)
        self._pending.clear()
        if len(self._received) >= _PACKED_REQUESTS:
            self._packed.append(_Packed.of(self._received))
            self._received.clear()

    def rollback(self) -> None:
        self._pending.clear()

    def prune(self, now_ns: int) -> None:
        """Forgets what is out of the window."""
        surplus = len(self) - WINDOW_REQUESTS
        while self._packed and len(self._packed[0]) <= surplus and self._packed[0].newest_ns < now_ns - WINDOW_NS:
            surplus -= len(self._packed.pop(0))

    def __len__(self) -> int:
        return len(self._received) + sum(map(len, self._packed))


@dataclass(frozen=True, slots=True)
class _Packed:
    """Some requests that came one after the other, in eight bytes each."""

    numbers: array[int]
    """In ascending order."""
    newest_ns: int

    @classmethod
    def of(cls, received: Mapping[int, int]) -> _Packed:
        return cls(array("Q", sorted(received)), max(received.values()))

    def __contains__(self, number: int) -> bool:
        place = bisect_left(self.numbers, number)
        return place < len(self.numbers) and self.numbers[place] == number

    def __len__(self) -> int:
        return len(self.numbers)


def _number(digest: bytes) -> int:
    return int.from_bytes(digest[:8], "big")


class SeriesIndex:
    """Series that the table `metric_series` has: some are remembered, the others looked up."""

    def __init__(self, stored: Callable[[list[Row]], Iterable[Row]], series: int = _SERIES_KEPT) -> None:
        """
        :param stored: those of some ids that the table has, both as rows of one column.
        :param series: how many are remembered.
        """
        self._stored = stored
        self._known: Recent[int, bool] = Recent(series)
        self._pending: set[int] = set()
        self._forgotten = False

    def forget(self) -> None:
        """Some are being deleted from the table: their next points write them again."""
        self._forgotten = True

    def add(self, points: Sequence[Row]) -> list[Row]:
        """Rows for `metric_series`, one for each series that it lacks."""
        labelled = {point[_SERIES_ID]: point for point in points}
        lacking = self._known.lacking(labelled) - self._pending
        if lacking:
            stored = {series for (series,) in self._stored([(series,) for series in lacking])}
            self._known.update(dict.fromkeys(stored, True))
            lacking -= stored
            self._pending |= lacking
        return [
            tuple(point[index] for index in _SERIES_FIELDS) for series, point in labelled.items() if series in lacking
        ]

    def commit(self) -> None:
        if self._forgotten:
            self._known.clear()
        self._known.update(dict.fromkeys(self._pending, True))
        self.rollback()

    def rollback(self) -> None:
        self._pending.clear()
        self._forgotten = False
        self._known.trim()


class RowNumbers:
    """Numbers the rows of a table in order of arrival; DuckDB's own row numbers change when rows are deleted."""

    def __init__(self, first: int) -> None:
        self._committed = first
        self.next = first
        """Number of the next row."""

    def add(self, rows: Sequence[Row]) -> list[Row]:
        """The rows with the column `RowNumber`, the last one."""
        first = self.next
        self.next += len(rows)
        return [(*row, number) for number, row in enumerate(rows, first)]

    def commit(self) -> None:
        self._committed = self.next

    def rollback(self) -> None:
        self.next = self._committed


def is_uncounted(extras: str | None) -> bool:
    """True of a log that is marked as an event that does not count in its role: the index has no name for it."""
    return extras is not None and UNCOUNTED in extras and orjson.loads(extras).get(UNCOUNTED) is True


class SessionTotals:
    """Number and times of the records of each kind in each session, as rows to add to the table `session_index`."""

    def __init__(self) -> None:
        self._pending: dict[tuple[str, str, str, str], list[int]] = {}

    def add(self, signal: Signal, rows: Sequence[Row]) -> None:
        columns = COLUMNS[signal]
        session, service = columns.index("SessionId"), columns.index("ServiceName")
        event, extras = (columns.index("EventName"), columns.index("Extras")) if signal == "logs" else (None, 0)
        duration = columns.index("Duration") if signal == "traces" else None
        pending = self._pending
        for row in rows:
            if row[session] is None:
                continue
            kind = "" if event is None or is_uncounted(row[extras]) else row[event]
            key = (row[session], row[service], signal, kind)
            start = row[0]
            end = start if duration is None else start + row[duration]
            total = pending.get(key)
            if total is None:
                pending[key] = [1, start, end]
            else:
                total[0] += 1
                if start < total[1]:  # noqa: PLR1730 - for each record: min takes three times as long
                    total[1] = start
                if end > total[2]:  # noqa: PLR1730
                    total[2] = end

    def rows(self) -> list[Row]:
        """Uncommitted changes, as rows of the table."""
        return [(*key, *total) for key, total in self._pending.items()]

    def commit(self) -> None:
        self._pending.clear()

    rollback = commit


class Counters:
    """Records received, dropped, deduplicated, unpriced and rejected, per service and day."""

    def __init__(self) -> None:
        self._pending: dict[tuple[str, ...], int] = {}

    def add(self, counts: Iterable[Count]) -> None:
        for count in counts:
            key = (count.kind, count.signal, count.service, count.detail)
            self._pending[key] = self._pending.get(key, 0) + count.amount

    def rows(self) -> list[Row]:
        """Uncommitted changes, as rows of the table `counters`."""
        now = time.time_ns()
        return [(*key, now // _DAY_NS, amount, now) for key, amount in self._pending.items()]

    def commit(self) -> None:
        self._pending.clear()

    rollback = commit
