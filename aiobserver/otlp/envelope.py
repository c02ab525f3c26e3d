"""Resource and scope: what all records below them share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from aiobserver.otlp.attributes import Attributes

UNKNOWN_SERVICE = "unknown"
_REMEMBERED = 1000

SessionAttributes = Callable[[str], tuple[str, ...]]


class Resource:
    """One resource of a request."""

    __slots__ = ("attributes", "extras", "find", "service_name", "session", "session_keys")

    def __init__(self, attributes: Attributes, extras: dict[str, Any], session_attributes: SessionAttributes) -> None:
        self.attributes = attributes.text
        self.extras = extras
        self.find = attributes.find
        self.service_name = self.find("service.name") or UNKNOWN_SERVICE
        self.session_keys = session_attributes(self.service_name)
        self.session: str | None = None
        self.session = self.session_of(attributes)

    def session_of(self, attributes: Attributes) -> str | None:
        """The session of a record: the first of the session's attributes it has, else that of the resource."""
        for key in self.session_keys:
            text = attributes.find(key)
            if text:
                return text
        return self.session


class Scope:
    """One instrumentation scope below a resource."""

    __slots__ = ("_extras", "_texts", "attributes", "name", "version")

    def __init__(self, name: str, version: str, attributes: str | None, extras: dict[str, Any]) -> None:
        self.name = name
        self.version = version
        self.attributes = attributes
        self._extras = extras
        self._texts: dict[tuple[Any, ...], str | None] = {}

    def span_extras(self, flags: int, attributes: int, events: int, links: int, end: int) -> str | None:
        """JSON text of the rare fields of resource, scope and span: flags, dropped counts, an end before the start."""
        key = (flags, attributes, events, links, end)
        texts = self._texts
        if key not in texts:
            if len(texts) >= _REMEMBERED:
                texts.clear()
            texts[key] = self.extras(
                flags=flags,
                droppedAttributesCount=attributes,
                droppedEventsCount=events,
                droppedLinksCount=links,
                endTimestamp=str(end) if end else "",
            )
        return texts[key]

    def log_extras(self, dropped: int, event_name: str) -> str | None:
        """The same of a log record: dropped attributes, and the field EventName where an attribute names the event."""
        key = (dropped, event_name)
        texts = self._texts
        if key not in texts:
            if len(texts) >= _REMEMBERED:
                texts.clear()
            texts[key] = self.extras(droppedAttributesCount=dropped, eventNameField=event_name)
        return texts[key]

    def extras(self, **fields: Any) -> str | None:
        """JSON text of the rare fields of resource and scope, and of these that are set; None if there are none."""
        extras = self._extras | rare(**fields)
        return orjson.dumps(extras).decode() if extras else None

    def extras_with_metadata(self, metadata: str | None) -> str | None:
        """The same for a metric; its metadata is JSON text."""
        text = self.extras()
        if metadata is None:
            return text
        return (text[:-1] + "," if text else "{") + f'"metadata":{metadata}}}'


def rare(**fields: Any) -> dict[str, Any]:
    """The fields that are set."""
    return {name: value for name, value in fields.items() if value}
