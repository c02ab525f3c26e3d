"""Series of a metric over time.

Everything is computed per full series (resource, scope, attributes) and then summed by labels, so that interleaved
sessions, resets and restarts never give a wrong or negative number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from aiobserver.storage.database import Cursor
from aiobserver.storage.percentiles import percentile_series
from aiobserver.storage.queries import json_path, sql

STATISTICS = ("sum", "count", "avg", "p50", "p90", "p95", "p99")
_PERCENTILES = {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99}


class Labels(NamedTuple):
    """What tells the series of an answer apart; an empty text: not there."""

    service: str
    type: str
    part: str
    """Value of the breakdown attribute."""


@dataclass(frozen=True, slots=True)
class SeriesQuery:
    """Which metric, and how. Times in nanoseconds; width 0: one bucket for the whole range."""

    name: str
    from_ns: int
    to_ns: int
    width_s: int
    service: str | None = None
    breakdown: str | None = None
    stat: str | None = None


Points = dict[int, float]
"""bucket start in ns → value"""


@dataclass(frozen=True, slots=True)
class Series:
    """One series of the answer; in one that counts increases a missing bucket means 0."""

    labels: Labels
    points: Points
    is_increase: bool


def read_series(cursor: Cursor, query: SeriesQuery) -> list[Series]:
    """The series of a metric by labels."""
    path = json_path(query.breakdown) if query.breakdown else None
    cursor.execute(sql("series_wanted"), {"name": query.name, "service": query.service, "breakdown_path": path})
    if query.stat in _PERCENTILES:
        rows = cursor.execute(sql("series_histograms"), _range(query)).fetchall()
        found = percentile_series(rows, _PERCENTILES[query.stat], query.from_ns, query.width_s * 10**9)
        histograms = [Series(Labels(*labels), points, False) for labels, points in found.items()]
        return histograms + _others(cursor, query, skip_increases=bool(histograms))
    return _others(cursor, query)


def _others(cursor: Cursor, query: SeriesQuery, *, skip_increases: bool = False) -> list[Series]:
    width = {"width_ns": query.width_s * 10**9}
    from_ns = {"from_ns": query.from_ns}
    cursor.execute(sql("series_points"), _range(query) | {"field": "count" if query.stat == "count" else "sum"})
    series = [
        Series(labels, points, False)
        for name, given in (("series_levels", width), ("series_gauges", width | {"stat": query.stat}))
        for labels, points in _grouped(cursor.execute(sql(name), given).fetchall()).items()
    ]
    if skip_increases:
        return series
    increases = _grouped(cursor.execute(sql("series_increases"), width | from_ns).fetchall())
    if query.stat != "avg":
        return series + [Series(labels, points, True) for labels, points in increases.items()]
    cursor.execute(sql("series_points"), _range(query) | {"field": "count"})
    counts = _grouped(cursor.execute(sql("series_increases"), width | from_ns).fetchall())
    averages = {labels: _averages(points, counts.get(labels, {})) for labels, points in increases.items()}
    return series + [Series(labels, points, False) for labels, points in averages.items()]


def _range(query: SeriesQuery) -> dict[str, object]:
    return {"name": query.name, "from_ns": query.from_ns, "to_ns": query.to_ns}


def _averages(sums: Points, counts: Points) -> Points:
    return {bucket: total / counts[bucket] for bucket, total in sums.items() if counts.get(bucket)}


def _grouped(rows: Sequence[tuple[str, str, str, int, float]]) -> dict[Labels, Points]:
    grouped: dict[Labels, Points] = {}
    for service, kind, part, bucket, value in rows:
        if value is not None:
            grouped.setdefault(Labels(service, kind, part), {})[bucket] = value
    return grouped
