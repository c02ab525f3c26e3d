"""Questions about traces, and their answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TraceFilter:
    """Traces to list; None, 0 and False mean all. Times and durations in nanoseconds."""

    from_ns: int
    to_ns: int
    service: str | None = None
    search: str | None = None
    status: str | None = None
    min_duration_ns: int = 0
    main: bool | None = None
    """True: only traces of user activity; False: only background traces."""


@dataclass(frozen=True, slots=True)
class TraceSummary:
    """One (virtual) trace as a whole; start in ns since 1970, duration in ns."""

    trace_id: str
    root_span_id: str
    is_virtual: bool
    root_span: str
    service_name: str
    start_ns: int
    duration_ns: int
    span_count: int
    status: str
    is_main: bool
    session_id: str | None

    @property
    def id(self) -> str:
        """Its address: the trace id, or for a part of a split trace the span id of the part's root."""
        return self.root_span_id if self.is_virtual else self.trace_id


@dataclass(frozen=True, slots=True)
class TracePage:
    """A page of traces, newest first, and the number of traces that pass the filters."""

    traces: list[TraceSummary]
    total: int
    background: int
    """Number of further traces that `main=True` hides; 0 without it."""
