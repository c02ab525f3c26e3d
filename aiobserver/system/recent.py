"""A mapping of bounded size, for what can be read again from where it is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Keeps what was asked for or put in lately.

    Entries stand in two halves. `trim` makes the full new half the old one, and drops the old one: what was not touched
    since then. Nothing is dropped at any other moment.
    """

    def __init__(self, size: int) -> None:
        """:param size: entries of a half; between two calls of `trim` there may be more."""
        self._size = size
        self._new: dict[K, V] = {}
        self._old: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        """The value of a key, or None: it is not kept."""
        value = self._new.get(key)
        return self._old.get(key) if value is None else value

    def lacking(self, keys: Iterable[K]) -> set[K]:
        """Those of the keys that are not kept; the others are kept beyond the next `trim`."""
        lacking = set()
        for key in set(keys).difference(self._new):
            if key in self._old:
                self._new[key] = self._old[key]
            else:
                lacking.add(key)
        return lacking

    def update(self, entries: Mapping[K, V]) -> None:
        """Puts entries in, in the place of those with the same key."""
        self._new.update(entries)

    def trim(self) -> None:
        """Drops what was not touched lately, if there is much."""
        if len(self._new) > self._size:
            self._old, self._new = self._new, {}

    def clear(self) -> None:
        """Drops everything."""
        self._new, self._old = {}, {}

    def __len__(self) -> int:
        return len(self._new.keys() | self._old.keys())
