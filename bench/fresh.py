"""`python -m bench.fresh [--records N]`: how quickly questions are answered soon after a load at full speed."""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import tempfile
import time
import urllib.request
from pathlib import Path

from bench.corpus import Corpora, Corpus, corpora
from bench.limits import Yardstick
from bench.server import Server
from bench.targets import Target

_BODIES = 32
_FIRST_S = 2.0
_SOON_S = 10.0
_REPEATS = 7
_TERM = "raretermhere"
_TOKENS = "/api/metrics/series?name=bench.token.usage&from=now-30d"
_QUESTIONS = (
    ("logs, 30 d, rare term", 250, f"/api/logs?from=now-30d&search={_TERM}"),
    ("series, 30 d by 30 min", 50, f"{_TOKENS}&interval=1800"),
    ("tokens by session, 30 d", 50, f"{_TOKENS}&aggregate=true&breakdown=session.id"),
)


def main() -> None:
    """Loads, and prints how long answers take at once, and what became of them ten seconds later."""
    parser = argparse.ArgumentParser(prog="python -m bench.fresh", description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000, help="logs and points each; default a million")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for target in measure_fresh(corpora(_BODIES), Path(folder), options.records):
            print(target.line())


def measure_fresh(made: Corpora, folder: Path, records: int = 1_000_000) -> list[Target]:
    """The times of some questions ten seconds after so many logs and points came in."""
    yardstick = Yardstick(made["traces", "protobuf"])
    with Server(folder) as server:
        _send_rare_term(server)
        for corpus in (made["logs", "protobuf"], made["metrics", "protobuf"]):
            _load(server, corpus, records)
        ended = time.perf_counter()
        while (left_s := _SOON_S - (time.perf_counter() - ended)) > 0:
            told = ", ".join(f"{name} {_time_ms(server, url):.0f} ms" for name, _, url in _QUESTIONS)
            print(f"{_SOON_S - left_s:.1f} s after the load: {told}", flush=True)
            time.sleep(max(0.0, min(2.0, _SOON_S - (time.perf_counter() - ended))))
        return [_ask(server, name, limit_ms, url, yardstick) for name, limit_ms, url in _QUESTIONS]


def _load(server: Server, corpus: Corpus, records: int) -> None:
    """Nearly so many records, in two loads: the first tells how long the second takes."""
    first = server.load(corpus, _FIRST_S)
    rest = server.load(corpus, max(1.0, (records - first.records) / first.rate))
    print(f"{first.records + rest.records} {corpus.signal} at {rest.rate / 1000:.1f} k/s", flush=True)


def _send_rare_term(server: Server) -> None:
    now = str(time.time_ns())
    record = {"timeUnixNano": now, "severityNumber": 9, "body": {"stringValue": f"a {_TERM}"}}
    body = json.dumps({"resourceLogs": [{"scopeLogs": [{"logRecords": [record]}]}]}).encode()
    address = f"http://127.0.0.1:{server.otlp_port}/v1/logs"
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    urllib.request.urlopen(request).close()


def _ask(server: Server, name: str, limit_ms: float, url: str, yardstick: Yardstick) -> Target:
    before = yardstick.speed()
    times = [_time_ms(server, url) for _ in range(_REPEATS)]
    speed = (before + yardstick.speed()) / 2
    title = f"{name}, {_SOON_S:g} s after a load"
    return Target(title, statistics.median(times), limit_ms, " ms", speed=speed)


def _time_ms(server: Server, url: str) -> float:
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", server.api_port, timeout=60)
    connection.request("GET", url)
    answer = connection.getresponse()
    if answer.status != http.client.OK:
        raise SystemExit(f"{url}: {answer.status}")
    answer.read()
    connection.close()
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    main()
