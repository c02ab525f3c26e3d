"""What the writer remembers beside the tables; each part takes changes provisionally until told to commit them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Protocol

import orjson

from aiobserver.model.columns import COLUMNS, METRIC_COLUMNS, UNCOUNTED, Row, Signal
from aiobserver.store.writing import Count

_WINDOW_NS = 600 * 10**9
_WINDOW_REQUESTS = 10_000
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


class Memory(Protocol):
    """What is kept in step with the tables."""

    def commit(self) -> None: ...

    def rollback(self) -> None: ...


class RetryWindow:
    """The digests of the requests of the last ten minutes, and at least of the last 10,000."""

    def __init__(self, stored: Iterable[tuple[bytes, int]]) -> None:
        self._received: dict[bytes, int] = dict(stored)
        self._pending: dict[bytes, int] = {}

    def seen(self, digest: bytes) -> bool:
        return digest in self._received or digest in self._pending

    def add(self, digest: bytes, received_ns: int) -> None:
        self._pending[digest] = received_ns

    def commit(self) -> None:
        self._received.update(self._pending)
        self._pending.clear()

    def rollback(self) -> None:
        self._pending.clear()

    def prune(self, now_ns: int) -> list[Row]:
        """Forgets what is out of the window; what is left, as rows of `stored_requests`."""
        surplus = max(0, len(self._received) - _WINDOW_REQUESTS)
        oldest = [digest for digest, at in list(self._received.items())[:surplus] if at < now_ns - _WINDOW_NS]
        for digest in oldest:
            del self._received[digest]
        return list(self._received.items())

    def __len__(self) -> int:
        return len(self._received)


class SeriesIndex:
    """The ids that the table `metric_series` has."""

    def __init__(self, stored: Iterable[int]) -> None:
        self._known = set(stored)
        self._pending: set[int] = set()
        self._forgotten: set[int] = set()

    def forget(self, series: Iterable[int]) -> None:
        """These are deleted from the table: their next points write them again."""
        self._forgotten.update(series)

    def add(self, points: Sequence[Row]) -> list[Row]:
        """Rows for `metric_series`, one for each series not seen before."""
        known, pending = self._known, self._pending
        rows = []
        for point in points:
            series = point[_SERIES_ID]
            if series not in known and series not in pending:
                pending.add(series)
                rows.append(tuple(point[index] for index in _SERIES_FIELDS))
        return rows

    def commit(self) -> None:
        self._known -= self._forgotten
        self._known |= self._pending
        self.rollback()

    def rollback(self) -> None:
        self._pending.clear()
        self._forgotten.clear()


class RowNumbers:
    """Numbers the rows of a table in order of arrival; DuckDB's own row numbers change when rows are deleted."""

    def __init__(self, first: int) -> None:
        self._committed = first
        self._next = first

    def add(self, rows: Sequence[Row]) -> list[Row]:
        """The rows with the column `RowNumber`, the last one."""
        first = self._next
        self._next += len(rows)
        return [(*row, number) for number, row in enumerate(rows, first)]

    def commit(self) -> None:
        self._committed = self._next

    def rollback(self) -> None:
        self._next = self._committed


def is_uncounted(extras: str | None) -> bool:
    """True of a log that is marked as an event that does not count in its role: the index has no name for it."""
    return extras is not None and UNCOUNTED in extras and orjson.loads(extras).get(UNCOUNTED) is True


class SessionTotals:
    """How many records of each kind each session has, and when; as what is added to the table `session_index`."""

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
        """What was added since the last commit, as rows of the table."""
        return [(*key, *total) for key, total in self._pending.items()]

    def commit(self) -> None:
        self._pending.clear()

    rollback = commit


class Counters:
    """What was received, dropped, deduplicated, unpriced and rejected, per service and day."""

    def __init__(self) -> None:
        self._pending: dict[tuple[str, ...], int] = {}

    def add(self, counts: Iterable[Count]) -> None:
        for count in counts:
            key = (count.kind, count.signal, count.service, count.detail)
            self._pending[key] = self._pending.get(key, 0) + count.amount

    def rows(self) -> list[Row]:
        """What was added since the last commit, as rows of the table `counters`."""
        now = time.time_ns()
        return [(*key, now // _DAY_NS, amount, now) for key, amount in self._pending.items()]

    def commit(self) -> None:
        self._pending.clear()

    rollback = commit
