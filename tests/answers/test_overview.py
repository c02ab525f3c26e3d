"""The default dashboard of the first start, and what becomes of that of earlier versions."""

from __future__ import annotations

import pytest

from aiobserver.answers.overview import _PLAIN, create_default, renew_default
from aiobserver.errors import NotFound
from aiobserver.store.duckdb.dashboards.reads import add_widget, create, delete, read_default, update, update_widget
from aiobserver.store.duckdb.file.database import Cursor
from tests.rows import NOW


@pytest.fixture(autouse=True)
def no_dashboards(cursor: Cursor) -> None:
    cursor.execute("DELETE FROM dashboard_widgets")
    cursor.execute("DELETE FROM dashboards")


def plain(cursor: Cursor) -> str:
    """The default dashboard that earlier versions created; its id."""
    dashboard = create(cursor, "Overview", "What arrived, at a glance.", is_default=True, now_ns=NOW)
    for kind, title, placement in _PLAIN:
        add_widget(cursor, dashboard.id, kind, title, placement, {}, NOW)
    return dashboard.id


def titles(cursor: Cursor) -> list[str]:
    return [widget.title for widget in read_default(cursor)[1]]


def test_the_first_start_has_a_dashboard_that_fits_the_grid(cursor: Cursor) -> None:
    create_default(cursor, NOW)
    dashboard, widgets = read_default(cursor)
    assert dashboard.is_default
    assert all(one.grid_column >= 1 and one.grid_column + one.col_span - 1 <= 4 for one in widgets)
    cells = [
        (column, row)
        for one in widgets
        for column in range(one.grid_column, one.grid_column + one.col_span)
        for row in range(one.grid_row, one.grid_row + one.row_span)
    ]
    assert len(cells) == len(set(cells)), "widgets overlap"


def test_an_untouched_plain_dashboard_is_replaced(cursor: Cursor) -> None:
    plain(cursor)
    renew_default(cursor, NOW + 1)
    assert "Cost by Tool" in titles(cursor)
    renew_default(cursor, NOW + 2)
    assert titles(cursor).count("Cost by Tool") == 1


def test_one_the_user_changed_stays(cursor: Cursor) -> None:
    identifier = plain(cursor)
    update(cursor, identifier, {"description": "mine"}, NOW + 1)
    renew_default(cursor, NOW + 2)
    assert "Cost by Tool" not in titles(cursor)


def test_one_with_a_changed_widget_stays(cursor: Cursor) -> None:
    identifier = plain(cursor)
    widget = read_default(cursor)[1][0]
    update_widget(cursor, identifier, widget.id, {"config": "{}"}, NOW + 1)
    renew_default(cursor, NOW + 2)
    assert "Cost by Tool" not in titles(cursor)


def test_a_deleted_default_does_not_come_back(cursor: Cursor) -> None:
    delete(cursor, plain(cursor))
    renew_default(cursor, NOW + 1)
    with pytest.raises(NotFound):
        read_default(cursor)
