"""A new installation: the page, the default dashboard, an empty but complete API."""

from __future__ import annotations

from tests.captures.recorded import recordings, replay
from tests.server import Server


def test_the_page_is_there(server: Server) -> None:
    for path in ("/", "/traces", "/dashboards/some-id"):
        page = server.get(path)
        assert page.status == 200
        assert page.headers["content-type"].startswith("text/html")


def test_an_unknown_api_path_is_a_json_404(server: Server) -> None:
    answer = server.get("/api/unknown")
    assert answer.status == 404
    assert answer.headers["content-type"] == "application/json"
    assert "error" in answer.json()


def test_a_default_dashboard_is_created_once(server: Server) -> None:
    default = server.api("/api/dashboards/default")
    kinds = {widget["widgetType"] for widget in default["widgets"]}
    assert default["isDefault"] is True
    assert kinds >= {"metric_value", "metric_chart", "event_table", "active_services", "recent_activity"}
    server.restart()
    assert server.api("/api/dashboards/default") == default
    assert len(server.api("/api/dashboards")["dashboards"]) == 1


def test_a_deleted_default_dashboard_stays_deleted(server: Server) -> None:
    default = server.api("/api/dashboards/default")
    assert server.request("DELETE", f"/api/dashboards/{default['id']}").status == 204
    server.restart()
    assert server.get("/api/dashboards/default").status == 404


def test_health_answers_on_both_ports(server: Server) -> None:
    assert server.get("/health").json() == {"status": "ok"}
    assert server.post("/health", b"", method="GET").json() == {"status": "ok"}


def test_the_tools_bring_their_setup_text(server: Server) -> None:
    declared = server.api("/api/tools")
    assert {tool["id"] for tool in declared["tools"]} >= {"claude", "gemini", "codex"}
    assert declared["endpoint"].endswith(f":{server.otlp_port}")
    assert declared["endpoint"] in str(declared["tools"])


def test_counts_by_service_survive_a_restart(server: Server) -> None:
    replay(server, recordings("codex")[0].requests)
    before = server.api("/api/status")
    assert before["dropped"]["total"] > 0
    server.restart()
    after = server.api("/api/status")
    assert after["dropped"] == before["dropped"]
