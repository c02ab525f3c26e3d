"""AnyValue, in protobuf and in OTLP/JSON, as the plain value that is stored and shown as JSON."""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Mapping
from typing import Any

from aiobserver.errors import InvalidRequest

SAFE_INTEGER = 2**53
_DEEPEST = 64
_UINT64_DIGITS = 20
_INTEGER = re.compile(r"-?[0-9]+")
_SPECIAL_DOUBLES = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def protobuf_value(value: Any, depth: int = 0) -> Any:
    """The plain value of a protobuf AnyValue.

    :raises InvalidRequest: nested deeper than 64 levels.
    """
    kind = value.WhichOneof("value")
    if kind == "string_value":
        return value.string_value
    if kind == "int_value":
        return plain_integer(value.int_value)
    if kind == "double_value":
        return plain_double(value.double_value)
    if kind == "bool_value":
        return value.bool_value
    if kind == "bytes_value":
        return base64.b64encode(value.bytes_value).decode()
    if depth >= _DEEPEST:
        raise InvalidRequest(f"values are nested deeper than {_DEEPEST} levels")
    if kind == "array_value":
        return [protobuf_value(item, depth + 1) for item in value.array_value.values]
    if kind == "kvlist_value":
        return {item.key: protobuf_value(item.value, depth + 1) for item in value.kvlist_value.values}
    return None


def json_value(value: Any, where: str, depth: int = 0) -> Any:
    """The plain value of an OTLP/JSON AnyValue; with several members set the last one counts.

    :raises InvalidRequest: names the place.
    """
    if value is None:
        return None
    if not isinstance(value, dict):
        raise InvalidRequest('expected a value object such as {"stringValue": …}', where)
    plain: Any = None
    for name, content in value.items():
        if content is None or name not in _READERS:
            continue
        plain = _READERS[name](content, f"{where}.{name}", depth)
    return plain


def plain_integer(number: int) -> int | str:
    """JSON readers keep integers exactly up to 2^53 only; larger ones are text."""
    return number if -SAFE_INTEGER <= number <= SAFE_INTEGER else str(number)


def plain_double(number: float) -> float | str:
    """JSON has no NaN and no infinities: they are text."""
    if math.isfinite(number):
        return number
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"


def json_text(value: Any, where: str) -> str:
    """A string field."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InvalidRequest(f"expected a string, got {_kind(value)}", where)
    return value


def json_integer(value: Any, where: str, low: int, high: int) -> int:
    """A 32 or 64-bit integer field: a number, or a decimal string (also `5.0`, `1e3`)."""
    if value is None:
        return 0
    number = value if isinstance(value, int) and not isinstance(value, bool) else _integer(value, where)
    if not low <= number <= high:
        raise InvalidRequest(f"{_shown(value)} is out of range {low}…{high}", where)
    return number


def json_uint64(value: Any, where: str) -> int:
    """An unsigned 64-bit integer field."""
    if type(value) is str and len(value) < _UINT64_DIGITS and value.isdecimal() and value.isascii():
        return int(value)
    return json_integer(value, where, 0, 2**64 - 1)


def json_double(value: Any, where: str) -> float:
    """A double field: a number, a numeric string, or `NaN`, `Infinity`, `-Infinity`."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:
            raise InvalidRequest(f"{_shown(value)} is out of range of a double", where) from None
    if isinstance(value, str):
        if value in _SPECIAL_DOUBLES:
            return _SPECIAL_DOUBLES[value]
        number = _number(value, where)
        if math.isfinite(number):
            return number
    raise InvalidRequest(f"expected a number, got {_shown(value)}", where)


def json_boolean(value: Any, where: str) -> bool:
    """A boolean field."""
    if value is None:
        return False
    if not isinstance(value, bool):
        raise InvalidRequest(f"expected true or false, got {_kind(value)}", where)
    return value


def json_list(parent: Mapping[str, Any], name: str, where: str) -> list[Any]:
    """A repeated field."""
    value = parent.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise InvalidRequest(f"expected a list, got {_kind(value)}", f"{where}.{name}")
    return value


def json_object(value: Any, where: str) -> Mapping[str, Any]:
    """A message."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise InvalidRequest(f"expected an object, got {_kind(value)}", where)
    return value


def _integer(value: Any, where: str) -> int:
    if isinstance(value, str) and _INTEGER.fullmatch(value) and len(value) <= _UINT64_DIGITS:
        return int(value)
    number = _number(value, where) if isinstance(value, str) else value
    if isinstance(number, float) and number.is_integer():
        return int(number)
    raise InvalidRequest(f"expected an integer, got {_shown(value)}", where)


def _number(text: str, where: str) -> float:
    try:
        if text != text.strip() or "_" in text or not text.isascii():
            raise ValueError
        return float(text)
    except ValueError:
        raise InvalidRequest(f"expected a number, got {_shown(text)}", where) from None


def _bytes(value: Any, where: str, _depth: int) -> str:
    text = json_text(value, where).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64encode(base64.b64decode(text + "=" * (-len(text) % 4), validate=True)).decode()
    except binascii.Error:
        raise InvalidRequest("expected base64", where) from None


def _array(value: Any, where: str, depth: int) -> list[Any]:
    _check_depth(depth, where)
    items = json_list(json_object(value, where), "values", where)
    return [json_value(item, where, depth + 1) for item in items]


def _kvlist(value: Any, where: str, depth: int) -> dict[str, Any]:
    _check_depth(depth, where)
    plain = {}
    for item in json_list(json_object(value, where), "values", where):
        pair = json_object(item, where)
        plain[json_text(pair.get("key"), f"{where}.key")] = json_value(pair.get("value"), where, depth + 1)
    return plain


def _check_depth(depth: int, where: str) -> None:
    if depth >= _DEEPEST:
        raise InvalidRequest(f"values are nested deeper than {_DEEPEST} levels", where[:200])


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", str: "a string", bool: "a boolean", type(None): "null"}
    return kinds.get(type(value), "a number")


def _shown(value: Any) -> str:
    return repr(value)[:60]


_READERS: Mapping[str, Any] = {
    "stringValue": lambda value, where, _depth: json_text(value, where),
    "boolValue": lambda value, where, _depth: json_boolean(value, where),
    "intValue": lambda value, where, _depth: plain_integer(json_integer(value, where, -(2**63), 2**63 - 1)),
    "doubleValue": lambda value, where, _depth: plain_double(json_double(value, where)),
    "arrayValue": _array,
    "kvlistValue": _kvlist,
    "bytesValue": _bytes,
}
