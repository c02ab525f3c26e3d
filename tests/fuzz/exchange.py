"""One request as bytes, sent as it is; the answer, however odd the request was."""

from __future__ import annotations

import http.client
import socket
import time
from dataclasses import dataclass

LONGEST_S = 5.0
"""Everything is answered or cut off within it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of a request: 0 if the connection was closed without an answer."""

    status: int
    seconds: float
    body: bytes


class Line:
    """A connection to one port, kept as long as the server keeps it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def send(self, request: bytes, method: str, *, whole: bool) -> Sent:
        """:param whole: the request's framing is right; else no more is sent after it. :raises TimeoutError: a hang."""
        started = time.perf_counter()
        try:
            status, body, kept = self._exchange(request, method, whole=whole)
        except TimeoutError:
            self.close()
            raise
        except (OSError, http.client.HTTPException):
            status, body, kept = 0, b"", False
        if not kept:
            self.close()
        return Sent(status, time.perf_counter() - started, body)

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _exchange(self, request: bytes, method: str, *, whole: bool) -> tuple[int, bytes, bool]:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=LONGEST_S)
        self._socket.sendall(request)
        if not whole:
            self._socket.shutdown(socket.SHUT_WR)
        response = http.client.HTTPResponse(self._socket, method=method)
        response.begin()
        body = b"" if response.status == http.client.SWITCHING_PROTOCOLS else response.read()
        kept = whole and not response.will_close and response.status != http.client.SWITCHING_PROTOCOLS
        return response.status, body, kept
