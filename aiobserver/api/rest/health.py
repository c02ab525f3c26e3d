"""`GET /health` on both ports."""

from __future__ import annotations

from collections.abc import Callable

import falcon.asgi

from aiobserver.errors import Unavailable


class HealthResource:
    """200 when a write would be accepted now. Asks the database nothing, so no query can block it."""

    def __init__(self, problem: Callable[[], str | None], *, details: bool) -> None:
        """:param details: the answer may say what is wrong."""
        self._problem = problem
        self._details = details

    async def on_get(self, _req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        problem = self._problem()
        if problem is not None:
            raise Unavailable(problem if self._details else "not accepting data")
        resp.content_type = "application/json"
        resp.data = b'{"status":"ok"}'
