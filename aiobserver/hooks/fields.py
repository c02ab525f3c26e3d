"""Checks that the fields of a plugin's declarations have the types that the model promises: the core relies on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

_PLAIN: Mapping[Any, tuple[type, ...]] = {bool: (bool,), int: (int,), float: (float, int)}
_NAMES: Mapping[Any, str] = {bool: "True or False", int: "an integer", float: "a number"}


def check_fields(instance: object) -> None:
    """:raises TypeError: a field has another type than its annotation. :raises ValueError: a text is none."""
    kind = _kind_of(cast("Any", type(instance)))
    values = kind.values(instance)
    plan = kind.plans.get(tuple(map(type, values)))
    if plan is None:
        _check_each(instance)
        kind.plans[tuple(map(type, values))] = _plan_of(instance, values)
    elif not plan.fits(values):
        _check_each(instance)


@dataclass(slots=True)
class _Plan:
    """Everything left to look at in an instance of which all fields have the types of one that was found good."""

    texts: tuple[int, ...] = ()
    inner: tuple[int, ...] = ()
    """Positions of dataclasses."""
    choices: tuple[tuple[int, frozenset[object]], ...] = ()
    """(position, choices) of each field with only a few values."""
    is_plain: bool = True
    """False: there are fields of other types."""

    def fits(self, values: Sequence[Any]) -> bool:
        """False: something may be wrong."""
        for position in self.texts:
            if not values[position].isascii():
                values[position].encode()
        for position, choices in self.choices:
            if values[position] not in choices:
                return False
        for position in self.inner:
            check_fields(values[position])
        return self.is_plain


@dataclass(slots=True)
class _Kind:
    """A dataclass."""

    values: Callable[[object], Sequence[Any]]
    """The values of the fields of an instance, in their order."""
    plans: dict[tuple[type, ...], _Plan] = field(default_factory=dict)
    """Types of the values of an instance that was found good → what is left to look at in others."""


@cache
def _kind_of(kind: Any) -> _Kind:
    names = [name for name, _hint, _what in _fields_of(kind)]
    getter = attrgetter(*names) if len(names) > 1 else lambda instance: tuple(getattr(instance, name) for name in names)
    return _Kind(getter)


def _plan_of(instance: object, values: Sequence[Any]) -> _Plan:
    """The plan for instances with values of the types of this one."""
    hints = [hint for _name, hint, _what in _fields_of(cast("Any", type(instance)))]
    texts, inner, others = [], [], 0
    choices: list[tuple[int, frozenset[object]]] = []
    for position, (value, hint) in enumerate(zip(values, map(_known_part, hints), strict=True)):
        if value is None:
            continue
        if get_origin(hint) is Literal:
            choices.append((position, frozenset(get_args(hint))))
        elif type(value) is str:
            texts.append(position)
        elif is_dataclass(value):
            inner.append(position)
        elif type(value) not in _PLAIN:
            others += 1
    return _Plan(tuple(texts), tuple(inner), tuple(choices), not others)


def _check_each(instance: object) -> None:
    for name, hint, what in _fields_of(cast("Any", type(instance))):
        _check(getattr(instance, name), hint, what)


@cache
def _fields_of(kind: Any) -> tuple[tuple[str, Any, str], ...]:
    """(name, type, how an error calls it) of each field of a dataclass."""
    hints = get_type_hints(kind)
    return tuple((each.name, hints[each.name], f"{kind.__name__}.{each.name}") for each in fields(kind))


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
            _check(value, _known_part(hint), what)
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


def _known_part(hint: Any) -> Any:
    """The type of a value that may be None, without that."""
    if get_origin(hint) not in (Union, UnionType):
        return hint
    return next(argument for argument in get_args(hint) if argument is not NoneType)
