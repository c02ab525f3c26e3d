"""Sample telemetry of a plugin's tool: plain records, which the core encodes as real OTLP messages.

Times are integer nanoseconds since 1970, ids are bytes (16 of a trace, 8 of a span), attribute values are text,
numbers, booleans, None or tuples of these.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from aiobserver.model.batch import Attributes


@dataclass(frozen=True, slots=True)
class DemoLog:
    """A log record."""

    time_ns: int
    attributes: Attributes
    body: str | None = None
    event_name: str = ""
    """The field; most tools use the attribute `event.name` instead."""
    severity: int = 0
    observed_only: bool = False
    """The tool leaves the time empty and sets the observed time alone."""
    trace_id: bytes = b""
    span_id: bytes = b""


@dataclass(frozen=True, slots=True)
class DemoSpan:
    """A span; without a parent it is the root of its trace."""

    start_ns: int
    end_ns: int
    name: str
    trace_id: bytes
    span_id: bytes
    parent_id: bytes = b""
    attributes: Attributes = field(default_factory=dict)
    kind: int = 1
    status: int = 0
    message: str = ""


@dataclass(frozen=True, slots=True)
class DemoHistogram:
    """The value of a histogram point."""

    bounds: tuple[float, ...]
    counts: tuple[int, ...]
    total: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float], bounds: Sequence[float]) -> DemoHistogram:
        """The histogram of some values, at least one."""
        counts = [0] * (len(bounds) + 1)
        for value in values:
            counts[bisect_left(bounds, value)] += 1
        return cls(tuple(bounds), tuple(counts), sum(values), min(values), max(values))


@dataclass(frozen=True, slots=True)
class DemoPoint:
    """A metric point: a monotonic sum or a histogram."""

    time_ns: int
    start_ns: int
    name: str
    value: float | DemoHistogram
    attributes: Attributes = field(default_factory=dict)
    unit: str = ""
    description: str = ""
    cumulative: bool = False
    """True: totals since `start_ns`; False: increments."""


@dataclass(frozen=True, slots=True)
class DemoExport:
    """One export request: records of one signal, resource and scope, and when it is sent.

    The core adds `demo=true` to the resource.
    """

    time_ns: int
    resource: Attributes
    scope: str
    records: Sequence[DemoLog] | Sequence[DemoSpan] | Sequence[DemoPoint]
    scope_version: str = ""


def demo_timestamp(time_ns: int) -> str:
    """RFC 3339 in UTC with milliseconds, as programs in JavaScript and Rust write it."""
    moment = datetime.fromtimestamp(time_ns // 10**9, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{time_ns // 10**6 % 1000:03d}Z"
