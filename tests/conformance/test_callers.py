"""Who may talk to the server: Host, Origin and Sec-Fetch-Site on both ports."""

from __future__ import annotations

import pytest

from tests.conformance.exports import Sample, failure
from tests.server import JSON, Server, request

FOREIGN_HOSTS = [
    "evil.com",
    "localhost.evil.com",
    "127.0.0.1.nip.io",
    "0.0.0.0:8080",
    "10.0.0.5",
    "example.org:4318",
    "localhostx",
]
MALFORMED_HOSTS = ["", "localhost:8080@evil.com", "[fe80::1%25eth0]", "localhost:port", "local host"]
OWN_HOSTS = [
    "localhost",
    "LOCALHOST",
    "localhost.",
    "tool.localhost",
    "127.0.0.1",
    "127.8.9.10:99",
    "[::1]",
    "[::1]:80",
]
FOREIGN_ORIGINS = [
    "http://evil.com",
    "null",
    "",
    "http://localhost.evil.com",
    "http://127.0.0.1:1234",
    "http://10.0.0.5",
    "http://localhost:9999",
    "https://localhost:8080",
]
ROUTES = [("GET", "/health"), ("GET", "/"), ("GET", "/api/services"), ("GET", "/api/unknown"), ("POST", "/v1/logs")]

each_port = pytest.mark.parametrize("port", ["api_port", "otlp_port"])


@each_port
@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_a_foreign_host_is_403_on_every_path(server: Server, port: str, method: str, path: str, host: str) -> None:
    answer = request(getattr(server, port), method, path, headers={"Host": host, "Content-Type": JSON})
    assert answer.status == 403
    assert b"AI_OBSERVER_ALLOWED_HOSTS" in answer.body


@each_port
@pytest.mark.parametrize("host", MALFORMED_HOSTS)
def test_a_malformed_host_is_refused(server: Server, port: str, host: str) -> None:
    assert request(getattr(server, port), "GET", "/health", headers={"Host": host}).status in (400, 403)


@each_port
@pytest.mark.parametrize("host", OWN_HOSTS)
def test_our_own_names_are_served(server: Server, port: str, host: str) -> None:
    assert request(getattr(server, port), "GET", "/health", headers={"Host": host}).status == 200


@pytest.mark.parametrize(("port", "status"), [("otlp_port", 200), ("api_port", 403)])
def test_a_container_reaches_the_otlp_port_alone(server: Server, port: str, status: int) -> None:
    headers = {"Host": "host.docker.internal:4318"}
    assert request(getattr(server, port), "GET", "/health", headers=headers).status == status


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
@pytest.mark.parametrize("content_type", [JSON, None, "text/plain"])
def test_a_web_page_cannot_send_telemetry(server: Server, logs: Sample, origin: str, content_type: str | None) -> None:
    answer = server.post(logs.path, logs.body("json"), content_type, {"Origin": origin})
    assert answer.status == 403
    assert failure(answer).code == 7
    assert "access-control-allow-origin" not in answer.headers
    assert logs.stored(server) == []


def test_a_cross_site_request_without_an_origin_is_403(server: Server, logs: Sample) -> None:
    answer = server.post(logs.path, logs.body("json"), None, {"Sec-Fetch-Site": "cross-site"})
    assert answer.status == 403
    assert logs.stored(server) == []


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_a_foreign_page_cannot_read(server: Server, origin: str) -> None:
    for method in ("GET", "OPTIONS"):
        headers = server.request(method, "/api/services", headers={"Origin": origin}).headers
        assert not [name for name in headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/dashboards"), ("DELETE", "/api/dashboards/ID"), ("PUT", "/api/dashboards/ID/default")],
)
@pytest.mark.parametrize("caller", [{"Origin": "http://evil.com"}, {"Sec-Fetch-Site": "cross-site"}], ids=str)
def test_a_foreign_page_cannot_change_anything(server: Server, method: str, path: str, caller: dict[str, str]) -> None:
    before = server.api("/api/dashboards")
    url = path.replace("ID", before["dashboards"][0]["id"])
    answer = server.request(method, url, b'{"name":"foreign"}', {"Content-Type": JSON, **caller})
    assert answer.status == 403
    assert server.api("/api/dashboards") == before


@pytest.mark.parametrize(
    "content_type", ["text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"]
)
def test_a_form_cannot_change_anything(server: Server, content_type: str) -> None:
    before = server.api("/api/dashboards")
    answer = server.request("POST", "/api/dashboards", b'{"name":"form"}', {"Content-Type": content_type})
    assert answer.status == 415
    assert server.api("/api/dashboards") == before


def test_the_page_itself_may_read_and_change(server: Server) -> None:
    origin = f"http://localhost:{server.api_port}"
    headers = {"Host": f"localhost:{server.api_port}", "Origin": origin, "Content-Type": JSON}
    created = server.request("POST", "/api/dashboards", b'{"name":"own"}', headers)
    assert created.status == 201
    assert server.request("DELETE", f"/api/dashboards/{created.json()['id']}", headers=headers).status == 204


def test_the_configured_development_origin_is_allowed(server: Server) -> None:
    answer = server.get("/api/services", {"Origin": "http://localhost:5173"})
    assert answer.headers["access-control-allow-origin"] == "http://localhost:5173"
    assert "origin" in answer.headers["vary"].lower()
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/api/services", "/api/unknown", "/health"])
def test_the_api_port_sends_the_security_headers(server: Server, path: str) -> None:
    headers = server.get(path).headers
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'unsafe" not in policy


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%252fetc/passwd",
        "//etc/passwd",
        "/assets/....//x.js",
        "/a%00b.js",
        "/..%5c..%5cetc",
        "/" + "a" * 10_000,
    ],
)
def test_no_file_of_the_machine_is_served(server: Server, path: str) -> None:
    answer = server.get(path)
    assert answer.status in (400, 404)
    assert b"root:" not in answer.body
    assert answer.status in (200, 400, 404)
