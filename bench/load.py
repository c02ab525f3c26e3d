"""The load: a process of its own that sends ready-made bodies over keep-alive connections and notes each answer's time.

    python -m bench.load PORT PATH CONTENT_TYPE BODIES CONNECTIONS SECONDS

BODIES is a file of pickled bytes; prints one line of JSON.
"""

from __future__ import annotations

import json
import pickle
import socket
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from bench.corpus import Encoding, renewed

_WARM_UP_S = 0.5


@dataclass(slots=True)
class Log:
    """(sent, answered) of each request, in seconds of the monotonic clock; requests that were not answered with 200."""

    answers: list[tuple[float, float]] = field(default_factory=list)
    failures: int = 0


def main() -> None:
    """Sends until the time is over."""
    port, path, content_type, file, connections, seconds = sys.argv[1:]
    bodies: Sequence[bytes] = pickle.loads(Path(file).read_bytes())
    logs = [Log() for _ in range(int(connections))]
    end = time.monotonic() + _WARM_UP_S + float(seconds)
    threads = [
        threading.Thread(
            target=_send, args=(int(port), path, content_type, bodies[index :: len(logs)] or bodies, log, end)
        )
        for index, log in enumerate(logs)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps(_summary(logs, end - float(seconds))))


def _send(port: int, path: str, content_type: str, bodies: Sequence[bytes], log: Log, end: float) -> None:
    encoding: Encoding = "json" if content_type.endswith("json") else "protobuf"
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: {content_type}\r\nContent-Length: "
    number = 0
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while time.monotonic() < end:
            body = renewed(bodies[number % len(bodies)], encoding)
            number += 1
            sent = time.monotonic()
            connection.sendall(f"{head}{len(body)}\r\n\r\n".encode() + body)
            if _succeeded(connection):
                log.answers.append((sent, time.monotonic()))
            else:
                log.failures += 1


def _succeeded(connection: socket.socket) -> bool:
    """Reads one answer."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(65536)
    head, _, body = answer.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    missing = int(lengths[0].split(b":")[1]) - len(body) if lengths else 0
    while missing > 0:
        missing -= len(connection.recv(65536))
    return head.startswith(b"HTTP/1.1 200")


def _summary(logs: Sequence[Log], start: float) -> dict[str, float]:
    answers = sorted((answered, answered - sent) for log in logs for sent, answered in log.answers if answered >= start)
    times = sorted(taken for _, taken in answers)
    moments = [start, *(answered for answered, _ in answers)]
    return {
        "requests": len(answers),
        "seconds": moments[-1] - start,
        "p50_ms": 1000 * times[len(times) // 2],
        "p99_ms": 1000 * times[int(len(times) * 0.99)],
        "worst_ms": 1000 * times[-1],
        "stall_ms": 1000 * max(after - before for before, after in pairwise(moments)),
        "failures": sum(log.failures for log in logs),
        "sent": sum(len(log.answers) for log in logs),
    }


if __name__ == "__main__":
    main()
