"""Bytes on a socket, as no HTTP library would send them."""

from __future__ import annotations

import re
import socket

_STATUS = re.compile(rb"^HTTP/1\.1 (\d{3})", re.MULTILINE)


def send(port: int, data: bytes, timeout_s: float = 10) -> tuple[list[int], bytes]:
    """(statuses of all answers, all bytes); the writing side is closed after the data."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=timeout_s) as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(65536):
                received += piece
        except ConnectionError:
            pass
    return [int(status) for status in _STATUS.findall(received)], received
