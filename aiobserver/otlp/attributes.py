"""Attributes as JSON text, each distinct one decoded once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from google.protobuf.message import DecodeError

from aiobserver.errors import InvalidRequest
from aiobserver.otlp.schema import Schema
from aiobserver.otlp.values import json_list, json_object, json_text, json_value, protobuf_value

_ENTRIES = 20_000
_LONGEST = 512

Fragments = dict[str, str]
"""Attribute key → `"key":value` as JSON text."""


class AttributeCache(dict[bytes, tuple[str, str]]):
    """Undecoded KeyValue → (key, `"key":value`); bounded, and safe to share between threads."""

    def __init__(self, schema: Schema) -> None:
        super().__init__()
        self._decode = schema.key_value.FromString

    def __missing__(self, raw: bytes) -> tuple[str, str]:
        try:
            pair = self._decode(raw)
        except DecodeError as error:
            raise InvalidRequest(f"an attribute cannot be decoded: {error}", "attributes") from None
        key: str = pair.key
        fragment = orjson.dumps({key: protobuf_value(pair.value)})[1:-1].decode()
        if len(raw) <= _LONGEST:
            if len(self) >= _ENTRIES:
                self.clear()
            self[raw] = (key, fragment)
        return key, fragment

    def fragments(self, attributes: Iterable[bytes]) -> Fragments:
        """The attributes by key; of one key given twice the last counts."""
        return dict(map(self.__getitem__, attributes))


def json_fragments(parent: Mapping[str, Any], where: str, name: str = "attributes") -> Fragments:
    """The same out of OTLP/JSON.

    :raises InvalidRequest: names the place.
    """
    items = json_list(parent, name, where)
    if not items:
        return {}
    plain: dict[str, Any] = {}
    for index, item in enumerate(items):
        place = f"{where}.{name}[{index}]" if not isinstance(item, dict) else ""
        pair = json_object(item, place)
        key = pair.get("key")
        value = pair.get("value")
        if type(key) is not str:
            key = json_text(key, f"{where}.{name}[{index}].key")
        text = value.get("stringValue") if type(value) is dict and len(value) == 1 else None
        plain[key] = text if type(text) is str else json_value(value, f"{where}.{name}[{index}].value")
    dumps = orjson.dumps
    return {key: dumps({key: value})[1:-1].decode() for key, value in plain.items()}


def joined(fragments: Fragments) -> str | None:
    """JSON text of all attributes, None if there are none."""
    return "{" + ",".join(fragments.values()) + "}" if fragments else None


def text_of(fragments: Fragments, key: str) -> str | None:
    """The attribute `key` if it is a non-empty string."""
    fragment = fragments.get(key)
    if fragment is None:
        return None
    value = orjson.loads("{" + fragment + "}")[key]
    return value if isinstance(value, str) and value else None
