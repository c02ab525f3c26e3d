"""`/api/dashboards`."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Any

import falcon
import falcon.asgi

from aiobserver.api.http.fields import (
    Body,
    flag_field,
    integer_field,
    list_field,
    name_field,
    object_field,
    text_field,
)
from aiobserver.api.http.media import answer, encode, fragment, read_object
from aiobserver.api.services import Services
from aiobserver.errors import InvalidRequest
from aiobserver.model.times import rfc3339
from aiobserver.store.contract import Dashboards
from aiobserver.store.dashboards import Dashboard, NewWidget, Placement, Widget

_GRID_FIELDS = {"gridColumn": "grid_column", "gridRow": "grid_row", "colSpan": "col_span", "rowSpan": "row_span"}
_SPANS = ("colSpan", "rowSpan")
_DONE = {"status": "ok"}


def routes(services: Services) -> Iterable[tuple[str, object, str | None]]:
    """(path, resource, suffix)"""
    dashboards = DashboardsResource(services.store.dashboards)
    widgets = WidgetsResource(services.store.dashboards)
    return (
        ("/api/dashboards", dashboards, None),
        ("/api/dashboards/default", dashboards, "default"),
        ("/api/dashboards/{dashboard_id}", dashboards, "one"),
        ("/api/dashboards/{dashboard_id}/default", dashboards, "make_default"),
        ("/api/dashboards/{dashboard_id}/widgets", widgets, None),
        ("/api/dashboards/{dashboard_id}/widgets/positions", widgets, "positions"),
        ("/api/dashboards/{dashboard_id}/widgets/{widget_id}", widgets, "one"),
    )


class DashboardsResource:
    """Dashboards."""

    def __init__(self, dashboards: Dashboards) -> None:
        self._dashboards = dashboards

    async def on_get(self, _req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        found = await self._dashboards.all()
        answer(resp, {"dashboards": [_dashboard(dashboard) for dashboard in found]})

    async def on_post(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        body = await read_object(req)
        created = await self._dashboards.create(
            name_field(body, "name"),
            text_field(body, "description"),
            is_default=flag_field(body, "isDefault"),
            now_ns=time.time_ns(),
        )
        resp.status = falcon.HTTP_201
        answer(resp, _whole((created, [])))

    async def on_get_default(self, _req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        answer(resp, _whole(await self._dashboards.default()))

    async def on_get_one(self, _req: falcon.asgi.Request, resp: falcon.asgi.Response, dashboard_id: str) -> None:
        answer(resp, _whole(await self._dashboards.one(dashboard_id)))

    async def on_put_one(self, req: falcon.asgi.Request, resp: falcon.asgi.Response, dashboard_id: str) -> None:
        body = await read_object(req)
        changes = {}
        if "name" in body:
            changes["name"] = name_field(body, "name")
        if "description" in body:
            changes["description"] = text_field(body, "description")
        changed = await self._dashboards.update(dashboard_id, changes, time.time_ns())
        answer(resp, _whole(changed))

    async def on_delete_one(self, _req: falcon.asgi.Request, resp: falcon.asgi.Response, dashboard_id: str) -> None:
        await self._dashboards.delete(dashboard_id)
        resp.status = falcon.HTTP_204

    async def on_put_make_default(
        self, _req: falcon.asgi.Request, resp: falcon.asgi.Response, dashboard_id: str
    ) -> None:
        await self._dashboards.make_default(dashboard_id, time.time_ns())
        answer(resp, _DONE)


class WidgetsResource:
    """The widgets of a dashboard."""

    def __init__(self, dashboards: Dashboards) -> None:
        self._dashboards = dashboards

    async def on_post(self, req: falcon.asgi.Request, resp: falcon.asgi.Response, dashboard_id: str) -> None:
        body = await read_object(req)
        placement = Placement(**_placement(body, tuple(_GRID_FIELDS)))
        widget = await self._dashboards.add_widget(
            dashboard_id,
            NewWidget(
                name_field(body, "widgetType"), name_field(body, "title"), placement, object_field(body, "config")
            ),
            time.time_ns(),
        )
        resp.status = falcon.HTTP_201
        answer(resp, _widget(widget))

    async def on_put_one(
        self, req: falcon.asgi.Request, resp: falcon.asgi.Response, dashboard_id: str, widget_id: str
    ) -> None:
        body = await read_object(req)
        changes: dict[str, Any] = _placement(body, tuple(name for name in _GRID_FIELDS if name in body))
        for name, column in (("widgetType", "widget_type"), ("title", "title")):
            if name in body:
                changes[column] = name_field(body, name)
        if "config" in body:
            changes["config"] = encode(object_field(body, "config")).decode()
        changed = await self._dashboards.update_widgets(dashboard_id, [(widget_id, changes)], time.time_ns())
        answer(resp, _widget(changed[0]))

    async def on_put_positions(self, req: falcon.asgi.Request, resp: falcon.asgi.Response, dashboard_id: str) -> None:
        body = await read_object(req)
        moves = [_move(item, f"positions[{index}].") for index, item in enumerate(list_field(body, "positions"))]
        await self._dashboards.one(dashboard_id)
        await self._dashboards.update_widgets(dashboard_id, moves, time.time_ns())
        answer(resp, _DONE)

    async def on_delete_one(
        self, _req: falcon.asgi.Request, resp: falcon.asgi.Response, dashboard_id: str, widget_id: str
    ) -> None:
        await self._dashboards.delete_widget(dashboard_id, widget_id)
        resp.status = falcon.HTTP_204


def _move(item: object, where: str) -> tuple[str, dict[str, int]]:
    if not isinstance(item, dict) or not isinstance(item.get("id"), str):
        raise InvalidRequest(f"{where}id: expected the id of a widget")
    given = ("gridColumn", "gridRow", *(name for name in _SPANS if item.get(name) is not None))
    return item["id"], _placement(item, given, where)


def _placement(body: Body, names: Sequence[str], where: str = "") -> dict[str, int]:
    values = {name: integer_field(body, name, where) for name in names}
    return {
        _GRID_FIELDS[name]: max(1, value) if name in _SPANS else value  # a span of 0 means 1
        for name, value in values.items()
    }


def _whole(found: tuple[Dashboard, Sequence[Widget]]) -> dict[str, Any]:
    dashboard, widgets = found
    return {**_dashboard(dashboard), "widgets": [_widget(widget) for widget in widgets]}


def _dashboard(dashboard: Dashboard) -> dict[str, Any]:
    return {
        "id": dashboard.id,
        "name": dashboard.name,
        **({"description": dashboard.description} if dashboard.description else {}),
        "isDefault": dashboard.is_default,
        "createdAt": rfc3339(dashboard.created_at),
        "updatedAt": rfc3339(dashboard.updated_at),
    }


def _widget(widget: Widget) -> dict[str, Any]:
    return {
        "id": widget.id,
        "dashboardId": widget.dashboard_id,
        "widgetType": widget.widget_type,
        "title": widget.title,
        "gridColumn": widget.grid_column,
        "gridRow": widget.grid_row,
        "colSpan": widget.col_span,
        "rowSpan": widget.row_span,
        "config": fragment(widget.config),
        "createdAt": rfc3339(widget.created_at),
        "updatedAt": rfc3339(widget.updated_at),
    }
