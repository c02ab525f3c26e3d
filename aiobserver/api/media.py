"""JSON in and out of the API port."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import falcon.asgi
import orjson

from aiobserver.errors import InvalidRequest, TooLarge, UnsupportedMedia

_LARGEST_BODY = 2**20
_DEEPEST = 64

Fragment = orjson.Fragment


def encode(value: object) -> bytes:
    """JSON as UTF-8; fragments of stored JSON text are spliced as they are."""
    return orjson.dumps(value)


def answer(resp: falcon.asgi.Response, value: object) -> None:
    """Answers with a JSON document."""
    resp.content_type = "application/json"
    resp.data = encode(value)


def fragment(text: str | None) -> orjson.Fragment | None:
    """Stored JSON text, to be spliced into an answer."""
    return orjson.Fragment(text) if text else None


async def read_object(req: falcon.asgi.Request) -> Mapping[str, Any]:
    """The request's body, which must be a JSON object.

    :raises UnsupportedMedia: another content type. :raises TooLarge: over 1 MiB.
    :raises InvalidRequest: not a JSON object, or nested deeper than 64 levels.
    """
    media = (req.content_type or "").split(";", 1)[0].strip().lower()
    if media != "application/json":
        raise UnsupportedMedia("the body must be application/json")
    body = bytearray()
    async for chunk in req.stream:
        body += chunk
        if len(body) > _LARGEST_BODY:
            raise TooLarge(f"the body is over {_LARGEST_BODY} bytes")
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise InvalidRequest(f"the body is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise InvalidRequest("the body must be a JSON object")
    if _is_deeper(value, _DEEPEST):
        raise InvalidRequest(f"the body is nested deeper than {_DEEPEST} levels")
    return value


def _is_deeper(value: object, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    if levels == 0:
        return True
    items = value.values() if isinstance(value, dict) else value
    return any(_is_deeper(item, levels - 1) for item in items)
