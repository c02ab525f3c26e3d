"""Fields of metric points without a column of their own: buckets, quantiles."""

from __future__ import annotations

from typing import Any

import orjson

from aiobserver.model.numbers import plain_double, plain_integer
from aiobserver.otlp.envelope import rare
from aiobserver.otlp.rows import Point


def histogram_detail(counts: list[int], bounds: list[float]) -> dict[str, Any]:
    """The buckets of a histogram."""
    return rare(
        bucketCounts=[plain_integer(count) for count in counts],
        explicitBounds=[plain_double(bound) for bound in bounds],
    )


def exponential_detail(
    scale: int, zero_count: int, zero_threshold: float, positive: tuple[int, list[int]], negative: tuple[int, list[int]]
) -> dict[str, Any]:
    """The buckets of an exponential histogram."""
    detail: dict[str, Any] = {"scale": scale, "zeroCount": plain_integer(zero_count)}
    if zero_threshold:
        detail["zeroThreshold"] = plain_double(zero_threshold)
    for sign, (offset, counts) in (("positive", positive), ("negative", negative)):
        if counts or offset:
            detail[f"{sign}Offset"] = offset
            detail[f"{sign}BucketCounts"] = [plain_integer(count) for count in counts]
    return detail


def summary_detail(quantiles: list[tuple[float, float]]) -> dict[str, Any]:
    """The quantiles of a summary."""
    return rare(
        quantileQuantiles=[plain_double(quantile) for quantile, _ in quantiles],
        quantileValues=[plain_double(value) for _, value in quantiles],
    )


def exemplar_detail(timestamp: str, number: Point, trace_id: str, span_id: str, filtered: str | None) -> dict[str, Any]:
    """An example measurement; `filtered` are the attributes that the point does not have, as JSON text."""
    value = plain_integer(number.integer) if number.integer is not None else _plain(number.value)
    return {"timestamp": timestamp, "value": value} | rare(
        traceId=trace_id, spanId=span_id, filteredAttributes=orjson.loads(filtered) if filtered else None
    )


def _plain(value: float | None) -> float | str | None:
    return None if value is None else plain_double(value)
