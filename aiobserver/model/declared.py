"""The data types that travel between rooms.

Telemetry travels as plain row tuples; their columns are named here, once, in the order of the tables
`otel_traces`, `otel_logs` and `otel_metrics`. Times are integer nanoseconds since 1970. Attribute columns hold
JSON text, or None when there are no attributes; 64-bit integers beyond 2^53, NaN and infinities stand in it as
strings, bytes as base64 (the mapping of proto3 JSON).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Signal = Literal["traces", "metrics", "logs"]
Row = tuple[Any, ...]
Attributes = Mapping[str, Any]

SPAN_COLUMNS = (
    "Timestamp",
    "TraceId",
    "SpanId",
    "ParentSpanId",
    "TraceState",
    "SpanName",
    "SpanKind",
    "ServiceName",
    "ResourceAttributes",
    "ScopeName",
    "ScopeVersion",
    "SpanAttributes",
    "Duration",
    "StatusCode",
    "StatusMessage",
    "Events",
    "Links",
    "SessionId",
    "Marks",
    "Extras",
    "ReceivedAt",
)

LOG_COLUMNS = (
    "Timestamp",
    "ObservedTimestamp",
    "TraceId",
    "SpanId",
    "TraceFlags",
    "SeverityText",
    "SeverityNumber",
    "ServiceName",
    "EventName",
    "Body",
    "ResourceAttributes",
    "ScopeName",
    "ScopeVersion",
    "LogAttributes",
    "SessionId",
    "Extras",
    "ReceivedAt",
)

METRIC_COLUMNS = (
    "Timestamp",
    "StartTimestamp",
    "ServiceName",
    "MetricName",
    "MetricDescription",
    "MetricUnit",
    "ResourceAttributes",
    "ScopeName",
    "ScopeVersion",
    "Attributes",
    "MetricType",
    "Value",
    "ValueInt",
    "AggregationTemporality",
    "IsMonotonic",
    "Flags",
    "Count",
    "Sum",
    "Min",
    "Max",
    "Detail",
    "SeriesId",
    "SessionId",
    "Extras",
    "ReceivedAt",
)

COLUMNS: Mapping[Signal, tuple[str, ...]] = {
    "traces": SPAN_COLUMNS,
    "metrics": METRIC_COLUMNS,
    "logs": LOG_COLUMNS,
}

ATTRIBUTE_COLUMN: Mapping[Signal, str] = {
    "traces": "SpanAttributes",
    "metrics": "Attributes",
    "logs": "LogAttributes",
}

SPAN_KINDS = ("UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER")
STATUS_CODES = ("UNSET", "OK", "ERROR")

MARK_SESSION_ROOT = 1
MARK_MAIN = 2
"""Bits of the column `Marks` of a span."""

TEMPORALITY_UNSPECIFIED = 0
TEMPORALITY_DELTA = 1
TEMPORALITY_CUMULATIVE = 2

NO_RECORDED_VALUE = 1
"""Bit of a metric point's `Flags`: the point says that there is no value."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One resource's records out of one export request; plugins are asked once per batch."""

    signal: Signal
    service_name: str
    resource_attributes: str | None
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Export:
    """A decoded export request: what to store, and what was refused (OTLP partial success)."""

    signal: Signal
    batches: tuple[Batch, ...]
    rejected: int = 0
    message: str = ""
    digest: bytes = b""
    size: int = 0

    @property
    def row_count(self) -> int:
        return sum(len(batch.rows) for batch in self.batches)


class Records:
    """What a plugin sees of a batch: its records by position, their columns by name, nothing parsed until asked for."""

    __slots__ = ("_batch", "_columns")

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._columns = COLUMNS[batch.signal]

    def __len__(self) -> int:
        return len(self._batch.rows)

    @property
    def service_name(self) -> str:
        """`service.name` of the resource, `unknown` if the sender named none."""
        return self._batch.service_name

    @property
    def resource(self) -> Attributes:
        """The resource's attributes."""
        return parse_attributes(self._batch.resource_attributes)

    def column(self, name: str) -> list[Any]:
        """The values of one column, one per record. KeyError: no such column."""
        index = self._index(name)
        return [row[index] for row in self._batch.rows]

    def value(self, position: int, name: str) -> Any:
        """One column of one record."""
        return self._batch.rows[position][self._index(name)]

    def attributes(self, position: int) -> Attributes:
        """The attributes of one record."""
        return parse_attributes(self.value(position, ATTRIBUTE_COLUMN[self._batch.signal]))

    def positions(self, name: str, value: Any) -> Iterator[int]:
        """The positions of the records whose column `name` equals `value`."""
        index = self._index(name)
        return (position for position, row in enumerate(self._batch.rows) if row[index] == value)

    def _index(self, name: str) -> int:
        try:
            return self._columns.index(name)
        except ValueError:
            raise KeyError(
                f"no column {name!r} in {self._batch.signal}; there are {', '.join(self._columns)}"
            ) from None


