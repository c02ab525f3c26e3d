"""Resource and scope: what all records below them share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from aiobserver.otlp.attributes import Attributes

UNKNOWN_SERVICE = "unknown"

SessionAttributes = Callable[[str], tuple[str, ...]]


class Resource:
    """One resource of a request."""

    __slots__ = ("attributes", "extras", "service_name", "session", "session_keys")

    def __init__(self, attributes: Attributes, extras: dict[str, Any], session_attributes: SessionAttributes) -> None:
        self.attributes = attributes.text
        self.extras = extras
        self.service_name = attributes.find("service.name") or UNKNOWN_SERVICE
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
        self._texts: dict[tuple[tuple[str, Any], ...], str | None] = {}

    def extras(self, *record: tuple[str, Any]) -> str | None:
        """JSON text of the rare fields of resource, scope and record; None if there are none."""
        try:
            return self._texts[record]
        except KeyError:
            pass
        except TypeError:  # a value that cannot be hashed
            return self._text(record)
        if len(self._texts) > 1000:  # noqa: PLR2004
            self._texts.clear()
        text = self._texts[record] = self._text(record)
        return text

    def extras_with_metadata(self, metadata: str | None) -> str | None:
        """The same for a metric; its metadata is JSON text."""
        text = self.extras()
        if metadata is None:
            return text
        return (text[:-1] + "," if text else "{") + f'"metadata":{metadata}}}'

    def _text(self, record: tuple[tuple[str, Any], ...]) -> str | None:
        extras = self._extras | {name: value for name, value in record if value}
        return orjson.dumps(extras).decode() if extras else None


def rare(**fields: Any) -> dict[str, Any]:
    """The fields that are set."""
    return {name: value for name, value in fields.items() if value}
