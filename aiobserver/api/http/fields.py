"""Fields of JSON bodies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiobserver.errors import InvalidRequest

Body = Mapping[str, Any]

_LONGEST_NAME = 255
_LARGEST_INTEGER = 10_000


def name_field(body: Body, name: str) -> str:
    """A text of 1 to 255 characters."""
    value = body.get(name)
    if not isinstance(value, str) or not 1 <= len(value) <= _LONGEST_NAME:
        raise InvalidRequest(f"{name}: expected a string of 1 to {_LONGEST_NAME} characters")
    return value


def text_field(body: Body, name: str) -> str:
    """Any text; absent or null: empty."""
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InvalidRequest(f"{name}: expected a string")
    return value


def flag_field(body: Body, name: str) -> bool:
    """True or false; absent or null: false."""
    value = body.get(name)
    if not isinstance(value, bool | None):
        raise InvalidRequest(f"{name}: expected true or false")
    return bool(value)


def integer_field(body: Body, name: str, where: str = "") -> int:
    """An integer from 0."""
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LARGEST_INTEGER:
        raise InvalidRequest(f"{where}{name}: expected an integer from 0 to {_LARGEST_INTEGER}")
    return value


def object_field(body: Body, name: str) -> Body:
    """A JSON object; absent or null: empty."""
    value = body.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise InvalidRequest(f"{name}: expected an object")
    return value


def list_field(body: Body, name: str) -> list[Any]:
    """A JSON list."""
    value = body.get(name)
    if not isinstance(value, list):
        raise InvalidRequest(f"{name}: expected a list")
    return value
