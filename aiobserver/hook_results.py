"""Checks of what a hook returned; each gives the value in its promised form or raises TypeError or ValueError."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from aiobserver.demo.records import DemoExport
from aiobserver.model import DerivedPoint, Tool, Unpriced
from aiobserver.setup.checks import check_setup_edits
from aiobserver.setup.edits import SetupEdits

T = TypeVar("T")


def checked_tool(result: object) -> Tool:
    """A Tool with a name to call it by."""
    if not isinstance(result, Tool):
        raise TypeError(f"expected a Tool, got {type(result).__name__}")
    if not result.id:
        raise ValueError("the tool's id is empty")
    return result


def checked_text(result: object) -> str:
    """A text."""
    if not isinstance(result, str):
        raise TypeError(f"expected a text, got {type(result).__name__}")
    return result


def checked_setup_edits(result: object) -> SetupEdits:
    """Edits of files in the user's home, with plain values."""
    if not isinstance(result, SetupEdits):
        raise TypeError(f"expected SetupEdits, got {type(result).__name__}")
    check_setup_edits(result)
    return result


def checked_sequence(result: Iterable[object], of: type[T]) -> tuple[T, ...]:
    """A tuple of one type."""
    items = tuple(result)
    for item in items:
        if not isinstance(item, of):
            raise TypeError(f"expected {of.__name__}, got {type(item).__name__}")
    return items  # type: ignore[return-value]


def checked_dashboards(result: Iterable[object]) -> tuple[Mapping[str, Any], ...]:
    """A tuple of JSON objects that have a name and widgets."""
    dashboards = checked_sequence(result, dict)
    for dashboard in dashboards:
        if not isinstance(dashboard.get("name"), str) or not isinstance(dashboard.get("widgets"), list):
            raise ValueError("a dashboard needs a name and a list of widgets")
        json.dumps(dashboard, allow_nan=False)
    return dashboards


def checked_positions(result: Iterable[object], count: int) -> frozenset[int]:
    """Positions below `count`."""
    positions = frozenset(result)
    for position in positions:
        if not isinstance(position, int) or isinstance(position, bool):
            raise TypeError(f"expected a position, got {type(position).__name__}")
        if not 0 <= position < count:
            raise ValueError(f"position {position} is out of range, there are {count} records")
    return positions  # type: ignore[return-value]


def checked_derived(result: Iterable[object], count: int) -> list[DerivedPoint | Unpriced]:
    """Derived points with finite, non-negative values and plain attributes."""
    derived: list[DerivedPoint | Unpriced] = []
    for item in result:
        if not isinstance(item, DerivedPoint | Unpriced):
            raise TypeError(f"expected DerivedPoint or Unpriced, got {type(item).__name__}")
        checked_positions([item.position], count)
        if isinstance(item, DerivedPoint):
            _check_point(item)
        derived.append(item)
    return derived


def checked_demo(result: Iterable[object], end_ns: int) -> tuple[DemoExport, ...]:
    """Exports that are sent before the end."""
    exports = checked_sequence(result, DemoExport)
    for export in exports:
        if not 0 < export.time_ns < end_ns:
            raise ValueError(f"an export at {export.time_ns}, which is not before {end_ns}")
    return exports


def _check_point(point: DerivedPoint) -> None:
    if not isinstance(point.name, str) or not point.name:
        raise ValueError("a derived point needs a name")
    if isinstance(point.value, bool) or not isinstance(point.value, int | float):
        raise TypeError(f"{point.name}: expected a number, got {type(point.value).__name__}")
    if not math.isfinite(point.value) or point.value < 0:
        raise ValueError(f"{point.name}: {point.value} is not finite or is negative")
    json.dumps(dict(point.attributes), allow_nan=False)
