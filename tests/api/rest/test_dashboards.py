"""Dashboards and widgets: what can be created, changed and deleted, and what is refused."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from tests.server import JSON, Answer, Server

LIST = "/api/dashboards"
WIDGET = {"widgetType": "metric_value", "title": "Tokens", "gridColumn": 1, "gridRow": 1, "colSpan": 1, "rowSpan": 1}


def send(server: Server, method: str, path: str, body: object = None) -> Answer:
    content = None if body is None else json.dumps(body).encode()
    return server.request(method, path, content, {"Content-Type": JSON} if content is not None else None)


def created(server: Server, name: str = "Mine", **more: object) -> dict[str, Any]:
    answer = send(server, "POST", LIST, {"name": name, **more})
    assert answer.status == 201
    dashboard: dict[str, Any] = answer.json()
    return dashboard


def widget(server: Server, dashboard: dict[str, Any], **more: object) -> dict[str, Any]:
    answer = send(server, "POST", f"{LIST}/{dashboard['id']}/widgets", WIDGET | more)
    assert answer.status == 201, answer
    shown: dict[str, Any] = answer.json()
    return shown


@pytest.fixture
def dashboard(server: Server) -> dict[str, Any]:
    return created(server)


def test_a_new_dashboard_has_an_id_and_times_and_no_widgets(server: Server) -> None:
    shown = created(server, "日本" * 127 + "!", description="why")
    assert UUID(shown["id"])
    assert (shown["description"], shown["isDefault"], shown["widgets"]) == ("why", False, [])
    assert shown["createdAt"] == shown["updatedAt"]
    assert server.api(f"{LIST}/{shown['id']}") == shown


def test_the_list_is_newest_first_and_without_widgets(server: Server) -> None:
    older, newer = created(server, "older"), created(server, "newer")
    listed = server.api(LIST)["dashboards"]
    assert [one["id"] for one in listed[:2]] == [newer["id"], older["id"]]
    assert not any("widgets" in one for one in listed)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "x" * 256},
        {"name": 5},
        {"name": None},
        {"name": "x", "description": 5},
        {"name": "x", "isDefault": "yes"},
        [],
        "text",
    ],
    ids=repr,
)
def test_a_dashboard_that_is_none_is_400(server: Server, body: object) -> None:
    before = server.api(LIST)
    answer = send(server, "POST", LIST, body)
    assert (answer.status, list(answer.json())) == (400, ["error"])
    assert server.api(LIST) == before


def test_there_is_one_default(server: Server, dashboard: dict[str, Any]) -> None:
    def defaults() -> set[str]:
        listed = {one["id"] for one in server.api(LIST)["dashboards"] if one["isDefault"]}
        return listed | {server.api(f"{LIST}/default")["id"]}

    newest = created(server, isDefault=True)["id"]
    assert defaults() == {newest}
    assert send(server, "PUT", f"{LIST}/{dashboard['id']}/default").json() == {"status": "ok"}
    assert defaults() == {dashboard["id"]}


def test_what_a_change_does_not_name_stays(server: Server) -> None:
    path = f"{LIST}/{created(server, description='why')['id']}"
    assert send(server, "PUT", path, {"name": "Other"}).json()["description"] == "why"
    changed = send(server, "PUT", path, {"description": ""}).json()
    assert changed["name"] == "Other"
    assert "description" not in changed
    assert changed["updatedAt"] > changed["createdAt"]
    assert send(server, "PUT", path, {"name": ""}).status == 400


def test_a_deleted_dashboard_is_gone_with_its_widgets(server: Server, dashboard: dict[str, Any]) -> None:
    placed = widget(server, dashboard)
    path = f"{LIST}/{dashboard['id']}"
    deleted = send(server, "DELETE", path)
    assert (deleted.status, deleted.body) == (204, b"")
    assert [send(server, "DELETE", path).status, server.get(path).status] == [404, 404]
    assert send(server, "PUT", f"{path}/widgets/{placed['id']}", {"title": "x"}).status == 404


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("PUT", "", {"name": "x"}),
        ("DELETE", "", None),
        ("PUT", "/default", None),
        ("POST", "/widgets", WIDGET),
        ("PUT", "/widgets/positions", {"positions": []}),
        ("PUT", "/widgets/some", {"title": "x"}),
        ("DELETE", "/widgets/some", None),
    ],
)
@pytest.mark.parametrize("unknown", ["none", "00000000-0000-0000-0000-000000000000", "%27%22"])
def test_an_unknown_dashboard_is_404(server: Server, unknown: str, method: str, path: str, body: object) -> None:
    answer = send(server, method, f"{LIST}/{unknown}{path}", body)
    assert (answer.status, list(answer.json())) == (404, ["error"])


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({}, {"config": {}}),
        ({"config": {"service": "s", "more": {"deep": [1, None, 2.5]}}},) * 2,
        ({"config": None}, {"config": {}}),
        ({"colSpan": 0, "rowSpan": 0}, {"colSpan": 1, "rowSpan": 1}),
        ({"gridColumn": 0, "gridRow": 0},) * 2,
        ({"gridColumn": 1, "colSpan": 4},) * 2,
        ({"widgetType": "something new"},) * 2,
        ({"title": "x" * 255},) * 2,
    ],
    ids=repr,
)
def test_a_widget_is_kept_as_it_was_given(
    server: Server, dashboard: dict[str, Any], given: dict[str, Any], shown: dict[str, Any]
) -> None:
    placed = widget(server, dashboard, **given)
    assert placed["dashboardId"] == dashboard["id"]
    assert placed.items() >= shown.items()
    assert server.api(f"{LIST}/{dashboard['id']}")["widgets"] == [placed]


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"title": "x" * 256},
        {"title": None},
        {"widgetType": ""},
        {"gridColumn": -1},
        {"gridColumn": "1"},
        {"gridColumn": 1.5},
        {"gridColumn": 5},
        {"gridColumn": 4, "colSpan": 2},
        {"colSpan": 5},
        {"gridRow": None},
        {"rowSpan": True},
        {"config": []},
        {"config": "text"},
    ],
    ids=repr,
)
def test_a_widget_that_is_none_or_does_not_fit_is_400(
    server: Server, dashboard: dict[str, Any], change: dict[str, Any]
) -> None:
    path = f"{LIST}/{dashboard['id']}/widgets"
    assert send(server, "POST", path, WIDGET | change).status == 400
    placed = widget(server, dashboard)
    assert send(server, "PUT", f"{path}/{placed['id']}", change).status == 400
    assert server.api(f"{LIST}/{dashboard['id']}")["widgets"] == [placed]


@pytest.mark.parametrize("field", WIDGET)
def test_a_widget_needs_all_its_fields(server: Server, dashboard: dict[str, Any], field: str) -> None:
    answer = send(server, "POST", f"{LIST}/{dashboard['id']}/widgets", {**WIDGET, field: None})
    assert answer.status == 400
    assert field in answer.json()["error"]


def test_a_new_title_keeps_the_rest_of_a_widget(server: Server, dashboard: dict[str, Any]) -> None:
    placed = widget(server, dashboard, config={"service": "s"})
    changed = send(server, "PUT", f"{LIST}/{dashboard['id']}/widgets/{placed['id']}", {"title": "New"}).json()
    assert changed == placed | {"title": "New", "updatedAt": changed["updatedAt"]}


def test_positions_change_all_or_none(server: Server, dashboard: dict[str, Any]) -> None:
    one, two = widget(server, dashboard), widget(server, dashboard, gridColumn=2)
    elsewhere = widget(server, created(server))
    path = f"{LIST}/{dashboard['id']}/widgets/positions"

    def move(*positions: dict[str, Any]) -> int:
        return send(server, "PUT", path, {"positions": positions}).status

    def places() -> set[tuple[str, int, int, int]]:
        widgets = server.api(f"{LIST}/{dashboard['id']}")["widgets"]
        return {(one["id"], one["gridColumn"], one["gridRow"], one["colSpan"]) for one in widgets}

    here = {"gridColumn": 3, "gridRow": 7}
    assert move({"id": one["id"], **here, "colSpan": 2}, {"id": two["id"], "gridColumn": 1, "gridRow": 2}) == 200
    moved = {(one["id"], 3, 7, 2), (two["id"], 1, 2, 1)}
    assert places() == moved
    assert move({"id": two["id"], **here}, {"id": elsewhere["id"], **here}) == 404
    assert move({"id": two["id"], **here}, {"id": "none", **here}) == 404
    assert move({"id": two["id"], **here}, {"id": one["id"], "gridColumn": 4, "gridRow": 1}) == 400
    assert move({"id": two["id"], **here}, {"id": one["id"], "gridRow": 1}) == 400
    assert places() == moved


@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data", ""])
def test_a_body_of_another_type_is_415(server: Server, content_type: str) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    assert server.request("POST", LIST, b'{"name":"x"}', headers).status == 415
    accepted = server.request("POST", LIST, b'{"name":"x"}', {"Content-Type": "Application/JSON; charset=utf-8"})
    assert accepted.status == 201


@pytest.mark.parametrize("body", [b"", b"{", b'{"name":"\\ud800"}', b"\xff", b'{"name":' + b"[" * 100_000])
def test_a_body_that_is_no_json_is_400(server: Server, body: bytes) -> None:
    assert server.request("POST", LIST, body, {"Content-Type": JSON}).status == 400


def test_a_body_over_a_megabyte_is_413(server: Server) -> None:
    assert send(server, "POST", LIST, {"name": "x" * 2**21}).status == 413


def test_dashboards_survive_a_restart(server: Server, dashboard: dict[str, Any]) -> None:
    placed = widget(server, dashboard, config={"a": 1})
    server.restart()
    assert server.api(f"{LIST}/{dashboard['id']}")["widgets"] == [placed]
