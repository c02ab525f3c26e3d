"""Declarations of plugins: tools, and the meaning of their records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


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
    """Additional names for `aiobserver --setup`."""
    session_attributes: tuple[str, ...] = ()
    """Attributes that name the session, the first one present wins; looked for in the record, then in its resource."""
    scopes: tuple[str, ...] = ()
    """Names of its instrumentation scopes: by these it is recognised under another service name."""
    scope_prefixes: tuple[str, ...] = ()
    event_prefixes: tuple[str, ...] = ()
    """Beginnings of the names of its log events that no other program uses; those of its metrics count as such too."""

    @property
    def usual_service(self) -> str:
        """A service name that the tool owns; empty if it declares none."""
        return next(iter((*self.services, *self.service_prefixes)), "")

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
    counted: bool = True
    """False: a breakdown shows what has this value, totals leave it out."""
    counts_as: Literal["", "input", "cache_read", "cache_write", "output", "reasoning"] = ""
    """For the type of a metric of tokens: the ledger's type that it is; empty: none."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """An attribute by which a metric can be split."""

    attribute: str
    label: str
    values: tuple[BreakdownValue, ...] = ()


@dataclass(frozen=True, slots=True)
class ContentText:
    """A text outside the attributes that holds content."""

    place: Literal["Body", "StatusMessage", "SpanName", "SpanEventName"]
    """A column, or the name of a span's events."""
    prefix: str = ""
    """Only texts that begin so; this beginning is no content."""


@dataclass(frozen=True, slots=True)
class Content:
    """The parts of a service's records that are user content."""

    attributes: frozenset[str]
    texts: tuple[ContentText, ...]
    session_attributes: tuple[str, ...]
    """The attributes that name the session: where one of them is redacted, so is the session's column."""


MetricKind = Literal["counter", "up_down_counter", "gauge", "histogram"]


@dataclass(frozen=True, slots=True)
class MetricInfo:
    """The meaning of a tool's metric."""

    name: str
    display_name: str
    unit: str
    kind: MetricKind
    description: str
    breakdowns: tuple[Breakdown, ...] = ()
    role: Literal["tokens", "cost", "sessions"] | None = None
    """The metric's meaning for a session; at most one metric of a tool has each role."""
    note: str = ""
    """A known fault or surprise of the tool, shown as it is."""


@dataclass(frozen=True, slots=True)
class AttributeValues:
    """An attribute with one of some values."""

    attribute: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventInfo:
    """The meaning of a tool's log event."""

    name: str
    display_name: str
    description: str
    key_attributes: tuple[str, ...] = ()
    role: Literal["prompt", "request", "answer", "error", "tool_call"] | None = None
    """The event's meaning for a session; `answer` counts nothing: it has the duration if `request` has none."""
    error_attribute: str | None = None
    """The event also counts as an error of its session if it has this attribute, neither empty nor false."""
    note: str = ""
    uncounted_attribute: str | None = None
    """An event with this attribute, neither empty nor false, is stored and shown, but does not count in its role."""
    counted_values: tuple[AttributeValues, ...] = ()
    """Exceptions from these: events with one of these values count."""


@dataclass(frozen=True, slots=True)
class DeltaRule:
    """A cumulative metric that also produces `<metric>.delta` (a histogram: of its sum)."""

    metric: str
    display_name: str
    """Shown for `<metric>.delta`."""

    @property
    def delta_name(self) -> str:
        return f"{self.metric}.delta"
