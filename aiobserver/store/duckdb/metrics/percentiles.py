"""Percentiles out of histogram buckets, by linear interpolation within the bucket."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from aiobserver.store.metrics import Bound

Labels = tuple[str, str, str]
Bucket = tuple[float, float]
"""(lower, upper) bound"""
Counts = dict[Bucket, int]

_MOST_SCALE = 20


class Percentile(NamedTuple):
    """A percentile; with a `bound` the value is only a limit of it."""

    value: float
    bound: Bound | None = None


def percentile_series(
    rows: Iterable[Sequence[Any]], share: float, from_ns: int, width_ns: int
) -> dict[Labels, dict[int, Percentile]]:
    """Labels → bucket of time (start in ns) → percentile.

    :param rows: (service, type, part, way, series, start, time, detail) by run and time. :param share: 0…1.
    """
    merged: dict[Labels, dict[int, Counts]] = {}
    run: tuple[int, int] | None = None
    before: Counts = {}
    for service, kind, part, way, series, start, time, detail in rows:
        counts = bucket_counts(json.loads(detail))
        if (series, start) != run:
            run, before = (series, start), {}
        grown = _increase(before, counts) if way == "cumulative" else counts
        before = counts
        if time >= from_ns:
            moment = time // width_ns * width_ns if width_ns else 0
            sums = merged.setdefault((service, kind, part), {}).setdefault(moment, {})
            for bucket, count in grown.items():
                sums[bucket] = sums.get(bucket, 0) + count
    return {
        labels: {moment: value for moment, sums in moments.items() if (value := percentile(sums, share)) is not None}
        for labels, moments in merged.items()
    }


def percentile(counts: Counts, share: float) -> Percentile | None:
    """The value below which this share of the measurements lies; None if there are none, or no bound near it."""
    rank = share * sum(counts.values())
    seen = 0
    found = None
    for (lower, upper), count in sorted(counts.items()):
        if count <= 0:
            continue
        if math.isinf(upper):
            found = Percentile(lower, "more") if math.isfinite(lower) else None
        elif math.isinf(lower):
            found = Percentile(upper, "less" if upper < 0 else None)  # counts and durations are not negative
        else:
            found = Percentile(lower + (upper - lower) * min(1.0, max(0.0, (rank - seen) / count)))
        seen += count
        if seen >= rank:
            break
    return found


def bucket_counts(detail: dict[str, Any]) -> Counts:
    """The buckets of a histogram point, explicit or exponential."""
    if "scale" in detail:
        return _exponential(detail)
    counts = [int(count) for count in detail.get("bucketCounts", ())]
    bounds = [float(bound) for bound in detail.get("explicitBounds", ())]
    first = 0.0 if bounds and bounds[0] > 0 else -math.inf
    edges = [first, *bounds, math.inf]
    return dict(zip(pairwise(edges), counts, strict=False))


def _exponential(detail: dict[str, Any]) -> Counts:
    scale = max(-_MOST_SCALE, min(_MOST_SCALE, detail["scale"]))
    zero = float(detail.get("zeroThreshold", 0))
    counts: Counts = {(-zero, zero): int(detail.get("zeroCount", 0))}
    for sign, name in ((1, "positive"), (-1, "negative")):
        offset = detail.get(f"{name}Offset", 0)
        for index, count in enumerate(detail.get(f"{name}BucketCounts", ())):
            near, far = _edge(offset + index, scale), _edge(offset + index + 1, scale)
            bucket = (near, far) if sign > 0 else (-far, -near)
            counts[bucket] = counts.get(bucket, 0) + int(count)
    return counts


def _edge(index: int, scale: int) -> float:
    try:
        return float(2.0 ** (index * 2.0**-scale))
    except OverflowError:
        return math.inf


def _increase(before: Counts, counts: Counts) -> Counts:
    """The increase between two points; after a reset the whole value."""
    if any(counts.get(bucket, 0) < count for bucket, count in before.items()):
        return counts
    return {bucket: count - before.get(bucket, 0) for bucket, count in counts.items()}
