"""Ingest beside other things: while dashboards are being looked at, and when much is stored already."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.corpus import Corpus
from bench.server import Server
from bench.targets import Target

_DASHBOARDS = 3
_ROUNDS = 3


def measure_beside_dashboards(corpus: Corpus, seconds: float, folder: Path) -> Target:
    """Ingest while three dashboards ask all their questions again and again, against ingest alone; in turns."""
    alone = beside = 0.0
    with Server(folder) as server:
        server.load(corpus, seconds)
        for _ in range(_ROUNDS):
            alone += server.load(corpus, seconds).rate
            with _dashboards(server.api_port):
                beside += server.load(corpus, seconds).rate
    return Target("ingest kept while three dashboards query in a loop", 100 * beside / alone, 85, " %", at_least=True)


def measure_growth(corpus: Corpus, seconds: float, small: Path, large: Path) -> Target:
    """Ingest into a database that has millions of rows, against one that is nearly empty; in turns."""
    few = many = 0.0
    with Server(small) as empty, Server(large) as full:
        for server in (empty, full):
            server.load(corpus, 1)
        for _ in range(_ROUNDS):
            few += empty.load(corpus, seconds).rate
            many += full.load(corpus, seconds).rate
    return Target("ingest with 10 M rows stored / with 100 k", 100 * many / few, 90, " %", at_least=True)


@contextmanager
def _dashboards(port: int) -> Iterator[None]:
    """Processes of their own, as browsers are."""
    command = [sys.executable, "-m", "bench.busy", str(port)]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE) for _ in range(_DASHBOARDS)]
    try:
        yield
    finally:
        for process in processes:
            process.communicate()


def _look(port: int, done: threading.Event) -> None:
    """Asks what the first dashboard asks, without a pause."""
    queries = [
        {"id": name, "name": f"bench.{name}", "breakdown": "model"}
        for name in ("token.usage", "cost.usage", "api.request.count", "lines.changed")
    ]
    series = json.dumps({"from": "now-1h", "queries": queries})
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while not done.is_set():
        for method, path, body in (
            ("POST", "/api/metrics/batch-series", series),
            ("GET", "/api/stats?from=now-1h", None),
            ("GET", "/api/services", None),
            ("GET", "/api/sessions?from=now-1h&limit=50", None),
            ("GET", "/api/traces/recent?limit=10", None),
            ("GET", "/api/logs/series?event=api_request&value=duration_ms&stat=p95&from=now-1h", None),
        ):
            connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
            connection.getresponse().read()
    connection.close()


def main() -> None:
    """One dashboard, until standard input ends."""
    done = threading.Event()
    looking = threading.Thread(target=_look, args=(int(sys.argv[1]), done))
    looking.start()
    sys.stdin.read()
    done.set()
    looking.join()


if __name__ == "__main__":
    main()
