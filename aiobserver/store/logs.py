"""Questions about logs."""

from __future__ import annotations

from dataclasses import dataclass

STATISTICS = ("count", "sum", "avg", "min", "max", "p50", "p90", "p95", "p99")


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Logs to list; None means all. Times in nanoseconds, `severity` is a level such as ERROR."""

    from_ns: int
    to_ns: int
    service: str | None = None
    severity: str | None = None
    trace_id: str | None = None
    event: str | None = None
    search: str | None = None


@dataclass(frozen=True, slots=True)
class LogStatistic:
    """A statistic of the numeric attribute `value` (None: of the events themselves) of the event `event`.

    :param attribute: only events that have this attribute with the value `equals`, in any case.
    :param uncounted: with the events that do not count in their role.
    """

    event: str
    value: str | None
    stat: str
    breakdown: str | None
    attribute: str | None = None
    equals: str = ""
    uncounted: bool = False
