"""Marks the log events that do not count in their role, as their tool's plugin declares: a command is no prompt.

The mark stands in the column `Extras`, which has no key of the sender's own: what is counted from stored records later
needs no plugin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from aiobserver.hooks.tools import ToolEntry
from aiobserver.model.columns import LOG_COLUMNS, UNCOUNTED, Row
from aiobserver.model.declared import EventInfo

_EVENT = LOG_COLUMNS.index("EventName")
_ATTRIBUTES = LOG_COLUMNS.index("LogAttributes")
_EXTRAS = LOG_COLUMNS.index("Extras")
_FALSE = ("", "false")

Rules = Mapping[str, EventInfo]
"""Event name → the event, of those that count only sometimes."""


def counting_rules(entry: ToolEntry) -> Rules:
    """The events of a tool that do not always count."""
    return {event.name: event for event in entry.events if event.uncounted_attribute}


def with_marks(rows: list[Row], rules: Rules) -> list[Row]:
    """The log rows, those marked that do not count; the same object if there are none."""
    marked: dict[int, Row] = {}
    for position, row in enumerate(rows):
        event = rules.get(row[_EVENT])
        if event is not None and not _counts(event, row[_ATTRIBUTES]):
            marked[position] = (*row[:_EXTRAS], _marked(row[_EXTRAS]), *row[_EXTRAS + 1 :])
    return [marked.get(position, row) for position, row in enumerate(rows)] if marked else rows


def _counts(event: EventInfo, text: str | None) -> bool:
    name = event.uncounted_attribute
    if name is None or not text or orjson.dumps(name).decode() not in text:
        return True
    attributes = orjson.loads(text)
    counted = event.counted_values
    return _text(attributes.get(name)) in _FALSE or any(
        _text(attributes.get(each.attribute)) in each.values for each in counted
    )


def _text(value: Any) -> str:
    """A value as the database would show it; of one that is not there nothing."""
    if value is None or isinstance(value, str):
        return value or ""
    return orjson.dumps(value).decode()


def _marked(extras: str | None) -> str:
    mark: Sequence[str] = (extras[1:-1],) if extras else ()
    return "{" + ",".join((*mark, f'"{UNCOUNTED}":true')) + "}"
