"""Redaction: content is taken out of records before they are stored or shown (docs/privacy.md).

What is content is said by the setting (names of attributes) and by the plugins (`content`: names of attributes, and
texts that are none). Rules hold for attributes of resources, scopes, records, span events, links and exemplars.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from aiobserver.ingest.scrubber import Rules, Scrubber
from aiobserver.model.columns import COLUMNS, Row, Signal
from aiobserver.model.declared import Content

Action = Literal["drop", "hash"]
CONTENT = "content"
"""The word for what the plugins declare."""

_REMEMBERED_SERVICES = 1_000


class Redaction:
    """Takes content out of rows. Thread-safe as far as it remembers anything: what is remembered is always the same."""

    def __init__(self, actions: Mapping[str, Action], key: bytes, content_of: Callable[[str], Content]) -> None:
        """
        :param actions: attribute name, or `content`, → what to do; a name beats the word.
        :param key: of the hashes.
        :param content_of: service name → its content.
        """
        self._actions = {name: action for name, action in actions.items() if name != CONTENT}
        self._content = actions.get(CONTENT)
        self._key = key
        self._content_of = content_of
        self._scrubbers: dict[tuple[Signal, str], Scrubber] = {}

    def redacted(self, signal: Signal, service_name: str, rows: Sequence[Row]) -> list[Row]:
        """The rows without content; a row that has none is the same object."""
        scrubber = self._scrubber(signal, service_name)
        return [scrubber.scrubbed(row) for row in rows]

    def _scrubber(self, signal: Signal, service_name: str) -> Scrubber:
        place = (signal, service_name)
        scrubber = self._scrubbers.get(place)
        if scrubber is None:
            if len(self._scrubbers) >= _REMEMBERED_SERVICES:
                self._scrubbers.clear()
            scrubber = self._scrubbers[place] = Scrubber(COLUMNS[signal], self._rules(service_name), self._key)
        return scrubber

    def _rules(self, service_name: str) -> Rules:
        content = self._content_of(service_name)
        declared = dict.fromkeys(content.attributes, self._content) if self._content else {}
        hashed = {name: action == "hash" for name, action in {**declared, **self._actions}.items()}
        return Rules(
            hashed=hashed,
            session_attributes=content.session_attributes,
            texts=content.texts if self._content else (),
            texts_hashed=self._content == "hash",
        )
