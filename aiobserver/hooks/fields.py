"""Checks that the fields of a plugin's declarations have the types that the model promises: the core relies on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

_PLAIN: Mapping[Any, tuple[type, ...]] = {bool: (bool,), int: (int,), float: (float, int)}
_SAID_BY_TYPE = (str, int, float, NoneType)
_REMEMBERED = 1_000
_NAMES: Mapping[Any, str] = {bool: "True or False", int: "an integer", float: "a number"}


def check_fields(instance: object) -> None:
    """:raises TypeError: a field has another type than its annotation. :raises ValueError: a text is none."""
    shape = _shape_of(cast("Any", type(instance)))
    values = shape.values(instance)
    types = tuple(map(type, values))
    known = shape.known.get(types)
    if known is None or not known.has_good(values):
        for value, (hint, what) in zip(values, shape.fields, strict=True):
            _check(value, hint, what)
        if known is None and len(shape.known) < _REMEMBERED:
            shape.known[types] = _Known.of(values, [hint for hint, _ in shape.fields])


@dataclass(frozen=True, slots=True)
class _Shape:
    """A dataclass."""

    fields: tuple[tuple[Any, str], ...]
    """(type, how an error calls it)"""
    values: Callable[[object], tuple[Any, ...]]
    known: dict[tuple[type, ...], _Known] = field(default_factory=dict)
    """Types of values that were found good → what else is to be looked at: a plugin gives thousands of the same."""


@dataclass(frozen=True, slots=True)
class _Known:
    """Places of the values that their types do not say enough about."""

    texts: tuple[int, ...]
    choices: tuple[tuple[int, frozenset[Any]], ...]
    nested: tuple[int, ...]
    others: bool

    @classmethod
    def of(cls, values: Sequence[Any], hints: Sequence[Any]) -> _Known:
        choices = [
            (place, frozenset(get_args(hint))) for place, hint in enumerate(hints) if get_origin(hint) is Literal
        ]
        of_choices = {place for place, _ in choices}
        return cls(
            tuple(place for place, value in enumerate(values) if type(value) is str and place not in of_choices),
            tuple(choices),
            tuple(place for place, value in enumerate(values) if is_dataclass(value)),
            any(not isinstance(value, _SAID_BY_TYPE) and not is_dataclass(value) for value in values),
        )

    def has_good(self, values: Sequence[Any]) -> bool:
        """False: they are to be looked at one by one, which tells what is wrong."""
        if self.others or not all(values[place] in choices for place, choices in self.choices):
            return False
        try:
            "".join([values[place] for place in self.texts]).encode()
        except UnicodeEncodeError:
            return False
        for place in self.nested:
            check_fields(values[place])
        return True


@cache
def _shape_of(kind: Any) -> _Shape:
    hints = get_type_hints(kind)
    names = [each.name for each in fields(kind)]
    described = tuple((hints[name], f"{kind.__name__}.{name}") for name in names)
    getter = attrgetter(*names) if names else lambda _instance: ()
    return _Shape(described, getter if len(names) != 1 else lambda instance: (getter(instance),))


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
        if type(value) is not hint and type(value) not in _PLAIN[hint]:
            raise TypeError(f"{what}: expected {_NAMES[hint]}, got {type(value).__name__}")
    elif is_dataclass(hint):
        if type(value) is not hint:
            raise TypeError(f"{what}: expected {hint}, got {type(value).__name__}")
        check_fields(value)
    else:
        check_text(value, what)
