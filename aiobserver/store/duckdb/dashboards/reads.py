"""Dashboards and their widgets. Functions that change something run on the writer's thread, in a transaction each."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from aiobserver.errors import NotFound
from aiobserver.store.dashboards import Dashboard, NewWidget, Widget, check_fits
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql


def read_all(cursor: Cursor) -> list[Dashboard]:
    """All dashboards, newest first."""
    return [Dashboard(*row) for row in cursor.execute(sql("dashboards/list")).fetchall()]


def read_one(cursor: Cursor, identifier: str) -> tuple[Dashboard, list[Widget]]:
    """(dashboard, its widgets from top left to bottom right). :raises NotFound:"""
    return _with_widgets(cursor, _get(cursor, identifier))


def read_default(cursor: Cursor) -> tuple[Dashboard, list[Widget]]:
    """The default dashboard. :raises NotFound: the user deleted it."""
    rows = cursor.execute(sql("dashboards/default")).fetchall()
    if not rows:
        raise NotFound("there is no default dashboard")
    return _with_widgets(cursor, Dashboard(*rows[0]))


def create(
    cursor: Cursor,
    name: str,
    description: str,
    *,
    is_default: bool,
    now_ns: int,
    widgets: Sequence[NewWidget] = (),
    instead_of: str | None = None,
) -> Dashboard:
    """Add a dashboard with these widgets; delete the one it replaces. :raises NotFound: that one is not there."""
    if instead_of is not None:
        delete(cursor, instead_of)
    dashboard = Dashboard(str(uuid.uuid4()), name, description, is_default, now_ns, now_ns)
    if is_default:
        cursor.execute(sql("dashboards/clear_default"))
    cursor.execute(sql("dashboards/insert"), asdict(dashboard))
    for widget in widgets:
        add_widget(cursor, dashboard.id, widget, now_ns)
    return dashboard


def update(cursor: Cursor, identifier: str, changes: Mapping[str, Any], now_ns: int) -> tuple[Dashboard, list[Widget]]:
    """Changes name and description. :raises NotFound:"""
    dashboard = replace(_get(cursor, identifier), **changes, updated_at=now_ns)
    cursor.execute(
        sql("dashboards/update"),
        {
            "id": identifier,
            "name": dashboard.name,
            "description": dashboard.description,
            "updated_at": dashboard.updated_at,
        },
    )
    return _with_widgets(cursor, dashboard)


def delete(cursor: Cursor, identifier: str) -> None:
    """Removes a dashboard with its widgets. :raises NotFound:"""
    _get(cursor, identifier)
    cursor.execute(sql("dashboards/delete_widgets"), {"id": identifier})
    cursor.execute(sql("dashboards/delete"), {"id": identifier})


def make_default(cursor: Cursor, identifier: str, now_ns: int) -> None:
    """Makes this one the only default. :raises NotFound:"""
    _get(cursor, identifier)
    cursor.execute(sql("dashboards/clear_default"))
    cursor.execute(sql("dashboards/set_default"), {"id": identifier, "updated_at": now_ns})


def add_widget(cursor: Cursor, dashboard_id: str, new: NewWidget, now_ns: int) -> Widget:
    """A new widget. :raises NotFound: no such dashboard. :raises InvalidRequest: it would not fit the columns."""
    check_fits(new.placement.grid_column, new.placement.col_span)
    _get(cursor, dashboard_id)
    widget = Widget(
        id=str(uuid.uuid4()),
        dashboard_id=dashboard_id,
        widget_type=new.widget_type,
        title=new.title,
        **asdict(new.placement),
        config=json.dumps(new.config),
        created_at=now_ns,
        updated_at=now_ns,
    )
    cursor.execute(sql("dashboards/insert_widget"), asdict(widget))
    return widget


def get_widget(cursor: Cursor, dashboard_id: str, identifier: str) -> Widget:
    """One widget of a dashboard. :raises NotFound:"""
    rows = cursor.execute(sql("dashboards/widget"), {"id": identifier, "dashboard_id": dashboard_id}).fetchall()
    if not rows:
        raise NotFound(f"no widget {identifier[:60]!r} in dashboard {dashboard_id[:60]!r}")
    return Widget(*rows[0])


def update_widgets(
    cursor: Cursor, dashboard_id: str, changes: Sequence[tuple[str, Mapping[str, Any]]], now_ns: int
) -> list[Widget]:
    """Change the given fields of some widgets.

    :raises NotFound: one is not of this dashboard. :raises InvalidRequest: one would not fit the columns.
    """
    return [_update_widget(cursor, dashboard_id, widget, change, now_ns) for widget, change in changes]


def _update_widget(
    cursor: Cursor, dashboard_id: str, identifier: str, changes: Mapping[str, Any], now_ns: int
) -> Widget:
    widget = replace(get_widget(cursor, dashboard_id, identifier), **changes, updated_at=now_ns)
    check_fits(widget.grid_column, widget.col_span)
    values = asdict(widget)
    del values["created_at"]
    cursor.execute(sql("dashboards/update_widget"), values)
    return widget


def delete_widget(cursor: Cursor, dashboard_id: str, identifier: str) -> None:
    """Removes one widget. :raises NotFound:"""
    get_widget(cursor, dashboard_id, identifier)
    cursor.execute(sql("dashboards/delete_widget"), {"id": identifier, "dashboard_id": dashboard_id})


def _get(cursor: Cursor, identifier: str) -> Dashboard:
    rows = cursor.execute(sql("dashboards/get"), {"id": identifier}).fetchall()
    if not rows:
        raise NotFound(f"no dashboard {identifier[:60]!r}")
    return Dashboard(*rows[0])


def _with_widgets(cursor: Cursor, dashboard: Dashboard) -> tuple[Dashboard, list[Widget]]:
    rows = cursor.execute(sql("dashboards/widgets"), {"id": dashboard.id}).fetchall()
    return dashboard, [Widget(*row) for row in rows]
