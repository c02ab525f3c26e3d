"""Errors → HTTP answers. The REST port answers `{"error": …}`, the OTLP port a Status in the request's encoding."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import falcon
import falcon.asgi

from aiobserver.errors import (
    AIObserverError,
    Conflict,
    Forbidden,
    HeadersTooLarge,
    InvalidRequest,
    NotFound,
    RequestError,
    TooLarge,
    TooManyAttempts,
    Unauthorized,
    Unavailable,
    UnsupportedMedia,
)

log = logging.getLogger(__name__)

Answer = Callable[[falcon.asgi.Request, falcon.asgi.Response, int, str, Exception], None]
"""(request, response, status, message, error) → sets the response's body"""

_STATUS: tuple[tuple[type[AIObserverError], int], ...] = (
    (InvalidRequest, 400),
    (Unauthorized, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (Conflict, 409),
    (TooLarge, 413),
    (UnsupportedMedia, 415),
    (HeadersTooLarge, 431),
    (RequestError, 400),
    (TooManyAttempts, 429),
    (Unavailable, 503),
)
_RETRY_AFTER_S = 5


def handle_failures(app: falcon.asgi.App[Any, Any], answer: Answer) -> None:
    """Every error that leaves a resource of `app` is answered through `answer`."""
    app.add_error_handler(Exception, _handler(_unexpected, answer))
    app.add_error_handler(falcon.HTTPError, _handler(_falcon, answer))
    app.add_error_handler(AIObserverError, _handler(_ours, answer))


def _handler(
    describe: Callable[[Any, falcon.asgi.Response], tuple[int, str]], answer: Answer
) -> Callable[..., Awaitable[None]]:
    async def handle(
        req: falcon.asgi.Request,
        resp: falcon.asgi.Response | None,
        error: Exception,
        _params: object,
        ws: falcon.asgi.WebSocket | None = None,
    ) -> None:
        if ws is not None or resp is None:
            await _refuse_websocket(ws, error)
            return
        status, message = describe(error, resp)
        resp.status = status
        answer(req, resp, status, message, error)

    return handle


def _ours(error: AIObserverError, resp: falcon.asgi.Response) -> tuple[int, str]:
    if isinstance(error, Unavailable):
        resp.set_header("Retry-After", str(min(60, max(1, error.retry_after_s))))
    if isinstance(error, Unauthorized):
        resp.set_header("WWW-Authenticate", 'Bearer realm="AI Observer"')
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 503), str(error)


def _falcon(error: falcon.HTTPError, resp: falcon.asgi.Response) -> tuple[int, str]:
    if error.headers:
        resp.set_headers(error.headers)
    if isinstance(error, falcon.HTTPMethodNotAllowed):
        resp.set_header("Allow", _with_head(resp.get_header("Allow") or ""))
    return error.status_code, error.description or error.title or "the request failed"


def _with_head(allow: str) -> str:
    """HEAD is answered wherever GET is."""
    methods = allow.split(", ")
    return ", ".join(dict.fromkeys(("GET", "HEAD", *methods) if "GET" in methods else methods))


def _unexpected(error: Exception, resp: falcon.asgi.Response) -> tuple[int, str]:
    """Answer an internal error; senders may retry."""
    log.error("internal error", exc_info=error)
    resp.set_header("Retry-After", str(_RETRY_AFTER_S))
    return 503, "internal error; see the server log"


async def _refuse_websocket(ws: falcon.asgi.WebSocket | None, error: Exception) -> None:
    if ws is None or isinstance(error, falcon.WebSocketDisconnected):
        return
    if isinstance(error, AIObserverError):
        status = next((status for kind, status in _STATUS if isinstance(error, kind)), 503)
    elif isinstance(error, falcon.HTTPError):
        status = error.status_code
    else:
        log.error("internal error", exc_info=error)
        status = 503
    await ws.close(3000 + status, str(error) if isinstance(error, AIObserverError) else None)  # see handshake.py