def parse_attributes(text: str | None) -> Attributes:
    """Attributes out of a JSON text column."""
    return json.loads(text) if text else {}


@dataclass(frozen=True, slots=True)
class Tool:
    """A program that sends telemetry, and how its records are recognised."""

    id: str
    title: str
    colour: str
    """`#rrggbb`"""
    services: tuple[str, ...] = ()
    service_prefixes: tuple[str, ...] = ()
    metric_prefixes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """Further names for `aiobserver --setup`."""
    session_attributes: tuple[str, ...] = ()
    """Attributes that name the session, the first one present wins; looked for in the record, then in its resource."""

    def owns(self, service_name: str) -> bool:
        return service_name in self.services or service_name.startswith(self.service_prefixes or ("\0",))


@dataclass(frozen=True, slots=True)
class ServiceSet:
    """Services by name and by prefix; `others` do not belong to it, whatever their prefix."""

    names: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    def __contains__(self, service: str) -> bool:
        return service in self.names or (service not in self.others and service.startswith(self.prefixes))


@dataclass(frozen=True, slots=True)
class BreakdownValue:
    """A known value of a breakdown attribute; `part_of` names the value that already contains it."""

    value: str
    label: str
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """An attribute by which a metric can be split."""

    attribute: str
    label: str
    values: tuple[BreakdownValue, ...] = ()


@dataclass(frozen=True, slots=True)
class ContentText:
    """A text that holds content and is no attribute."""

    place: Literal["Body", "StatusMessage", "SpanName", "SpanEventName"]
    """A column, or the name of a span's events."""
    prefix: str = ""
    """Only texts that begin so; this beginning is no content."""


@dataclass(frozen=True, slots=True)
class Content:
    """What of a service's records is content."""

    attributes: frozenset[str]
    texts: tuple[ContentText, ...]
    session_attributes: tuple[str, ...]
    """The attributes that name the session: where one of them is redacted, so is the session's column."""


MetricKind = Literal["counter", "up_down_counter", "gauge", "histogram"]


@dataclass(frozen=True, slots=True)
class MetricInfo:
    """What a metric of a tool means."""

    name: str
    display_name: str
    unit: str
    kind: MetricKind
    description: str
    breakdowns: tuple[Breakdown, ...] = ()
    role: Literal["tokens", "cost", "sessions"] | None = None
    """What the metric counts of a session; at most one metric of a tool has each role."""
    note: str = ""
    """A known fault or surprise of the tool, shown as it is."""


@dataclass(frozen=True, slots=True)
class EventInfo:
    """What a log event of a tool means."""

    name: str
    display_name: str
    description: str
    key_attributes: tuple[str, ...] = ()
    role: Literal["prompt", "request", "answer", "error", "tool_call"] | None = None
    """What the event counts in a session; `answer` counts nothing: it has the duration, where `request` has not."""
    error_attribute: str | None = None
    """The event also counts as an error of its session if it has this attribute, neither empty nor false."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class DeltaRule:
    """A cumulative metric that also produces `<metric>.delta` (a histogram: of its sum)."""

    metric: str
    display_name: str
    """Shown for `<metric>.delta`."""

    @property
    def delta_name(self) -> str:
        return f"{self.metric}.delta"


@dataclass(frozen=True, slots=True)
class DerivedPoint:
    """A metric point a plugin makes out of a log record: a monotonic delta sum, stored in the same commit."""

    position: int
    """Of the log record it comes from: gives time and session."""
    name: str
    value: float
    unit: str = ""
    description: str = ""
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unpriced:
    """A log record that cost money, of a model whose price is not known: counted and shown, never invented."""

    position: int
    model: str
