"""`python -m bench.queries [--database FILE]`: times of the REST queries on millions of rows over 30 days."""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from aiobserver.store.duckdb.file.database import Cursor, Database
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.duckdb.write.part import Index, LogIndexing, MetricRolling, TraceIndexing
from bench.corpus import corpora
from bench.limits import Yardstick
from bench.server import DATABASE, Server
from bench.targets import Target

_DAYS = 30
_DAY_NS = 86_400 * 10**9
_SESSION_NS = 20 * 3600 * 10**9
_SESSION = "abad1deaabad1deaabad1deaabad1dea"
_REPEATS = 9
_SQL = Path(__file__).with_name("sql")


@dataclass(frozen=True, slots=True)
class Question:
    """A request, and how long its answer may take."""

    name: str
    path: str
    limit_ms: float
    given: Mapping[str, str]

    @property
    def url(self) -> str:
        return f"{self.path}?{urlencode(self.given)}"


def main() -> None:
    """Makes the database, unless there is one already, and asks."""
    parser = argparse.ArgumentParser(prog="python -m bench.queries", description=__doc__)
    parser.add_argument("--database", type=Path, metavar="FOLDER", help="keep the database there, use it if it exists")
    parser.add_argument("--rows", type=int, default=5_000_000, help="of each table; default 5 million")
    parser.add_argument("--only", default="", help="ask only what has this in its name")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        folder = options.database or Path(temporary)
        if not (folder / DATABASE).exists():
            folder.mkdir(exist_ok=True)
            fill(folder, options.rows)
        answers = measure_queries(folder, Yardstick(corpora(8)["traces", "protobuf"]), options.only)
        print(f"{sum(target.is_met for target in answers)} of {len(answers)} targets met")


def measure_queries(folder: Path, yardstick: Yardstick, only: str = "") -> list[Target]:
    """Median times of the questions with `only` in their name, of the database in a folder."""
    with Server(folder) as server:
        print(f"start to first answer {server.start_s:.2f} s")
        targets = [_ask(server, question, yardstick) for question in _questions(server) if only in question.name]
        print(f"{server.memory_mb:.0f} MB resident")
    return targets


