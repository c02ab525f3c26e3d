"""Lines of JSON as tools write them, read without trust in their shape."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import orjson

Json: TypeAlias = Mapping[str, Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NOTHING: Json = {}


def objects(content: bytes) -> Iterator[Json]:
    """Each line that is a JSON object; one that was cut off or is still being written is left out."""
    for line in content.splitlines():
        value = parsed(line)
        if isinstance(value, dict):
            yield value


def parsed(content: bytes) -> Any:
    """The JSON value, or None if it is none; lone surrogates, which orjson refuses, are allowed."""
    try:
        return orjson.loads(content)
    except ValueError:
        pass
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def mapping(value: Json, *path: str) -> Json:
    """The object at a path of keys; an empty one if there is none."""
    for key in path:
        value = value.get(key, _NOTHING)
        if not isinstance(value, dict):
            return _NOTHING
    return value


def items(value: Json, key: str) -> list[Json]:
    """The objects in a list."""
    found = value.get(key)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def text(value: Json, key: str) -> str:
    """The string at a key; empty if there is none."""
    found = value.get(key)
    return found if isinstance(found, str) else ""


def count(value: Json, key: str) -> int:
    """The number at a key; 0 if there is none."""
    found = value.get(key)
    return found if isinstance(found, int) and found > 0 else 0


def time_ns(value: Json, key: str = "timestamp") -> int:
    """The time in ISO 8601 at a key in nanoseconds since 1970; 0 if there is none."""
    try:
        moment = datetime.fromisoformat(text(value, key))
    except ValueError:
        return 0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // timedelta(microseconds=1) * 1000
