"""`/api/session`: a browser's login in token mode; and the middleware that requires it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from urllib.parse import quote

import falcon
import falcon.asgi

from aiobserver.api.access.access import SESSION_S, Access, Credentials
from aiobserver.api.http.media import answer, read_object
from aiobserver.api.services import Services
from aiobserver.errors import InvalidRequest, NotFound, Unauthorized

_COOKIE = "aiobserver_session"
_LOGIN_PAGE = "/login.html"
_PUBLIC = frozenset({("GET", "/health"), ("POST", "/api/session"), ("DELETE", "/api/session")})


def routes(services: Services) -> Iterable[tuple[str, object, str | None]]:
    """(path, resource, suffix)"""
    return (("/api/session", SessionResource(services.access), None),)


class SessionResource:
    """The session of a browser: its cookie is a random name of the session, nothing that tells the token."""

    def __init__(self, access: Access | None) -> None:
        self._access = access

    async def on_get(self, _req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        answer(resp, {"tokenRequired": self._access is not None})

    async def on_post(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        if self._access is None:
            raise NotFound("this server does not use a token: no login needed")
        token = (await read_object(req)).get("token")
        if not isinstance(token, str):
            raise InvalidRequest("expected a string", "token")
        self._access.check_token(token, req.remote_addr)
        resp.set_cookie(
            _COOKIE, self._access.open_session(), max_age=SESSION_S, path="/", secure=False, same_site="Strict"
        )
        resp.status = falcon.HTTP_204

    async def on_delete(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        if self._access is not None:
            self._access.close_sessions(_cookies(req))
        resp.unset_cookie(_COOKIE, path="/", same_site="Strict")
        resp.status = falcon.HTTP_204


class TokenCheck:
    """Middleware behind the guard: every route that is not listed as public requires the token."""

    def __init__(self, access: Access, *, files: Collection[str] = (), browsers: bool) -> None:
        """
        :param files: paths of static files, which hold nothing of the user's.
        :param browsers: accept sessions, and redirect page views to the login.
        """
        self._access = access
        self._files = files
        self._browsers = browsers

    async def process_request(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        if (req.method, req.path) in _PUBLIC or (req.path in self._files and req.method in ("GET", "HEAD")):
            return
        try:
            self._check(req)
        except Unauthorized:
            if not (self._browsers and _is_navigation(req)):
                raise
            resp.status = falcon.HTTP_303
            resp.set_header("Location", f"{_LOGIN_PAGE}?next={quote(req.relative_uri, safe='/')}")
            resp.complete = True

    async def process_request_ws(self, req: falcon.asgi.Request, _ws: falcon.asgi.WebSocket) -> None:
        self._check(req)

    def _check(self, req: falcon.asgi.Request) -> None:
        cookies = _cookies(req) if self._browsers else ()
        self._access.check(Credentials(req.get_header("Authorization"), cookies, req.remote_addr))


def _cookies(req: falcon.asgi.Request) -> Collection[str]:
    return req.get_cookie_values(_COOKIE) or ()


def _is_navigation(req: falcon.asgi.Request) -> bool:
    """True for a page view, by the browser's Accept header: scripts get a 401."""
    of_page = not req.path.startswith("/api/") and req.path not in ("/api", "/ws")
    return of_page and req.method == "GET" and "text/html" in (req.get_header("Accept") or "")
