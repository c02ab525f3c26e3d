"""The page on the API port: a fixed table of files, nothing is looked up on disk by a request's path."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import falcon
import falcon.asgi

from aiobserver.errors import NotFound

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
}


class Page:
    """Answers every path that is not the API's."""

    def __init__(self) -> None:
        folder = files("aiobserver.api") / "static"
        self._files: Mapping[str, tuple[str, bytes]] = {
            f"/{file.name}": (_TYPES[file.name[file.name.rindex(".") :]], file.read_bytes())
            for file in folder.iterdir()
        }

    async def __call__(self, req: falcon.asgi.Request, resp: falcon.asgi.Response | None, **_params: Any) -> None:
        if resp is None:
            raise NotFound(f"no WebSocket at {req.path}")
        if req.path.startswith("/api/") or req.path == "/api":
            raise NotFound(f"no such path: {req.path}")
        if req.method not in ("GET", "HEAD"):
            raise falcon.HTTPMethodNotAllowed(["GET", "HEAD"])
        if req.path not in self._files and "." in req.path.rsplit("/", 1)[-1]:
            raise NotFound(f"no such file: {req.path}")
        content_type, content = self._files.get(req.path, self._files["/index.html"])
        resp.content_type = content_type
        resp.data = content
