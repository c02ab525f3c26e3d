"""Records of a parsed request, counted without reading them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from aiobserver.errors import TooLarge
from aiobserver.model.columns import Signal
from aiobserver.otlp.json import names
from aiobserver.otlp.protobuf.wire import MOST_ELEMENTS


class Levels(NamedTuple):
    """Names of the lists that a request nests."""

    resources: str
    scopes: str
    records: str


LEVELS: Mapping[Signal, Levels] = {
    "traces": Levels("resourceSpans", "scopeSpans", "spans"),
    "metrics": Levels("resourceMetrics", "scopeMetrics", "metrics"),
    "logs": Levels("resourceLogs", "scopeLogs", "logRecords"),
}
METRIC_KINDS = {
    "gauge": "gauge",
    "sum": "sum",
    "histogram": "histogram",
    "exponentialHistogram": "exponential_histogram",
    "summary": "summary",
}
_SNAKE_CASE = {
    name: given
    for message in (names.REQUEST, names.ENVELOPE, names.GROUP, names.METRIC, names.METRIC_DATA)
    for given, name in message.json_names.items()
}


def records_in(element: Any, signal: Signal, level: Literal["resource", "scope", "metric"]) -> int:
    """Records (of metrics: data points) in an element that cannot be read; what is no object or list counts as one."""
    lists = (LEVELS[signal].scopes, LEVELS[signal].records) if level == "resource" else (LEVELS[signal].records,)
    below: list[Any] = [element]
    found = 0
    for name in lists if level != "metric" else ():
        found += sum(not isinstance(item, dict) for item in below)
        items = [value for item in below for value in _given(item, name)]
        found += sum(not isinstance(value, list) for value in items)
        below = [item for value in items if isinstance(value, list) for item in value]
    return found + (sum(map(_points_in, below)) if signal == "metrics" else len(below))


def _points_in(metric: Any) -> int:
    if not isinstance(metric, dict):
        return 1
    data = [value for kind in METRIC_KINDS for value in _given(metric, kind)]
    lists = [value for item in data for value in (_given(item, "dataPoints") if isinstance(item, dict) else (None,))]
    return sum(len(value) if isinstance(value, list) else 1 for value in lists)


def check_elements(request: Any, signal: Signal) -> None:
    """
    :raises TooLarge: more than 500,000 records and envelopes.
    """
    level: list[Any] = [request]
    count = 0
    for name in LEVELS[signal]:
        lists = [value for parent in level for value in _given(parent, name) if isinstance(value, list)]
        count = _added(count, lists)
        level = [item for items in lists for item in items]
    if signal == "metrics":
        data = [value for metric in level for kind in METRIC_KINDS for value in _given(metric, kind)]
        _added(count, [value for item in data for value in _given(item, "dataPoints") if isinstance(value, list)])


def _added(count: int, lists: list[list[Any]]) -> int:
    count += sum(map(len, lists))
    if count > MOST_ELEMENTS:
        raise too_many()
    return count


def too_many() -> TooLarge:
    """The refusal of more records and envelopes than one request may hold."""
    return TooLarge(f"more than {MOST_ELEMENTS} records and envelopes in one request; send smaller batches")


def spellings(name: str) -> tuple[str, ...]:
    """The names of a field that holds records, or leads to them."""
    return (name, _SNAKE_CASE[name]) if name in _SNAKE_CASE else (name,)


def _given(parent: Any, name: str) -> list[Any]:
    """The values of a field, by either name; `null` is none."""
    if not isinstance(parent, dict):
        return []
    return [value for spelling in spellings(name) if (value := parent.get(spelling)) is not None]
