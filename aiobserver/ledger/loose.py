"""JSON that somebody else wrote, read without trust in its shape: what is not there, or has another type, is empty."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import orjson

Json: TypeAlias = Mapping[str, Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NOTHING: Json = {}
_LARGEST = 10**18
_MICROSECOND = timedelta(microseconds=1)
_END_NS = 2**63


def parsed(content: bytes) -> Any:
    """The JSON value, or None if it is none. Lone surrogates, which cannot be stored, become question marks."""
    try:
        return orjson.loads(content)
    except ValueError:
        pass
    try:
        return orjson.loads(_storable(json.dumps(json.loads(content), ensure_ascii=False)))
    except (ValueError, RecursionError):
        return None


def object_at(value: Json, *path: str) -> Json:
    """The object at a path of keys; an empty one if there is none."""
    for key in path:
        value = value.get(key, _NOTHING)
        if not isinstance(value, dict):
            return _NOTHING
    return value


def objects_at(value: Json, key: str) -> list[Json]:
    """The objects in a list."""
    found = value.get(key)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def text_at(value: Json, key: str) -> str:
    """The string at a key; empty if there is none."""
    found = value.get(key)
    return found if isinstance(found, str) else ""


def count_at(value: Json, key: str) -> int:
    """The whole number at a key, at most 10¹⁸, so that sums can be stored; 0 if there is none, or it is negative."""
    found = value.get(key)
    return found if type(found) is int and 0 < found <= _LARGEST else 0


def time_at(value: Json, key: str = "timestamp") -> int:
    """The time in ISO 8601 at a key in nanoseconds since 1970; 0 if there is none."""
    return time_of(value.get(key))


def time_of(found: object) -> int:
    """A time in ISO 8601 in nanoseconds since 1970; 0 if it is none, before 1970, or after 2262."""
    if not isinstance(found, str):
        return 0
    try:
        moment = datetime.fromisoformat(found)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        time_ns = (moment - _EPOCH) // _MICROSECOND * 1000
    except (ValueError, OverflowError):
        return 0
    return time_ns if 0 < time_ns < _END_NS else 0


def json_text(value: object) -> str:
    """JSON of a value that was read from JSON; empty if it is nested too deep."""
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        pass
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except (ValueError, RecursionError):
        return ""


def _storable(text: str) -> bytes:
    return text.encode("utf-8", "replace")
