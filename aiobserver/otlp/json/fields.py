"""The scalar types of OTLP/JSON: a bad value is refused with its path, which is put together only then."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from aiobserver.errors import UnreadableElement

_INT32 = 2**31
_UINT32 = 2**32 - 1
_UINT64 = 2**64 - 1
_UINT64_DIGITS = 20
_INTEGER = re.compile(r"-?[0-9]+")
_SPECIAL_DOUBLES = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}

Message = Mapping[str, Any]


def json_text(value: Any, where: str) -> str:
    """A string field."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UnreadableElement(f"expected a string, got {_kind(value)}", where)
    return value


def json_integer(value: Any, where: str, low: int, high: int) -> int:
    """A 32 or 64-bit integer field: a number, or a decimal string (also `5.0`, `1e3`)."""
    if value is None:
        return 0
    number = value if isinstance(value, int) and not isinstance(value, bool) else _integer(value, where)
    if not low <= number <= high:
        raise UnreadableElement(f"{_shown(value)} is out of range {low}…{high}", where)
    return number


def json_uint64(value: Any, where: str) -> int:
    """An unsigned 64-bit integer field."""
    return json_integer(value, where, 0, _UINT64)


def json_double(value: Any, where: str) -> float:
    """A double field: a number, a numeric string, or `NaN`, `Infinity`, `-Infinity`."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:
            raise UnreadableElement(f"{_shown(value)} is out of range of a double", where) from None
    if isinstance(value, str):
        if value in _SPECIAL_DOUBLES:
            return _SPECIAL_DOUBLES[value]
        number = _number(value, where)
        if math.isfinite(number):
            return number
    raise UnreadableElement(f"expected a number, got {_shown(value)}", where)


def json_boolean(value: Any, where: str) -> bool:
    """A boolean field."""
    if value is None:
        return False
    if not isinstance(value, bool):
        raise UnreadableElement(f"expected true or false, got {_kind(value)}", where)
    return value


def json_object(value: Any, where: str) -> Message:
    """A message."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise UnreadableElement(f"expected an object, got {_kind(value)}", where)
    return value


def text_field(message: Message, name: str, where: str) -> str:
    """A string."""
    value = message.get(name)
    return value if type(value) is str else json_text(value, f"{where}.{name}")


def id_field(message: Message, name: str, where: str) -> str:
    """A trace or span id: hex digits, in small letters; of any length."""
    text = text_field(message, name, where)
    try:
        if text.isalnum() or not text:  # fromhex skips white space
            return bytes.fromhex(text).hex()
    except ValueError:
        pass
    raise UnreadableElement(f"expected an id in hex digits, got {text[:60]!r}", f"{where}.{name}")


def uint64_field(message: Message, name: str, where: str) -> int:
    """An unsigned 64-bit integer."""
    value = message.get(name)
    if type(value) is str and len(value) < _UINT64_DIGITS and value.isdecimal() and value.isascii():
        return int(value)
    return json_uint64(value, f"{where}.{name}")


def uint32_field(message: Message, name: str, where: str) -> int:
    """An unsigned 32-bit integer."""
    value = message.get(name)
    if value is None or (type(value) is int and 0 <= value <= _UINT32):
        return value or 0
    return json_integer(value, f"{where}.{name}", 0, _UINT32)


def int32_field(message: Message, name: str, where: str) -> int:
    """A signed 32-bit integer."""
    value = message.get(name)
    if value is None or (type(value) is int and -_INT32 <= value < _INT32):
        return value or 0
    return json_integer(value, f"{where}.{name}", -_INT32, _INT32 - 1)


def enum_field(message: Message, name: str, where: str, numbers: Mapping[str, int]) -> int:
    """An enum: its number, also one that has no name yet.

    :param numbers: of the names that may stand for it.
    """
    value = message.get(name)
    if type(value) is int and -_INT32 <= value < _INT32:
        return value
    if isinstance(value, str):
        if value not in numbers:
            raise UnreadableElement(f"expected a number or a name of the enum, got {value[:60]!r}", f"{where}.{name}")
        return numbers[value]
    return int32_field(message, name, where)


def double_field(message: Message, name: str, where: str) -> float | None:
    """A double, None if unset."""
    value = message.get(name)
    return None if value is None else json_double(value, f"{where}.{name}")


def list_field(message: Message, name: str, where: str | None) -> list[Any]:
    """A repeated field."""
    value = message.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise UnreadableElement(f"expected a list, got {_kind(value)}", path(where, name))
    return value


def path(where: str | None, name: str) -> str:
    """The path of a field.

    :param where: that of its message: None of the request itself, empty of a record by itself.
    """
    return name if where is None else f"{where}.{name}"


def object_field(message: Message, name: str, where: str) -> Message:
    """A message in a message."""
    value = message.get(name)
    return value if type(value) is dict else json_object(value, f"{where}.{name}")


def _integer(value: Any, where: str) -> int:
    if isinstance(value, str) and _INTEGER.fullmatch(value) and len(value) <= _UINT64_DIGITS:
        return int(value)
    number = _number(value, where) if isinstance(value, str) else value
    if isinstance(number, float) and number.is_integer():
        return int(number)
    raise UnreadableElement(f"expected an integer, got {_shown(value)}", where)


def _number(text: str, where: str) -> float:
    try:
        if text != text.strip() or "_" in text or not text.isascii():
            raise ValueError
        return float(text)
    except ValueError:
        raise UnreadableElement(f"expected a number, got {_shown(text)}", where) from None


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", str: "a string", bool: "a boolean", type(None): "null"}
    return kinds.get(type(value), "a number")


def _shown(value: Any) -> str:
    return repr(value)[:60]
