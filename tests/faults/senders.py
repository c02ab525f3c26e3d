"""Load that goes on through faults: a request is sent, byte by byte the same, until it is acknowledged."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.conformance.exports import Sample
from tests.server import PROTOBUF, Answer, Server, exchange

RECORDS = 5
"""Log records in each request, all of the service of the request's name."""
_THREADS = 4
_REFUSED = (429, 503)
_PAUSE_S = 0.02


@dataclass(slots=True)
class Senders:
    """What was sent, what was acknowledged, how requests were answered."""

    sent: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    stopping: threading.Event = field(default_factory=threading.Event)

    def wait_for(self, count: int, timeout_s: float = 60) -> float:
        """Seconds until so many more requests are acknowledged."""
        begin = time.monotonic()
        wanted = len(self.acknowledged) + count
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < begin + timeout_s, f"no {count} acknowledged in {timeout_s} s: {self.statuses}"
            time.sleep(0.01)
        return time.monotonic() - begin


def body(name: str, records: int = RECORDS) -> bytes:
    """An export request of a service of this name."""
    return Sample("logs", name).body("protobuf", records)


@contextmanager
def sending(server: Server, prefix: str = "load") -> Iterator[Senders]:
    """Sends from several threads as long as the block runs."""
    senders = Senders()
    threads = [
        threading.Thread(target=_send, args=(senders, server, f"{prefix}-{number}")) for number in range(_THREADS)
    ]
    for thread in threads:
        thread.start()
    try:
        yield senders
    finally:
        senders.stopping.set()
        for thread in threads:
            thread.join()
    assert set(senders.statuses) <= {200, *_REFUSED}, senders.statuses


def _send(senders: Senders, server: Server, prefix: str) -> None:
    number = 0
    connection: http.client.HTTPConnection | None = None
    while not senders.stopping.is_set():
        name = f"{prefix}-{number}"
        number += 1
        senders.sent.append(name)
        content = body(name)
        while not senders.stopping.is_set():
            try:
                connection = connection or http.client.HTTPConnection("127.0.0.1", server.otlp_port, timeout=30)
                answer = exchange(connection, "POST", "/v1/logs", content, {"Content-Type": PROTOBUF})
            except (OSError, http.client.HTTPException):
                if connection is not None:
                    connection.close()
                connection = None
                time.sleep(_PAUSE_S)
                continue
            senders.statuses[answer.status] += 1
            if answer.status == 200:
                senders.acknowledged.append(name)
                break
            check_refusal(answer)
            time.sleep(_PAUSE_S)
    if connection is not None:
        connection.close()


def check_refusal(answer: Answer) -> None:
    """A refusal that makes the client come again."""
    assert answer.status in _REFUSED, answer
    assert 1 <= int(answer.headers["retry-after"]) <= 60, answer


def check_stored_once(server: Server, senders: Senders, records: int = RECORDS) -> dict[str, int]:
    """Every acknowledged request is stored, whole and once; what was not, wholly or not at all."""
    received = server.api("/api/status")["received"]
    stored = {entry["service"]: entry["logs"] for entry in received if entry["service"] in set(senders.sent)}
    total = server.api("/api/stats")["logCount"]
    assert set(stored.values()) <= {records}
    assert set(senders.acknowledged) <= set(stored) <= set(senders.sent)
    assert total == records * len(stored)
    return stored
