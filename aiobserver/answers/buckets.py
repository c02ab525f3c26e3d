"""Buckets of time in answers."""

from __future__ import annotations

from aiobserver.model.times import Range

_MS_NS = 10**6


def bucket_starts_ms(span: Range, width_s: int) -> range:
    """Start times of the buckets of a range, in milliseconds; aligned to the width since 1970."""
    width_ms = width_s * 1000
    last_ms = (span.to_ns - 1) // _MS_NS
    return range(span.from_ns // _MS_NS // width_ms * width_ms, last_ms + 1, width_ms)
