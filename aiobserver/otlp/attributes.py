"""Attributes as JSON text, each distinct one decoded once."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from struct import Struct
from typing import Any, Protocol

import orjson
from google.protobuf.message import DecodeError

from aiobserver.errors import InvalidRequest
from aiobserver.model.numbers import SAFE_INTEGER
from aiobserver.otlp.json.fields import Message, json_object, list_field, text_field
from aiobserver.otlp.limits import check_value
from aiobserver.otlp.protobuf.schema import Schema
from aiobserver.otlp.values import json_value, protobuf_value

_ENTRIES = 4_000
_ONE_BYTE = 127
"""The largest number that is one byte on the wire."""
_SMALLEST = 4
_KEY_TAG, _VALUE_TAG = 0x0A, 0x12
_STRING_TAG, _INT_TAG, _DOUBLE_TAG = 0x0A, 0x18, 0x21
_unpack_double = Struct("<d").unpack_from
_LONGEST = 512
_SAFE_DIGITS = 16
"""Decimal numbers with fewer digits are below 2^53."""

Fragments = dict[str, str]
"""Attribute key → `"key":value` as JSON text."""


class Attributes(Protocol):
    """The attributes of one record."""

    @property
    def text(self) -> str | None:
        """All of them as JSON text, None if there are none."""

    def find(self, key: str) -> str | None:
        """One of them, if it is a non-empty string."""


class ProtobufAttributes:
    """Attributes out of fragments."""

    __slots__ = ("_fragments", "text")

    def __init__(self, fragments: Fragments) -> None:
        self._fragments = fragments
        self.text = "{" + ",".join(fragments.values()) + "}" if fragments else None

    def find(self, key: str) -> str | None:
        fragment = self._fragments.get(key)
        if fragment is None:
            return None
        return _text(orjson.loads("{" + fragment + "}")[key])


class JsonAttributes:
    """Attributes out of plain values."""

    __slots__ = ("_values", "text")

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values
        self.text = orjson.dumps(values).decode() if values else None

    def find(self, key: str) -> str | None:
        return _text(self._values.get(key))


class AttributeCache(dict[bytes, tuple[str, str]]):
    """Undecoded KeyValue → (key, `"key":value`); bounded, and safe to share between threads."""

    def __init__(self, schema: Schema) -> None:
        super().__init__()
        self._decode = schema.key_value.FromString
        self._decode_value = schema.any_value.FromString
        self._keys: dict[bytes, tuple[str, str]] = {}
        self._texts: dict[str, str | None] = {}

    def __missing__(self, raw: bytes) -> tuple[str, str]:
        size = len(raw)
        if _SMALLEST < size <= _ONE_BYTE:
            end = raw[1] + 2
            known = self._keys.get(raw[:end])
            if known and end + 4 < size and raw[end] == _VALUE_TAG and raw[end + 1] == size - end - 2:
                value = _short_value(raw, end + 2)
                if value:
                    key, begin = known
                    pair = (key, begin + value)
                    return self._remember(raw, pair) if raw[end + 2] == _STRING_TAG else pair
        pair = self._complete(raw)
        return self._remember(raw, pair) if size <= _LONGEST else pair

    def _remember(self, raw: bytes, pair: tuple[str, str]) -> tuple[str, str]:
        """Cache a decoded value, but not numbers: they rarely repeat, and decoding is as fast as a lookup."""
        if len(self) >= _ENTRIES:
            self.clear()
        self[raw] = pair
        return pair

    def _complete(self, raw: bytes) -> tuple[str, str]:
        check_value(raw, pair=True)
        try:
            pair = self._decode(raw)
        except DecodeError as error:
            raise InvalidRequest(f"an attribute cannot be decoded: {error}", "attributes") from None
        key: str = pair.key
        begin = bytes((_KEY_TAG, len(key.encode()) & _ONE_BYTE)) + key.encode()
        if len(self._keys) < _ENTRIES and raw.startswith(begin):
            self._keys[begin] = (key, orjson.dumps(key).decode() + ":")
        return key, orjson.dumps({key: protobuf_value(pair.value)})[1:-1].decode()

    def text(self, fragment: str) -> str | None:
        """The value of a fragment, if it is a non-empty string; remembered, since few sessions send many records."""
        if fragment not in self._texts:
            if len(self._texts) >= _ENTRIES:
                self._texts.clear()
            (value,) = orjson.loads("{" + fragment + "}").values()
            self._texts[fragment] = _text(value)
            return _text(value)
        return self._texts.get(fragment)

    def value(self, raw: bytes) -> str | None:
        """An undecoded AnyValue as JSON text, None if it is empty; not remembered."""
        short = _short_value(raw, 0) if _SMALLEST < len(raw) <= _ONE_BYTE else None
        if short is not None:
            return short
        check_value(raw, pair=False)
        try:
            value = protobuf_value(self._decode_value(raw))
        except DecodeError as error:
            raise InvalidRequest(f"the body of a log record cannot be decoded: {error}") from None
        return orjson.dumps(value).decode() if value is not None else None

    def read(self, attributes: Iterable[bytes]) -> ProtobufAttributes:
        """The attributes; of one key given twice the last counts."""
        return ProtobufAttributes(dict(map(self.__getitem__, attributes)))


def read_json(parent: Message, where: str, name: str = "attributes") -> JsonAttributes:
    """The same out of OTLP/JSON.

    :raises UnreadableElement: names the place.
    """
    values: dict[str, Any] = {}
    for index, item in enumerate(list_field(parent, name, where)):
        try:
            key, value = item["key"], item["value"]
            ((kind, content),) = value.items()
        except (KeyError, TypeError, ValueError, AttributeError):
            kind = key = value = content = None
        known = type(content)
        if type(key) is str and (
            (known is str and kind == "stringValue")
            or (known is bool and kind == "boolValue")
            or (known is int and kind == "intValue" and -SAFE_INTEGER <= content <= SAFE_INTEGER)
            or (known is float and kind == "doubleValue" and isfinite(content))
        ):
            values[key] = content  # the common cases, without the checks that they need not
        elif type(key) is str and known is str and kind == "intValue" and _is_short_integer(content):
            values[key] = int(content)
        else:
            place = f"{where}.{name}[{index}]"
            pair = json_object(item, place)
            values[text_field(pair, "key", place)] = json_value(pair.get("value"), f"{place}.value")
    return JsonAttributes(values)


def _is_short_integer(text: str) -> bool:
    return len(text) < _SAFE_DIGITS and text.isdecimal() and text.isascii()


def _short_value(raw: bytes, start: int) -> str | None:
    """An AnyValue that is a short text, a double or a small integer, as JSON; None: let the library decode it.

    Most attributes that do not repeat are such; this takes half the time.
    """
    tag = raw[start]
    if tag == _STRING_TAG and raw[start + 1] == len(raw) - start - 2:
        try:
            return orjson.dumps(raw[start + 2 :].decode()).decode()
        except UnicodeDecodeError:
            return None
    if tag == _DOUBLE_TAG and len(raw) == start + 9:
        (double,) = _unpack_double(raw, start + 1)
        return orjson.dumps(double).decode() if isfinite(double) else None
    if tag == _INT_TAG and raw[-1] <= _ONE_BYTE:
        return _small_integer(raw, len(raw) - start - 1)
    return None


def _small_integer(raw: bytes, size: int) -> str | None:
    """The number in the last 2 or 3 bytes: seven bits of each, the lowest first; all but the last have the eighth."""
    match size:
        case 2 if raw[-2] > _ONE_BYTE:
            return str(raw[-2] - 128 | raw[-1] << 7)
        case 3 if raw[-2] > _ONE_BYTE and raw[-3] > _ONE_BYTE:
            return str(raw[-3] - 128 | (raw[-2] - 128) << 7 | raw[-1] << 14)
        case _:
            return None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
