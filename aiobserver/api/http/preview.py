"""Previews: shortened texts in lists and live messages; details have full texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import orjson

from aiobserver.api.http.media import EncodedList, encode_list
from aiobserver.model.columns import Row

_LONGEST = 1024


def encoder(shape: Callable[[Row], dict[str, Any]], *, preview: bool = False) -> Callable[[Iterable[Row]], EncodedList]:
    """Return an encoder of rows as a JSON array, each by `shape`; texts of a preview are shortened."""
    if preview:
        return lambda rows: encode_list(shortened(shape(row)) for row in rows)
    return lambda rows: encode_list(map(shape, rows))


def shortened(shape: Mapping[str, Any]) -> dict[str, Any]:
    """The same object with every text longer than 1 KB cut."""
    return {key: _cut(value) for key, value in shape.items()}


def _cut(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= _LONGEST else value[:_LONGEST] + "…"
    if isinstance(value, orjson.Fragment):
        text = orjson.dumps(value)
        return value if len(text) <= _LONGEST else _cut(orjson.loads(text))
    if isinstance(value, dict):
        return {key: _cut(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_cut(item) for item in value]
    return value
