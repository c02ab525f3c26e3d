"""Requests that Falcon would refuse: a query that is not UTF-8, and HEAD where there is only GET."""

from __future__ import annotations

import re
from typing import Any

import falcon.asgi

_NOT_ASCII = re.compile(rb"[\x80-\xff]")


class LenientRequest(falcon.asgi.Request):
    """A query may be any bytes: they are taken as if percent-encoded, what they mean is checked parameter by parameter.

    HEAD is taken as GET; uvicorn, which knows the method, does not send the body.
    """

    def __init__(self, scope: dict[str, Any], receive: Any, *args: Any, **kwargs: Any) -> None:
        query: bytes = scope["query_string"]
        if not query.isascii():
            scope = {**scope, "query_string": _NOT_ASCII.sub(_quoted, query)}
        super().__init__(scope, receive, *args, **kwargs)
        if self.method == "HEAD":
            self.method = "GET"


def _quoted(byte: re.Match[bytes]) -> bytes:
    return b"%%%02X" % byte[0][0]
