"""The dashboard on the API port: its files, and its page for every path that is a view of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import falcon
import falcon.asgi

from aiobserver.api.page.files import NOT_BUILT, File
from aiobserver.errors import NotFound

_VIEW = re.compile(r"(?:/[^./\\%\x00-\x1f\x7f\ufffd]+)*/?|/(?:dashboard|sessions|traces)/[^/].*", re.DOTALL)
"""Paths of views: no file names, and nothing that another reader of the path could take for a way up; but a session is
named by the tool, as it likes."""

_MAX_VIEW_LENGTH = 2048


class Page:
    """Answers every path that is not the API's."""

    def __init__(self, files: Mapping[str, File]) -> None:
        """:param files: by URL path; without `/index.html` a note says that the dashboard is not built."""
        self._files = files
        self._page = files.get("/index.html", NOT_BUILT)

    async def __call__(self, req: falcon.asgi.Request, resp: falcon.asgi.Response | None, **_params: Any) -> None:
        if resp is None:
            raise NotFound(f"no WebSocket at {req.path}")
        if req.path.startswith("/api/") or req.path == "/api":
            raise NotFound(f"no such path: {req.path}")
        if req.method not in ("GET", "HEAD"):
            raise falcon.HTTPMethodNotAllowed(["GET", "HEAD"])
        _answer(req, resp, self._find(req))

    def _find(self, req: falcon.asgi.Request) -> File:
        file = self._files.get(req.path)
        if file is not None:
            return file
        if len(req.path) > _MAX_VIEW_LENGTH or not _VIEW.fullmatch(req.path) or not req.client_accepts("text/html"):
            raise NotFound(f"no such file: {req.path[:200]}")
        return self._page


def _answer(req: falcon.asgi.Request, resp: falcon.asgi.Response, file: File) -> None:
    coding = _choose(file.bodies, req.get_header("Accept-Encoding") or "")
    body = file.bodies[coding]
    resp.etag = body.etag
    resp.cache_control = [file.cache_control]
    if len(file.bodies) > 1:
        resp.append_header("Vary", "Accept-Encoding")
    if any(tag in ("*", body.etag) for tag in req.if_none_match or ()):
        resp.status = falcon.HTTP_304
        return
    resp.content_type = file.content_type
    if coding != "identity":
        resp.set_header("Content-Encoding", coding)
    resp.data = body.data


def _choose(offered: Collection[str], accepted: str) -> str:
    """The coding the client likes best; of those it likes equally the first offered."""
    weights = dict(_weights(accepted))
    liked = {coding: weights.get(coding, weights.get("*", 0)) for coding in offered if coding != "identity"}
    best = max(liked, key=lambda coding: liked[coding], default="identity")
    return best if liked.get(best, 0) > 0 else "identity"


def _weights(accepted: str) -> Iterator[tuple[str, float]]:
    for part in accepted.lower().split(","):
        coding, _, weight = part.replace(" ", "").partition(";q=")
        try:
            yield coding, float(weight or 1)
        except ValueError:
            yield coding, 0
