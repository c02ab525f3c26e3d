"""Totals over everything that is stored."""

from __future__ import annotations

from typing import NamedTuple


class Totals(NamedTuple):
    """Number of records by kind."""

    traces: int
    spans: int
    failed_spans: int
    logs: int
    points: int


class Counter(NamedTuple):
    """Number of records that were received, dropped, deduplicated, unpriced or rejected; last time in ns since 1970."""

    kind: str
    signal: str
    service: str
    detail: str
    amount: int
    today: int
    last_ns: int
