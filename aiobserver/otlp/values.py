"""AnyValue, in protobuf and in OTLP/JSON, as the plain value that is stored and shown as JSON."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from aiobserver.errors import InvalidRequest, UnreadableElement
from aiobserver.model.numbers import plain_double, plain_integer
from aiobserver.otlp.json import names
from aiobserver.otlp.json.fields import json_boolean, json_double, json_integer, json_object, json_text, list_field

_DEEPEST = 64


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

    :raises UnreadableElement: names the place. :raises InvalidRequest: nested deeper than 64 levels.
    """
    if value is None:
        return None
    if not isinstance(value, dict):
        raise UnreadableElement('expected a value object such as {"stringValue": …}', where)
    plain: Any = None
    members = value if len(value) == 1 else names.ANY_VALUE.read(value, where)
    for name, content in members.items():
        if content is None or name not in _READERS:
            continue
        plain = _READERS[name](content, f"{where}.{name}", depth)
    return plain


def _bytes(value: Any, where: str, _depth: int) -> str:
    text = json_text(value, where).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64encode(base64.b64decode(text + "=" * (-len(text) % 4), validate=True)).decode()
    except binascii.Error:
        raise UnreadableElement("expected base64", where) from None


def _array(value: Any, where: str, depth: int) -> list[Any]:
    _check_depth(depth, where)
    items = list_field(json_object(value, where), "values", where)
    return [json_value(item, where, depth + 1) for item in items]


def _kvlist(value: Any, where: str, depth: int) -> dict[str, Any]:
    _check_depth(depth, where)
    plain = {}
    for item in list_field(json_object(value, where), "values", where):
        pair = json_object(item, where)
        plain[json_text(pair.get("key"), f"{where}.key")] = json_value(pair.get("value"), where, depth + 1)
    return plain


def _check_depth(depth: int, where: str) -> None:
    if depth >= _DEEPEST:
        raise InvalidRequest(f"values are nested deeper than {_DEEPEST} levels", where[:200])


_READERS: dict[str, Any] = {
    "stringValue": lambda value, where, _depth: json_text(value, where),
    "boolValue": lambda value, where, _depth: json_boolean(value, where),
    "intValue": lambda value, where, _depth: plain_integer(json_integer(value, where, -(2**63), 2**63 - 1)),
    "doubleValue": lambda value, where, _depth: plain_double(json_double(value, where)),
    "arrayValue": _array,
    "kvlistValue": _kvlist,
    "bytesValue": _bytes,
}
_READERS |= {given: _READERS[name] for given, name in names.ANY_VALUE.json_names.items() if name in _READERS}
