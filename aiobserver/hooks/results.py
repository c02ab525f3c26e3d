"""Checks of what a hook returned; each gives the value in its promised form or raises TypeError or ValueError."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from aiobserver.hooks.fields import check_fields, check_text
from aiobserver.hooks.setup_edits import check_setup_edits
from aiobserver.model.declared import Tool
from aiobserver.model.demo import DemoExport
from aiobserver.model.derived import DerivedPoint, Unpriced
from aiobserver.model.ledger import Call, SessionFact, Sighting, Tokens, ToolCall, Turn
from aiobserver.model.setup import SetupEdits
from aiobserver.model.times import END_OF_TIME_NS

T = TypeVar("T")

_MOST_DECLARED = 10_000
_MOST_SAMPLES = 1_000_000
_MOST_PER_RECORD = 64
_MOST_NAME_CHARACTERS = 1024
_MOST_ATTRIBUTES_CHARACTERS = 65_536
_LARGEST_INTEGER = 2**63 - 1
_SIGHTINGS: Mapping[type, type[Sighting]] = {kind: kind for kind in (Call, ToolCall, Turn, SessionFact)}
_TIMES: Mapping[type[Sighting], tuple[str, ...]] = {
    Call: ("end_ns", "duration_ns", "first_token_ns"),
    ToolCall: ("end_ns", "duration_ns"),
    Turn: ("start_ns",),
    SessionFact: ("time_ns",),
}
_NO_TOKENS = Tokens()
_ENCODER = json.JSONEncoder(allow_nan=False, ensure_ascii=False)


def checked_tool(result: object) -> Tool:
    """A Tool with a name to call it by."""
    if type(result) is not Tool:
        raise TypeError(f"expected a Tool, got {type(result).__name__}")
    check_fields(result)
    if not result.id:
        raise ValueError("the tool's id is empty")
    return result


def checked_text(result: object) -> str:
    """A text."""
    check_text(result, "the text")
    return str(result)


def checked_setup_edits(result: object) -> SetupEdits:
    """Edits of files in the user's home, with plain values."""
    if not isinstance(result, SetupEdits):
        raise TypeError(f"expected SetupEdits, got {type(result).__name__}")
    check_setup_edits(result)
    return result


def checked_texts(result: Iterable[object]) -> tuple[str, ...]:
    """A tuple of texts."""
    return tuple(checked_text(item) for item in bounded(items_of(result), _MOST_DECLARED))


def checked_instances(result: Iterable[object], of: type[T]) -> tuple[T, ...]:
    """A tuple of one dataclass, whose fields have the promised types."""
    return tuple(checked_instance(item, of) for item in bounded(items_of(result), _MOST_DECLARED))


def checked_declarations(result: Iterable[object], of: type[T], key: str) -> tuple[T, ...]:
    """A tuple of one dataclass, whose fields have the promised types and whose keys are all different."""
    items: dict[str, T] = {}
    for item in checked_instances(result, of):
        name = getattr(item, key)
        if name in items:
            raise ValueError(f"{name!r} is declared twice")
        items[name] = item
    return tuple(items.values())


def checked_dashboards(result: Iterable[object]) -> tuple[Mapping[str, Any], ...]:
    """A tuple of JSON objects that have a name and widgets."""
    return tuple(_checked_dashboard(item) for item in bounded(items_of(result), _MOST_DECLARED))


def checked_positions(result: Iterable[object], count: int) -> frozenset[int]:
    """Positions below `count`."""
    positions = set()
    for position in bounded(items_of(result), _MOST_PER_RECORD * count):
        positions.add(checked_position(position, count))
    return frozenset(positions)


def checked_derived(result: Iterable[object], count: int) -> list[DerivedPoint | Unpriced]:
    """Derived points with finite, non-negative values and plain attributes."""
    derived: list[DerivedPoint | Unpriced] = []
    for item in bounded(items_of(result), _MOST_PER_RECORD * count):
        if type(item) is DerivedPoint:
            _check_point(item)
        elif type(item) is Unpriced:
            _check_name(item.model, "the model")
        else:
            raise TypeError(f"expected DerivedPoint or Unpriced, got {type(item).__name__}")
        checked_position(item.position, count)
        derived.append(item)
    return derived


def checked_calls(result: Iterable[object], count: int) -> list[Sighting]:
    """Sightings whose figures and times are neither negative nor too large to be stored."""
    sightings: list[Sighting] = []
    for item in bounded(items_of(result), _MOST_PER_RECORD * count):
        said = checked_sighting(item)
        checked_position(said.position, count)
        sightings.append(said)
    return sightings


def checked_sighting(item: object) -> Sighting:
    """A sighting of a call, a tool call, a turn or a session, wherever it was told of."""
    kind = _SIGHTINGS.get(type(item))
    if kind is None:
        raise TypeError(f"expected Call, ToolCall, Turn or SessionFact, got {type(item).__name__}")
    said = checked_instance(item, kind)
    check_sighting(said)
    return said


