"""Load for a server that is about to be stopped: what was sent, and what was acknowledged."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.conformance.exports import Sample
from tests.server import EVER, PROTOBUF, Server, exchange

RECORDS = 10
"""Log records in each request."""

_SENDERS = 4


@dataclass(slots=True)
class Load:
    """Requests by name; each is `RECORDS` log records of a service of this name."""

    sent: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    enough: threading.Event = field(default_factory=threading.Event)

    def body(self, name: str) -> bytes:
        return Sample("logs", name).body("protobuf", RECORDS)


@contextmanager
def under_load(server: Server, prefix: str, acknowledged: int) -> Iterator[Load]:
    """Sends from several threads until the server is gone; enters once so many requests are acknowledged."""
    load = Load()
    port = server.otlp_port
    threads = [
        threading.Thread(target=_send, args=(load, port, f"{prefix}-{sender}", acknowledged))
        for sender in range(_SENDERS)
    ]
    for thread in threads:
        thread.start()
    try:
        assert load.enough.wait(60), "the server does not answer"
        yield load
    finally:
        for thread in threads:
            thread.join()


def _send(load: Load, port: int, prefix: str, acknowledged: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    number = 0
    try:
        while True:
            name = f"{prefix}-{number}"
            number += 1
            load.sent.append(name)
            answer = exchange(connection, "POST", "/v1/logs", load.body(name), {"Content-Type": PROTOBUF})
            if answer.status != 200:  # it is stopping
                assert answer.status == 503, answer
                assert 1 <= int(answer.headers["retry-after"]) <= 60
                return
            load.acknowledged.append(name)
            if len(load.acknowledged) >= acknowledged:
                load.enough.set()
    except (OSError, http.client.HTTPException):
        return
    finally:
        connection.close()


def counts(server: Server, prefix: str) -> dict[str, int]:
    """Stored log records by name of the request."""
    services = server.api("/api/services")["services"]
    return {
        name: server.api("/api/logs", service=name, limit=1, **EVER)["total"]
        for name in services
        if name.startswith(prefix)
    }
