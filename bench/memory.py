"""`python -m bench.memory [--millions N] [--direct]`: memory while mixed records fill a database, and starts on it.

A third each are spans, logs and points. Each span and log has a session of its own, each ten points make a new series.
"""

from __future__ import annotations

import argparse
import http.client
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from bench import direct
from bench.corpus import Corpus, Signal, sessions_apart
from bench.server import Server

_MILLION = 1_000_000
_CHUNK_S = 3
_BODIES = 32
_BODIES_DIRECT = 3
"""Their rows stay in the memory that is measured."""
_STARTS = 5
_REST_S = 30
_SERIES = "name=bench.token.usage&from=now-30d"
_QUERIES = (
    "/api/traces?from=now-24h",
    "/api/traces?from=now-30d",
    "/api/traces?from=now-24h&search=req_00",
    "/api/stats",
    "/api/stats?from=now-24h",
    "/api/services",
    "/api/sessions?from=now-24h",
    "/api/sessions?from=now-30d",
    "/api/metrics/names",
    f"/api/metrics/series?{_SERIES}&interval=1800",
    f"/api/metrics/series?{_SERIES}&interval=1800&breakdown=model",
    f"/api/metrics/series?{_SERIES}&aggregate=true",
    "/api/metrics/series?name=gemini_cli.token.usage&from=now-30d&interval=1800",
    "/api/logs?from=now-30d",
    "/api/logs?from=now-30d&search=raretermhere",
    "/api/logs/levels?from=now-24h",
    "/api/logs/histogram?from=now-24h",
)


def main() -> None:
    """Fills, asks, and starts in turns on the filled database and on an empty one."""
    parser = argparse.ArgumentParser(prog="python -m bench.memory", description=__doc__)
    parser.add_argument("--millions", type=int, default=10, help="of records; default 10")
    parser.add_argument("--direct", action="store_true", help="fill through the writer alone, in this process; quicker")
    parser.add_argument("--database", type=Path, metavar="FOLDER", help="keep the database there, fill on")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        folder = options.database or Path(temporary) / "filled"
        empty = Path(temporary) / "empty"
        for made in (folder, empty):
            made.mkdir(exist_ok=True)
        records = options.millions * _MILLION
        made_up = sessions_apart(_BODIES_DIRECT if options.direct else _BODIES)
        if options.direct:
            direct.fill(folder, made_up, records, _tell_each_million())
        with Server(folder) as server:
            if not options.direct:
                _fill(server, made_up, records)
            time.sleep(_REST_S)
            print(f"{_REST_S} s later: {server.memory_mb:.0f} MB", flush=True)
            for url in _QUERIES:
                _ask(server, url)
        _start_in_turns(folder, empty)


def _fill(server: Server, corpora: Mapping[Signal, Corpus], wanted: int) -> None:
    """Sends each signal in turns, the one that is behind first."""
    sent: dict[Signal, int] = dict.fromkeys(corpora, 0)
    began = time.perf_counter()
    told = 0
    while told * _MILLION < wanted:
        signal = min(sent, key=lambda signal: sent[signal])
        result = server.load(corpora[signal], _CHUNK_S)
        sent[signal] += result.records
        if sum(sent.values()) // _MILLION > told:
            told = sum(sent.values()) // _MILLION
            taken = time.perf_counter() - began
            print(
                f"{told} M records after {taken:.0f} s: {server.memory_mb:.0f} MB; {signal}: {_told(result)}",
                flush=True,
            )


def _tell_each_million() -> Callable[[int, float], None]:
    told = 0

    def tell(records: int, seconds: float) -> None:
        nonlocal told
        if records // _MILLION > told:
            told = records // _MILLION
            print(f"{told} M records after {seconds:.0f} s: {direct.resident_mb():.0f} MB", flush=True)

    return tell


def _told(result: object) -> str:
    return f"{result.rate / 1000:.1f} k/s, longest pause {result.stall_ms:.0f} ms"  # type: ignore[attr-defined]


def _ask(server: Server, url: str) -> None:
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", server.api_port, timeout=30)
    connection.request("GET", url)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    took_ms = 1000 * (time.perf_counter() - began)
    print(f"{server.memory_mb:>5.0f} MB after {url}: {answer.status} in {took_ms:.0f} ms", flush=True)


def _start_in_turns(filled: Path, empty: Path) -> None:
    """The quickest of some starts on each database."""
    with Server(empty):
        pass
    starts: dict[str, list[tuple[float, float]]] = {"filled": [], "empty": []}
    for _ in range(_STARTS):
        for name, folder in (("empty", empty), ("filled", filled)):
            with Server(folder) as server:
                time.sleep(1)
                starts[name].append((server.start_s, server.memory_mb))
    for name, found in starts.items():
        told = ", ".join(f"{seconds:.2f} s {memory:.0f} MB" for seconds, memory in found)
        print(f"start on the {name} database: {min(found)[0]:.3f} s at best ({told})")


if __name__ == "__main__":
    main()
