"""Dashboards and their widgets, as they are stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiobserver.errors import InvalidRequest

COLUMNS = 4
"""Columns of the grid."""


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A dashboard; times in ns since 1970."""

    id: str
    name: str
    description: str
    is_default: bool
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class Placement:
    """Position and size of a widget: 4 columns, 1-based (0 is accepted)."""

    grid_column: int
    grid_row: int
    col_span: int
    row_span: int


@dataclass(frozen=True, slots=True)
class NewWidget:
    """A widget to be added to a dashboard."""

    widget_type: str
    title: str
    placement: Placement
    config: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Widget:
    """A widget of a dashboard; `config` is JSON text, times are ns since 1970."""

    id: str
    dashboard_id: str
    widget_type: str
    title: str
    grid_column: int
    grid_row: int
    col_span: int
    row_span: int
    config: str
    created_at: int
    updated_at: int

    @property
    def placement(self) -> Placement:
        return Placement(self.grid_column, self.grid_row, self.col_span, self.row_span)


def check_fits(grid_column: int, col_span: int) -> None:
    """
    :raises InvalidRequest: the widget does not fit the columns of the grid.
    """
    if max(grid_column, 1) + col_span - 1 > COLUMNS:
        raise InvalidRequest(f"gridColumn: column {grid_column} with span {col_span} exceeds {COLUMNS} columns")
