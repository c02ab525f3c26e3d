"""Sends requests by chance to a running server and says what should not have come of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.fuzz.exchange import LONGEST_S, Line
from tests.fuzz.requests import Request, Requests
from tests.server import Server

_SERVER_ERROR = 500
_UNAVAILABLE = 503
_BUSY = (b"a backup is being made", b"the query was interrupted")
"""Told to who asks for a backup beside another, and to a query while a rewritten file takes the old one's place."""


@dataclass(slots=True)
class Outcome:
    """How often each status came, and the requests that broke something."""

    statuses: Counter[int] = field(default_factory=Counter)
    broken: list[tuple[str, Request]] = field(default_factory=list)


def fuzz_surface(server: Server, seed: int, count: int, bodies: Sequence[bytes]) -> Outcome:
    """Requests to both ports over one connection each."""
    requests = Requests(seed, bodies)
    outcome = Outcome()
    lines = {port: Line(port) for port in (server.api_port, server.otlp_port)}
    for number in range(count):
        to_otlp = number % 3 == 0
        port = server.otlp_port if to_otlp else server.api_port
        request = requests.make(port, to_otlp=to_otlp)
        outcome.broken.extend((what, request) for what in send(lines[port], request, outcome.statuses))
    for line in lines.values():
        line.close()
    return outcome


def send(line: Line, request: Request, statuses: Counter[int]) -> Iterator[str]:
    """What is wrong with the answer."""
    try:
        sent = line.send(request.wire, request.method, whole=request.whole)
    except TimeoutError:
        yield f"no answer within {LONGEST_S} s"
        return
    statuses[sent.status] += 1
    busy = sent.status == _UNAVAILABLE and any(reason in sent.body for reason in _BUSY)
    if sent.status >= _SERVER_ERROR and not busy:
        yield f"status {sent.status}: {sent.body[:300]!r}"
    if sent.seconds > LONGEST_S:
        yield f"{sent.seconds:.1f} s"
    if b"Traceback" in sent.body:
        yield "a traceback in the answer"
