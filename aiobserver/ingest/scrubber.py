"""Taking content out of the rows of one table and one service."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import orjson

from aiobserver.model.columns import Row
from aiobserver.model.declared import ContentText

REDACTED = "[redacted]"

_ATTRIBUTES = ("ResourceAttributes", "SpanAttributes", "LogAttributes", "Attributes", "Body")
"""Columns whose JSON is nothing but what was sent."""
_ENVELOPES = ("Events", "Links", "Detail", "Extras")
"""Columns whose JSON has attributes under keys of ours."""
_ENVELOPED = ("attributes", "filteredAttributes", "scopeAttributes")
_SHORTEST_REPEAT = 8
"""Shorter values occur in other texts by chance."""
_IDENTIFIER = re.compile(r"(?:event )?[\w.:/-]{0,100}", re.ASCII)
"""A text that names something and says nothing, such as `event core/src/tools.rs:703`."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules of redaction."""

    hashed: Mapping[str, bool]
    """Attribute name → whether a hash takes its place; otherwise nothing does."""
    session_attributes: tuple[str, ...] = ()
    texts: tuple[ContentText, ...] = ()
    texts_hashed: bool = False


class Scrubber:
    """Applies rules to rows. Texts without any of the names are not even parsed."""

    def __init__(self, columns: Sequence[str], rules: Rules, key: bytes) -> None:
        self._rules = rules
        self._key = key
        names = "|".join(re.escape(orjson.dumps(name).decode()) for name in rules.hashed)
        self._named = re.compile(f"(?:{names}):") if names else re.compile(r"(?!)")
        self._plain = [columns.index(name) for name in _ATTRIBUTES if name in columns]
        self._envelopes = [columns.index(name) for name in _ENVELOPES if name in columns]
        self._json = frozenset(columns.index(name) for name in ("Body", "Events") if name in columns)
        self._repeating = [
            columns.index(name) for name in ("Body", "Events", "StatusMessage", "SpanName") if name in columns
        ]
        self._session = columns.index("SessionId")
        self._session_hashed = next(
            (rules.hashed[name] for name in rules.session_attributes if name in rules.hashed), None
        )
        self._events = columns.index("Events") if "Events" in columns else None
        self._event_names = tuple(text for text in rules.texts if text.place == "SpanEventName")
        self._texts = [(columns.index(text.place), text) for text in rules.texts if text.place in columns]

    def scrubbed(self, row: Row) -> Row:
        """The row without content; the same object if it has none."""
        changed: dict[int, Any] = {}
        removed: list[str] = []
        for index in self._plain:
            if row[index] is not None and self._named.search(row[index]):
                changed[index] = _dumped(self._without(orjson.loads(row[index]), removed))
        for index in self._envelopes:
            if row[index] is not None and self._named.search(row[index]):
                changed[index] = _dumped(self._opened(orjson.loads(row[index]), removed))
        self._scrub_texts(row, changed)
        self._scrub_repeats(row, changed, removed)
        if self._session_hashed is not None and row[self._session] is not None:
            changed[self._session] = self.hash_of(row[self._session]) if self._session_hashed else None
        if not changed:
            return row
        return tuple(changed.get(index, value) for index, value in enumerate(row))

    def hash_of(self, value: Any) -> str:
        """Stands for a value: the same for the same one, with this key."""
        text = value.encode() if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
        return "hash:" + blake2b(text, key=self._key, digest_size=16).hexdigest()

    def _without(self, value: Any, removed: list[str]) -> Any:
        """Sent values without the named ones, however deep these are."""
        if isinstance(value, dict):
            kept = {}
            for name, item in value.items():
                hashed = self._rules.hashed.get(name)
                if hashed is None:
                    kept[name] = self._without(item, removed)
                else:
                    removed.extend(_texts(item))
                    if hashed:
                        kept[name] = self.hash_of(item)
            return kept
        if isinstance(value, list):
            return [self._without(item, removed) for item in value]
        return value

    def _opened(self, value: Any, removed: list[str]) -> Any:
        """An envelope with its attributes as they may stay; its own keys are no attributes."""
        if isinstance(value, dict):
            return {
                key: self._without(item, removed) if key in _ENVELOPED else self._opened(item, removed)
                for key, item in value.items()
            }
        if isinstance(value, list):
            return [self._opened(item, removed) for item in value]
        return value

    def _scrub_texts(self, row: Row, changed: dict[int, Any]) -> None:
        for index, text in self._texts:
            value = changed.get(index, row[index])
            if value is None:
                continue
            if index in self._json:
                value = orjson.loads(value)
                scrubbed = self._content_text(value, text) if isinstance(value, str) else value
                if scrubbed != value:
                    changed[index] = orjson.dumps(scrubbed).decode()
            else:
                scrubbed = self._content_text(value, text)
                if scrubbed != value:
                    changed[index] = scrubbed
        if self._event_names and self._events is not None:
            value = changed.get(self._events, row[self._events])
            if value is not None:
                self._scrub_event_names(value, changed)

    def _scrub_event_names(self, value: str, changed: dict[int, Any]) -> None:
        events = orjson.loads(value)
        names = [event.get("name", "") for event in events]
        for event in events:
            for text in self._event_names:
                event["name"] = self._content_text(event.get("name", ""), text)
        if [event["name"] for event in events] != names:
            changed[self._events] = orjson.dumps(events).decode()  # type: ignore[index]

    def _content_text(self, value: str, text: ContentText) -> str:
        if not value.startswith(text.prefix) or _IDENTIFIER.fullmatch(value):
            return value
        rest = value[len(text.prefix) :]
        return text.prefix + (self.hash_of(rest) if self._rules.texts_hashed else REDACTED)

    def _scrub_repeats(self, row: Row, changed: dict[int, Any], removed: Sequence[str]) -> None:
        """Remove redacted values that other texts of the record repeat."""
        for value in sorted({text for text in removed if len(text) >= _SHORTEST_REPEAT}, key=len, reverse=True):
            escaped = orjson.dumps(value).decode()[1:-1]
            for index in self._repeating:
                text = changed.get(index, row[index])
                repeated = escaped if index in self._json else value
                if text is not None and repeated in text:
                    changed[index] = text.replace(repeated, REDACTED)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _dumped(value: Any) -> str | None:
    return orjson.dumps(value).decode() if value not in ({}, None) else None
