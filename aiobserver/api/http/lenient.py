"""A request whose query is not UTF-8, which Falcon cannot read: taken as if those bytes had been percent-encoded."""

from __future__ import annotations

import re
from typing import Any

import falcon.asgi

_NOT_ASCII = re.compile(rb"[\x80-\xff]")


class LenientRequest(falcon.asgi.Request):
    """A query may be any bytes; what it means is checked parameter by parameter."""

    def __init__(self, scope: dict[str, Any], receive: Any, *args: Any, **kwargs: Any) -> None:
        query: bytes = scope["query_string"]
        if not query.isascii():
            scope = {**scope, "query_string": _NOT_ASCII.sub(_quoted, query)}
        super().__init__(scope, receive, *args, **kwargs)


def _quoted(byte: re.Match[bytes]) -> bytes:
    return b"%%%02X" % byte[0][0]
