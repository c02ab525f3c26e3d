"""Recognises the tool behind a service name that no tool declares: by scopes, then by names of events and metrics.

`OTEL_SERVICE_NAME` renames any tool; what the tool calls its scopes, events and metrics stays (docs/decisions/0026).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import repeat
from operator import itemgetter
from typing import Any

import orjson

from aiobserver.hooks.tools import ToolEntry, Tools
from aiobserver.model.batch import Batch
from aiobserver.model.columns import ATTRIBUTE_COLUMN, COLUMNS, Row, Signal

_NAME_COLUMN: Mapping[Signal, str] = {"logs": "EventName", "metrics": "MetricName", "traces": "SpanName"}
_BODY = COLUMNS["logs"].index("Body")
_LONGEST_NAME = 200

Named = tuple[str, str]
"""(scope, name of the event or metric) of a record"""
Sender = tuple[str, Signal, str, str]
"""(service, signal, scope, name) of stored records"""


class Recognition:
    """Splits batches by tool, and remembers which tools send under which service name."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def parts(self, batch: Batch) -> Sequence[Batch]:
        """The batch, or its parts by tool, in which `tool` and the sessions are as the tool says."""
        if self._tools.declared(batch.service_name) is not None:
            return (batch,)
        named = _named(batch)
        distinct = set(named)
        owners = self._owners(batch.signal, distinct)
        for entry in set(owners.values()):
            self._tools.learn(batch.service_name, entry)
        rest = self._rest(batch.service_name, owners)
        entries = {each: owners.get(each, rest) for each in distinct}
        if len(set(entries.values())) == 1:
            return [_part(batch, entries[named[0]], batch.rows)]
        found = [entries[each] for each in named]
        return [
            _part(batch, entry, [row for row, owner in zip(batch.rows, found, strict=True) if owner is entry])
            for entry in dict.fromkeys(found)
        ]

    def learn(self, senders: Iterable[Sender]) -> None:
        """Recognise the tools of stored records."""
        named: dict[tuple[str, Signal], set[Named]] = {}
        for service, signal, scope, name in senders:
            named.setdefault((service, signal), set()).add((scope, name))
        for (service, signal), names in named.items():
            if self._tools.declared(service) is None:
                for entry in set(self._owners(signal, names).values()):
                    self._tools.learn(service, entry)

    def _owners(self, signal: Signal, named: Collection[Named]) -> dict[Named, ToolEntry]:
        """The tool of each record that tells it."""
        owners = {each: self._tools.of_scope(each[0]) for each in named}
        others = {each: self._tools.of_name(signal, each[1]) for each, entry in owners.items() if entry is None}
        if signal != "metrics" or _are_all_declared(others):
            owners |= others
        return {each: entry for each, entry in owners.items() if entry is not None}

    def _rest(self, service: str, owners: Mapping[Named, ToolEntry]) -> ToolEntry | None:
        """The tool of the records that do not tell it: one process sends all of a resource."""
        found = set(owners.values()) or set(self._tools.of(service))
        return found.pop() if len(found) == 1 else None


def _named(batch: Batch) -> list[Named]:
    columns = COLUMNS[batch.signal]
    scope, name = columns.index("ScopeName"), columns.index(_NAME_COLUMN[batch.signal])
    if batch.signal == "logs":
        return [(row[scope], _event_name(row, name)) for row in batch.rows]
    if batch.signal == "metrics":
        return list(map(itemgetter(scope, name), batch.rows))
    return list(zip(map(itemgetter(scope), batch.rows), repeat("")))


def _event_name(row: Row, name: int) -> str:
    """The event's whole name, with its prefix: some tools put that into the body and leave it out of the attribute."""
    body: str | None = row[_BODY]
    event: str = row[name]
    if body and len(body) < _LONGEST_NAME and body.endswith(f'.{event}"') and body[0] == '"':
        return body[1:-1]
    return event


def _are_all_declared(metrics: Mapping[Named, ToolEntry | None]) -> bool:
    """True if all metrics of an export are those of tools: a program may send one of a tool's beside its own."""
    known = {entry for entry in metrics.values() if entry is not None}
    declared = {metric.name for entry in known for metric in entry.metrics}
    return all(entry is not None or name in declared for (_, name), entry in metrics.items())


def _part(batch: Batch, entry: ToolEntry | None, rows: list[Row]) -> Batch:
    if entry is None:
        return replace(batch, rows=rows)
    keys = entry.tool.session_attributes
    if keys != batch.session_attributes:
        rows = _with_sessions(batch, rows, keys)
    return replace(batch, rows=rows, tool=entry.tool.id, session_attributes=keys)


def _with_sessions(batch: Batch, rows: Iterable[Row], keys: Sequence[str]) -> list[Row]:
    """The rows with the sessions that these attributes name."""
    columns = COLUMNS[batch.signal]
    attributes, session = columns.index(ATTRIBUTE_COLUMN[batch.signal]), columns.index("SessionId")
    otherwise = _first_text(batch.resource_attributes, keys)
    return [(*row[:session], _first_text(row[attributes], keys) or otherwise, *row[session + 1 :]) for row in rows]


def _first_text(attributes: str | None, keys: Sequence[str]) -> str | None:
    """The first of the attributes that is a text and not empty."""
    if not attributes or not any(key in attributes for key in keys):
        return None
    values: Mapping[str, Any] = orjson.loads(attributes)
    return next((value for key in keys if isinstance(value := values.get(key), str) and value), None)
