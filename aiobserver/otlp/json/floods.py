"""Far too many records in a JSON body, found before it is parsed: parsing would build each of them.

The text is walked down to the lists of records, whose elements are passed over by regular expressions. The walk gives
up where it is not sure; what it does not refuse is counted again after parsing.
"""

from __future__ import annotations

import re

from aiobserver.otlp.json.counting import LEVELS, METRIC_KINDS, spellings, too_many
from aiobserver.otlp.protobuf.wire import MOST_ELEMENTS

_DEEPEST = 12
_RUN = 64
_GLANCE = 64 * 2**10
"""Elements of an upper level are counted beforehand only if a run of them is as short as this."""

_OTHERS = rb'[^\[\]{}"]'
_SIMPLE = rb'"[^"]*+(?<!\\)"'
"""A string that has no backslash before a quote; these are found fastest, and two at once faster still."""
_STRING = rb"(?:" + _SIMPLE + rb'|"(?:[^"\\]++|\\.)*+")'
_TEXT = _SIMPLE + _OTHERS + rb"*+" + _SIMPLE + _OTHERS + rb"*+|" + _STRING + rb"|" + _OTHERS + rb"++"
_container = rb"[\[{](?:" + _TEXT + rb")*+[\]}]"
for _ in range(_DEEPEST - 1):
    _container = rb"[\[{](?:" + _TEXT + rb"|" + _container + rb")*+[\]}]"
_VALUE = rb"(?:" + _container + b"|" + _STRING + rb"|[-+.0-9A-Za-z]++)"

_value = re.compile(rb"\s*+" + _VALUE + rb"\s*+", re.DOTALL)
_values = re.compile(rb"(?:\s*+" + _VALUE + rb"\s*+,){%d}" % _RUN, re.DOTALL)
_key = re.compile(rb"\s*+" + rb'"((?:[^"\\]++|\\.)*+)"' + rb"\s*+:\s*+", re.DOTALL)
_space = re.compile(rb"\s*+")

_Path = tuple[frozenset[bytes], ...]
"""The names that lead to the records, level by level."""


def _path(*levels: tuple[str, ...]) -> _Path:
    return tuple(frozenset(text.encode() for name in names for text in spellings(name)) for names in levels)


_PATHS = tuple(
    _path(*((name,) for name in levels), *((tuple(METRIC_KINDS), ("dataPoints",)) if signal == "metrics" else ()))
    for signal, levels in LEVELS.items()
)


class _Unsure(Exception):
    """The text is not as it was expected."""


def check_text(body: bytes) -> None:
    """
    :raises TooLarge: certainly more than 500,000 records and envelopes.
    """
    if body.count(b"{") + body.count(b"[") <= MOST_ELEMENTS:
        return
    for path in _PATHS:
        if not any(name in body for name in path[0]):
            continue
        try:
            start = body.index(b"{") + 1
            _Walk(body).object(start, path)
        except (_Unsure, ValueError, IndexError):
            continue


class _Walk:
    """Counts the elements of the lists on a path."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._left = MOST_ELEMENTS

    def object(self, position: int, path: _Path) -> int:
        """The position behind an object, given that of its first member."""
        body = self._body
        if (position := self._after_space(position)) and body[position] == ord("}"):
            return position + 1
        while found := _key.match(body, position):
            position = self._member(found.end(), path if found[1] in path[0] else ())
            end = body[position]
            position += 1
            if end == ord("}"):
                return position
            if end != ord(","):
                break
        raise _Unsure

    def _member(self, position: int, path: _Path) -> int:
        if path and self._body[position] == ord("["):
            return self._after_space(self._list(position + 1, path[1:]))
        if len(path) > 1 and self._body[position] == ord("{"):
            return self._after_space(self.object(position + 1, path[1:]))
        return self._after_value(position)

    def _list(self, position: int, path: _Path) -> int:
        body = self._body
        position = self._after_space(position)
        if body[position] == ord("]"):
            return position + 1
        if path:
            self._glance(position)
        while True:
            position = self._after_space(position)
            if path and body[position] == ord("{"):
                position = self._after_space(self.object(position + 1, path))
            elif not path and (run := _values.match(body, position)):
                self._take(_RUN)
                position = run.end()
                continue
            else:
                position = self._after_value(position)
            self._take(1)
            position += 1
            if body[position - 1] == ord("]"):
                return position
            if body[position - 1] != ord(","):
                raise _Unsure

    def _glance(self, position: int) -> None:
        """Counts the first elements of a list without looking into them; they are counted again then."""
        left = self._left
        while run := _values.match(self._body, position, position + _GLANCE):
            self._take(_RUN)
            position = run.end()
        self._left = left

    def _take(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise too_many()

    def _after_value(self, position: int) -> int:
        found = _value.match(self._body, position)
        if found is None:
            raise _Unsure
        return found.end()

    def _after_space(self, position: int) -> int:
        found = _space.match(self._body, position)
        return found.end() if found else position
