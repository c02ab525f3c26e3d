"""The formats of configuration files, each with the same three functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from aiobserver.model.setup import SetupFormat, SetupValue
from aiobserver.setup import env_file, json_file, toml_file


class Format(Protocol):
    """Reads and changes files of one format; a ValueError says what is impossible."""

    def load(self, text: str, /) -> Mapping[str, Any]: ...

    def with_value(self, text: str, key: tuple[str, ...], value: SetupValue, /) -> str: ...

    def without(self, text: str, key: tuple[str, ...], /) -> str: ...


FORMATS: Mapping[SetupFormat, Format] = {"json": json_file, "toml": toml_file, "env": env_file}


class _Absent:
    def __repr__(self) -> str:
        return "absent"


ABSENT = _Absent()
"""Stands for a key that is not there; None could be a value."""


def value_at(data: Mapping[str, Any], key: tuple[str, ...]) -> Any:
    """The value of a key, or ABSENT."""
    value: Any = data
    for name in key:
        if not isinstance(value, Mapping) or name not in value:
            return ABSENT
        value = value[name]
    return value


def changed(data: Mapping[str, Any], key: tuple[str, ...], value: Any) -> dict[str, Any]:
    """The data with a key set, or removed if the value is ABSENT: what a change of the text has to lead to."""
    copy = dict(data)
    if len(key) > 1:
        inner = copy.get(key[0], {})
        copy[key[0]] = changed(inner if isinstance(inner, Mapping) else {}, key[1:], value)
    elif value is ABSENT:
        copy.pop(key[0], None)
    else:
        copy[key[0]] = value
    return copy