def check_sighting(said: Sighting) -> None:
    """:raises ValueError: a figure or a time is negative or too large to be stored."""
    _check_times(said)
    if isinstance(said, Call):
        _check_figures(said)
    if isinstance(said, Call | Turn):
        _check_cost(said)


def checked_demo(result: Iterable[object], end_ns: int) -> tuple[DemoExport, ...]:
    """Exports that are sent before the end."""
    exports = []
    for export in bounded(items_of(result), _MOST_SAMPLES):
        if not isinstance(export, DemoExport):
            raise TypeError(f"expected DemoExport, got {type(export).__name__}")
        if not 0 < export.time_ns < end_ns:
            raise ValueError(f"an export at {export.time_ns}, which is not before {end_ns}")
        exports.append(export)
    return tuple(exports)


def checked_instance(item: object, of: type[T]) -> T:
    """An instance of a dataclass whose fields have the promised types."""
    if type(item) is not of:
        raise TypeError(f"expected {of.__name__}, got {type(item).__name__}")
    check_fields(item)
    return item


def items_of(result: object) -> Iterator[object]:
    """The items of what should be a sequence."""
    if isinstance(result, str | bytes | Mapping) or not isinstance(result, Iterable):
        raise TypeError(f"expected a sequence, got {type(result).__name__}")
    return iter(result)


def bounded(items: Iterator[object], most: int) -> Iterator[object]:
    """A generator of a plugin may never end."""
    yield from islice(items, most)
    if next(items, items) is not items:
        raise ValueError(f"more than {most} items")


def checked_position(position: object, count: int) -> int:
    """A position below `count`."""
    if type(position) is not int:
        raise TypeError(f"expected a position, got {type(position).__name__}")
    if not 0 <= position < count:
        raise ValueError(f"position {position} is out of range, there are {count} records")
    return position


def _checked_dashboard(dashboard: object) -> Mapping[str, Any]:
    if not isinstance(dashboard, dict):
        raise TypeError(f"expected a JSON object, got {type(dashboard).__name__}")
    if not isinstance(dashboard.get("name"), str) or not isinstance(dashboard.get("widgets"), list):
        raise ValueError("a dashboard needs a name and a list of widgets")
    plain: dict[str, Any] = json.loads(_json(dashboard))
    return plain


def _check_figures(call: Call) -> None:
    tokens = call.tokens or _NO_TOKENS
    counts = (tokens.input, tokens.cache_read, tokens.cache_write_5m, tokens.cache_write_1h, tokens.output)
    figures = (*counts, tokens.reasoning, call.web_searches, call.attempts or 0, call.status_code or 0)
    if min(figures) < 0 or max(figures) > _LARGEST_INTEGER or sum(counts) > _LARGEST_INTEGER:
        raise ValueError(f"a figure of {call} is negative or has more than 63 bits")
    if tokens.reasoning > tokens.output:
        raise ValueError(f"{tokens.reasoning} tokens of reasoning in {tokens.output} of output")


def _check_cost(said: Call | Turn) -> None:
    if said.cost is not None and not (math.isfinite(said.cost) and said.cost >= 0):
        raise ValueError(f"a cost of {said.cost}")


def _check_times(said: Sighting) -> None:
    for name in _TIMES[type(said)]:
        time = getattr(said, name)
        if time is not None and not 0 <= time < END_OF_TIME_NS:
            raise ValueError(f"a time of {said} is negative or has more than 64 bits")


def _check_point(point: DerivedPoint) -> None:
    _check_name(point.name, "the name of a derived point")
    if isinstance(point.value, bool) or not isinstance(point.value, int | float):
        raise TypeError(f"{point.name}: expected a number, got {type(point.value).__name__}")
    if not math.isfinite(point.value) or not point.value >= 0:
        raise ValueError(f"{point.name}: {point.value} is not finite or is negative")
    if isinstance(point.value, int) and point.value > _LARGEST_INTEGER:
        raise ValueError(f"{point.name}: {point.value} has more than 63 bits")
    check_text(point.unit, "the unit")
    check_text(point.description, "the description")
    if len(_json(dict(point.attributes))) > _MOST_ATTRIBUTES_CHARACTERS:
        raise ValueError(f"{point.name}: more than {_MOST_ATTRIBUTES_CHARACTERS} bytes of attributes")


def _check_name(name: object, what: str) -> None:
    check_text(name, what)
    if not name or len(str(name)) > _MOST_NAME_CHARACTERS:
        raise ValueError(f"{what} has {len(str(name))} characters, expected 1 to {_MOST_NAME_CHARACTERS}")


def _json(value: object) -> bytes:
    """:raises ValueError: no JSON, or not even text (half a surrogate pair)."""
    return _ENCODER.encode(value).encode()
