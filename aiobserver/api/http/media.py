"""JSON in and out of the API port."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from functools import cache
from itertools import islice
from typing import Any

import falcon.asgi
import orjson

from aiobserver.errors import InvalidRequest, TooLarge, UnsupportedMedia
from aiobserver.system.memory import MemoryBudget, available_memory

_LARGEST_BODY = 2**20
_DEEPEST = 64

_ITEMS_A_PIECE = 64
_SMALL_BYTES = 2**18

Fragment = orjson.Fragment
EncodedList = list[bytes]
"""A JSON array as pieces of UTF-8."""


def encode(value: object) -> bytes:
    """JSON as UTF-8; fragments of stored JSON text are spliced as they are."""
    return orjson.dumps(value)


def answer(resp: falcon.asgi.Response, value: object) -> None:
    """Answers with a JSON document."""
    resp.content_type = "application/json"
    resp.data = encode(value)


def answer_with_lists(resp: falcon.asgi.Response, value: Mapping[str, Any], lists: Mapping[str, EncodedList]) -> None:
    """Answers with a JSON object: the members of `value`, then arrays that `encode_list` made; none is copied."""
    resp.content_type = "application/json"
    pieces = [encode(value)[:-1]]
    for name, items in lists.items():
        pieces += [b"," if value or len(pieces) > 1 else b"", encode(name), b":", *items]
    pieces.append(b"}")
    size = sum(map(len, pieces))
    if size <= _SMALL_BYTES:
        resp.data = b"".join(pieces)
    else:
        resp.set_stream(_one_by_one(pieces), size)


async def _one_by_one(pieces: EncodedList) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def encode_list(items: Iterable[object], room: AnswerRoom | None = None) -> EncodedList:
    """Encode an array in pieces, between which other threads can run; to be called off the event loop.

    :raises TooLarge: it is more than there is memory for.
    """
    room = room or AnswerRoom()
    rest = iter(items)
    pieces: list[bytes] = []
    while some := list(islice(rest, _ITEMS_A_PIECE)):
        pieces += [b"," if pieces else b"[", encode(some)[1:-1]]
        room.take(len(pieces[-1]))
    return [*(pieces or [b"["]), b"]"]


class AnswerRoom:
    """Size limit of one answer."""

    def __init__(self, most_bytes: int | None = None) -> None:
        """:param most_bytes: if not given, what there is memory for."""
        self._most = self._left = most_bytes or _most_bytes()

    def take(self, size: int) -> None:
        """:raises TooLarge: with these bytes it is more than there is memory for."""
        self._left -= size
        if self._left < 0:
            raise TooLarge(f"the answer would be over {self._most // 2**20} MiB; ask for fewer records at a time")


@cache
def _most_bytes() -> int:
    return MemoryBudget.of(available_memory()).answer


def fragment(text: str | None) -> orjson.Fragment | None:
    """Stored JSON text, to be spliced into an answer."""
    return orjson.Fragment(text) if text else None


async def read_body(req: falcon.asgi.Request, most: int) -> bytes:
    """The request's body, which must be declared as JSON.

    :raises UnsupportedMedia: another content type. :raises TooLarge: over `most` bytes.
    """
    media = (req.content_type or "").split(";", 1)[0].strip().lower()
    if media != "application/json":
        raise UnsupportedMedia("the body must be application/json")
    body = bytearray()
    async for chunk in req.stream:
        body += chunk
        if len(body) > most:
            raise TooLarge(f"the body is over {most} bytes")
    return bytes(body)


async def read_object(req: falcon.asgi.Request) -> Mapping[str, Any]:
    """The request's body, which must be a JSON object.

    :raises UnsupportedMedia: another content type. :raises TooLarge: over 1 MiB.
    :raises InvalidRequest: not a JSON object, or nested deeper than 64 levels.
    """
    try:
        value = orjson.loads(await read_body(req, _LARGEST_BODY))
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
