"""Checks that the fields of a plugin's declarations have the types that the model promises: the core relies on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

_PLAIN: Mapping[Any, tuple[type, ...]] = {bool: (bool,), int: (int,), float: (float, int)}
_NAMES: Mapping[Any, str] = {bool: "True or False", int: "an integer", float: "a number"}


def check_fields(instance: object) -> None:
    """:raises TypeError: a field has another type than its annotation. :raises ValueError: a text is none."""
    for name, hint, what in _fields_of(cast("Any", type(instance))):
        value = getattr(instance, name)
        if type(value) is not hint or hint not in _PLAIN:
            _check(value, hint, what)


@cache
def _fields_of(kind: Any) -> tuple[tuple[str, Any, str], ...]:
    """(name, type, how an error calls it) of each field of a dataclass."""
    hints = get_type_hints(kind)
    return tuple((field.name, hints[field.name], f"{kind.__name__}.{field.name}") for field in fields(kind))


def check_text(value: object, what: str) -> None:
    """:raises TypeError: no text. :raises ValueError: a text that cannot be encoded (half a surrogate pair)."""
    if type(value) is not str:
        raise TypeError(f"{what}: expected a string, got {type(value).__name__}")
    value.encode()


def _check(value: Any, hint: Any, what: str) -> None:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        if not any(type(value) is type(choice) and value == choice for choice in arguments):
            raise ValueError(f"{what}: expected one of {', '.join(map(repr, arguments))}")
    elif origin in (Union, UnionType):
        if value is not None:
            _check(value, next(argument for argument in arguments if argument is not NoneType), what)
    elif origin is tuple:
        if type(value) is not tuple:
            raise TypeError(f"{what}: expected a tuple, got {type(value).__name__}")
        for item in value:
            _check(item, arguments[0], what)
    elif hint in _PLAIN:
        if type(value) not in _PLAIN[hint]:
            raise TypeError(f"{what}: expected {_NAMES[hint]}, got {type(value).__name__}")
    elif is_dataclass(hint):
        if type(value) is not hint:
            raise TypeError(f"{what}: expected {hint}, got {type(value).__name__}")
        check_fields(value)
    else:
        check_text(value, what)
