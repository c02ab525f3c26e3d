"""No file but those of the dashboard is served, however its path is written (T14)."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiobserver.api.page.files import read_files
from tests.security.raw import send
from tests.server import Server

UPS = ["..", "%2e%2e", "%2E%2E", ".%2e", "%252e%252e", "..%00", "....", "..;", "%c0%ae%c0%ae", "%u002e%u002e", "..%09"]
SEPARATORS = ["/", "//", "\\", "%2f", "%5c", "%252f", "%c0%af", "/./"]
TARGETS = ["etc/passwd", "proc/self/environ", "proc/self/cmdline"]
PATHS = [
    *(
        f"/{separator.join([up] * 8)}{separator}{target}"
        for up in UPS
        for separator in SEPARATORS
        for target in TARGETS
    ),
    *(f"/assets/{separator.join([up] * 9)}{separator}etc/passwd" for up in UPS for separator in SEPARATORS),
    *(f"/api/{up}/{up}/etc/passwd" for up in UPS),
    "//etc/passwd",
    "///etc/passwd",
    "/file:///etc/passwd",
    "/assets/%00/etc/passwd",
    "/favicon.svg%00.js",
    "/favicon.svg/../../../etc/passwd",
    "/index.html.br",
    "/login.html.gz",
    "/sources.sha256",
    "/.git/config",
    "/.env",
    "/aiobserver/config/__init__.py",
    "/" + "a" * 10_000,
    "/" + "../" * 3_000 + "etc/passwd",
]


@pytest.mark.parametrize("port", ["api_port", "otlp_port"])
def test_no_file_of_the_machine_is_served(server: Server, port: str) -> None:
    wrong = []
    for path in PATHS:
        request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\nConnection: close\r\n\r\n"
        statuses, answer = send(getattr(server, port), request.encode("latin-1"))
        if (
            statuses not in ([400], [404], [])
            or b"root:" in answer
            or b"PATH=" in answer
            or b"aiobserver\x00" in answer
        ):
            wrong.append((path, statuses))
    assert wrong == []


def test_an_unknown_api_path_is_json(server: Server) -> None:
    for path in ("/api", "/api/", "/api/unknown", "/api/..%2f", "/api/traces/x/y/z"):
        answer = server.get(path, {"Accept": "text/html"})
        assert answer.status == 404
        assert answer.headers["content-type"] == "application/json"
        assert answer.json()["error"]


def test_a_link_out_of_the_folder_is_no_file_of_it(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / "secret.js").write_text("secret")
    (tmp_path / "dist" / "own.js").write_text("own")
    (tmp_path / "dist" / "link.js").symlink_to(tmp_path / "secret.js")
    (tmp_path / "dist" / "folder").symlink_to(tmp_path)
    assert set(read_files(tmp_path / "dist")) == {"/own.js"}