def fill(folder: Path, rows: int = 5_000_000) -> None:
    """Makes a database of 30 days."""
    path = folder / DATABASE
    started = time.perf_counter()
    database = Database.open(path)
    cursor = database.cursor()
    first = time.time_ns() - _DAYS * _DAY_NS
    a_day = (rows - 200_000) // _DAYS
    for day in range(_DAYS):
        given = {"day": day, "start": first + day * _DAY_NS, "day_ns": _DAY_NS}
        background = a_day // 16
        traces = (a_day - background) // 140
        _insert(cursor, "spans", given | {"traces": traces, "all": traces + background})
        _insert(cursor, "logs", given | {"logs": rows // _DAYS})
        _insert(cursor, "points", given | {"points": rows // _DAYS})
        if day == _DAYS - 2:
            _insert(cursor, "session", {"start": first + (day + 1) * _DAY_NS - _SESSION_NS})
    for step in ("metrics/series_make", "sessions/index_make"):
        cursor.execute(sql(step))
    indexes: tuple[Index[Any], ...] = (TraceIndexing(cursor), MetricRolling(cursor), LogIndexing())
    for index in indexes:
        started_index = time.perf_counter()
        while index.is_due:
            index.took(index.step(cursor), index.rows)
        print(f"{index.name} in {time.perf_counter() - started_index:.0f} s")
    cursor.execute("CHECKPOINT")
    cursor.close()
    database.close()
    print(f"{rows} rows of each signal in {time.perf_counter() - started:.0f} s, {path.stat().st_size / 1e6:.0f} MB")


def _insert(cursor: Cursor, name: str, given: Mapping[str, int]) -> None:
    cursor.execute((_SQL / f"{name}.sql").read_text(encoding="utf-8"), dict(given))


def _questions(server: Server) -> list[Question]:
    day, month = {"from": "now-24h"}, {"from": "now-30d"}
    trace = _get(server, "/api/traces?from=now-20d&to=now-19d&service=claude-code&limit=1")["traces"][0]
    parts = _get(server, f"/api/traces?from=now-3d&service=codex_exec&main=true&limit=1&to={_two_days_ago()}")["traces"]
    session = _get(server, "/api/sessions?from=now-2d&limit=1")["sessions"][0]
    series = {"name": "claude_code.token.usage"}
    cumulative = {"name": "gemini_cli.token.usage"}
    return [
        Question("traces, 24 h", "/api/traces", 50, day),
        Question("traces, 30 d", "/api/traces", 50, month),
        Question("traces, 24 h, main", "/api/traces", 50, day | {"main": "true"}),
        Question("traces, 30 d, main", "/api/traces", 50, month | {"main": "true"}),
        Question("traces, 24 h, of a service", "/api/traces", 50, day | {"service": "claude-code"}),
        Question("traces, 30 d, of a service", "/api/traces", 50, month | {"service": "claude-code"}),
        Question("traces, 30 d, failed", "/api/traces", 50, month | {"status": "ERROR"}),
        Question("traces, 30 d, slow", "/api/traces", 50, month | {"minDuration": "60s"}),
        Question("traces, 24 h, search", "/api/traces", 250, day | {"search": "req_00"}),
        Question("traces, recent", "/api/traces/recent", 50, {}),
        Question("traces, the day of the long session", "/api/traces", 50, {"from": "now-2d", "to": _one_day_ago()}),
        Question("a trace by id", f"/api/traces/{trace['id']}", 20, {}),
        Question("a part of 500 spans of 200 k", f"/api/traces/{parts[0]['id']}", 20, {}),
        Question("stats, all time", "/api/stats", 50, {}),
        Question("stats, 24 h", "/api/stats", 50, day),
        Question("stats, 7 d", "/api/stats", 50, {"from": "now-7d"}),
        Question("services", "/api/services", 50, {}),
        Question("status", "/api/status", 50, {}),
        Question("sessions, 24 h", "/api/sessions", 50, day),
        Question("sessions, 7 d", "/api/sessions", 50, {"from": "now-7d"}),
        Question("sessions, 30 d", "/api/sessions", 50, month),
        Question("a session", f"/api/sessions/{session['sessionId']}", 50, {}),
        Question("metric names", "/api/metrics/names", 50, {}),
        Question("metric points, 24 h", "/api/metrics", 50, day),
        Question("series, delta, 24 h by 1 min", "/api/metrics/series", 50, day | series | {"interval": "60"}),
        Question("series, delta, 30 d by 30 min", "/api/metrics/series", 50, month | series | {"interval": "1800"}),
        Question("series, delta, 30 d, total", "/api/metrics/series", 50, month | series | {"aggregate": "true"}),
        Question("series, cumulative, 24 h by 1 min", "/api/metrics/series", 50, day | cumulative | {"interval": "60"}),
        Question(
            "series, cumulative, 30 d by 30 min", "/api/metrics/series", 50, month | cumulative | {"interval": "1800"}
        ),
        Question("logs, 24 h", "/api/logs", 50, day),
        Question("logs, 30 d", "/api/logs", 50, month),
        Question(
            "logs, 24 h, of a service, failed", "/api/logs", 50, day | {"service": "claude-code", "severity": "ERROR"}
        ),
        Question("logs, 24 h, search", "/api/logs", 50, day | {"search": "raretermhere"}),
        Question("logs, 30 d, rare term", "/api/logs", 250, month | {"search": "raretermhere"}),
        Question("logs, levels, 24 h", "/api/logs/levels", 50, day),
        Question("logs, histogram, 24 h", "/api/logs/histogram", 50, day),
    ]


def _one_day_ago() -> str:
    return "now-24h"


def _two_days_ago() -> str:
    return "now-30h"


def _ask(server: Server, question: Question, yardstick: Yardstick) -> Target:
    times = []
    before = yardstick.speed()
    for _ in range(_REPEATS):
        start = time.perf_counter()
        _get(server, question.url)
        times.append(1000 * (time.perf_counter() - start))
        if sum(times) > 10_000:
            break
    speed = (before + yardstick.speed()) / 2
    target = Target(question.name, statistics.median(times), question.limit_ms, " ms", speed=speed)
    print(target.line(), flush=True)
    return target


def _get(server: Server, url: str) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", server.api_port, timeout=60)
    try:
        connection.request("GET", url)
        response = connection.getresponse()
        text = response.read()
    finally:
        connection.close()
    if response.status != 200:
        print(f"  {url}: {response.status} {text[:100]!r}")
    return json.loads(text)


if __name__ == "__main__":
    main()
