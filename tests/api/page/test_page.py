"""The dashboard's files: what is served, how it is cached and compressed, and what never is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import falcon.asgi
import pytest
from falcon.testing import Result, TestClient

from aiobserver.api.access.guard import PAGE_HEADERS, Guard
from aiobserver.api.access.hosts import HostRules
from aiobserver.api.http.failures import handle_failures
from aiobserver.api.page.files import read_files
from aiobserver.api.page.page import Page

BUILD = {
    "index.html": b"<!doctype html><title>page</title>",
    "favicon.svg": b"<svg/>",
    "theme.js": b"theme()",
    "manifest.webmanifest": b"{}",
    "assets/index-a1.js": b"long script",
    "assets/index-a1.js.br": b"BR",
    "assets/index-a1.js.gz": b"GZIP",
    "assets/index-a1.js.map": b"{}",
    "assets/inter-b2.woff2": b"font",
    "assets/index-c3.css": b"css",
}
SECRET = b"root:x:0"


def client_of(folder: Path) -> TestClient:
    app: falcon.asgi.App[falcon.asgi.Request, falcon.asgi.Response] = falcon.asgi.App(
        middleware=[Guard(HostRules(bound=["127.0.0.1"], names=[]), PAGE_HEADERS, strict=False)]
    )
    handle_failures(app, lambda _req, resp, _status, message, _where: setattr(resp, "media", {"error": message}))
    app.add_sink(Page(read_files(folder)), "/")
    return TestClient(app)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("build")
    for name, data in BUILD.items():
        (root / "dist" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "dist" / name).write_bytes(data)
    (root / "secret.js").write_bytes(SECRET)
    (root / "dist" / "assets" / "leak.js").symlink_to(root / "secret.js")
    (root / "dist" / "theme.js.gz").symlink_to(root / "secret.js")
    (root / "dist" / "up").symlink_to(root)
    return root / "dist"


@pytest.fixture(scope="module")
def client(folder: Path) -> TestClient:
    return client_of(folder)


def get(client: TestClient, path: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Result:
    return client.simulate_request(method, path, headers=dict(headers or {}), host="localhost")


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/index.html", "text/html; charset=utf-8"),
        ("/favicon.svg", "image/svg+xml"),
        ("/theme.js", "text/javascript; charset=utf-8"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/assets/index-a1.js", "text/javascript; charset=utf-8"),
        ("/assets/index-c3.css", "text/css; charset=utf-8"),
        ("/assets/inter-b2.woff2", "font/woff2"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_files_have_their_type_and_are_kept_as_long_as_their_name_says(
    client: TestClient, path: str, content_type: str, method: str
) -> None:
    answer = get(client, path, method=method)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == content_type
    assert answer.content == (BUILD[path[1:]] if method == "GET" else b"")
    hashed = path.startswith("/assets/")
    assert answer.headers["cache-control"] == ("public, max-age=31536000, immutable" if hashed else "no-cache")


@pytest.mark.parametrize("path", ["/", "/traces", "/dashboards/some-id", "/sessions/", "/v1/traces", "/apiary"])
def test_views_are_the_page(client: TestClient, path: str) -> None:
    answer = get(client, path, {"Accept": "text/html,*/*;q=0.8"})
    assert (answer.status_code, answer.content) == (200, BUILD["index.html"])
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", ["a.b", "a/b", "%2e%2e", "..%5cx", "%00", '"><img%20src=x>', "100%25"])
def test_a_session_may_have_any_name(client: TestClient, name: str) -> None:
    answer = get(client, f"/sessions/{name}", {"Accept": "text/html,*/*;q=0.8"})
    assert (answer.status_code, answer.content) == (200, BUILD["index.html"])


@pytest.mark.parametrize("path", ["/", "/traces", "/theme.js", "/assets/index-a1.js"])
@pytest.mark.parametrize("tag", ["{}", "W/{}", '"other", {}', "*"])
def test_what_the_browser_has_is_not_sent_again(client: TestClient, path: str, tag: str) -> None:
    known = get(client, path).headers["etag"]
    answer = get(client, path, {"If-None-Match": tag.format(known)})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == known
    assert "no-store" not in answer.headers["cache-control"]
    assert {name.lower() for name in PAGE_HEADERS} <= set(answer.headers)


def test_another_file_is_sent(client: TestClient) -> None:
    assert get(client, "/theme.js", {"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("*", "br"),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
        ("br;q=0, *", "gzip"),
        ("br; q=x, GZIP", "gzip"),
        ("gzip;q=nan", None),
        ("br;q=0, gzip;q=0.0", None),
        ("zstd", None),
        ("", None),
    ],
)
def test_the_coding_is_the_one_the_browser_likes(client: TestClient, accepted: str, coding: str | None) -> None:
    answer = get(client, "/assets/index-a1.js", {"Accept-Encoding": accepted})
    assert answer.headers.get("content-encoding") == coding
    assert answer.content == BUILD["assets/index-a1.js" + {"br": ".br", "gzip": ".gz"}.get(coding or "", "")]
    assert answer.headers["vary"] == "Accept-Encoding"


def test_each_coding_has_a_tag_of_its_own(client: TestClient) -> None:
    codings = ("br", "gzip", "identity")
    tags = {get(client, "/assets/index-a1.js", {"Accept-Encoding": coding}).headers["etag"] for coding in codings}
    assert len(tags) == 3


@pytest.mark.parametrize(
    "path",
    [
        "/assets/index-a1.js.map",
        "/assets/index-a1.js.br",
        "/assets/missing.js",
        "/assets/leak.js",
        "/up/secret.js",
        "/../secret.js",
        "/assets/../../secret.js",
        "/%2e%2e/secret.js",
        "/%2e%2e%2fsecret",
        "/%252e%252e%252fsecret",
        "/..%5csecret",
        "/..%5c..%5csecret.js",
        "/assets/....//secret.js",
        "/assets/%00secret",
        "/theme.js%00.html",
        "//etc/passwd",
        "/traces//x",
        "/" + "a" * 10_000,
        "/etc/passwd/.",
        "/.git/config",
    ],
)
def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    answer = get(client, path)
    assert answer.status_code == 404
    assert "error" in answer.json
    assert answer.headers["cache-control"] == "no-store"
    assert SECRET not in answer.content


def test_a_compressed_copy_behind_a_link_is_not_served(client: TestClient) -> None:
    assert get(client, "/theme.js", {"Accept-Encoding": "gzip"}).content == BUILD["theme.js"]


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/unknown", "/api/traces/x/y/z"])
def test_paths_of_the_api_are_never_the_page(client: TestClient, path: str) -> None:
    answer = get(client, path)
    assert answer.status_code == 404
    assert "error" in answer.json


def test_a_view_is_html_only(client: TestClient) -> None:
    assert get(client, "/traces", {"Accept": "application/json"}).status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_files_are_read_only(client: TestClient, method: str) -> None:
    assert get(client, "/", method=method).status_code == 405


def test_a_file_that_comes_later_is_not_served(client: TestClient, folder: Path) -> None:
    (folder / "later.js").write_text("later")
    assert get(client, "/later.js").status_code == 404


def test_without_a_build_the_page_says_how_to_make_one(tmp_path: Path) -> None:
    answer = get(client_of(tmp_path / "missing"), "/")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "make setup" in answer.text
