"""`python -m bench.history [--megabytes N] [--home DIR]`: an import beside ccusage, if that is installed, in one run.

Figures of `aiobserver import` into a new database without a server and through a server, of a second import, of a
report, and of ingest while an import runs. `--home` takes a history that exists; without it one is made up.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.corpus import corpora
from bench.server import DATABASE, Server

_MODELS = ("claude-opus-4-5-20251101", "claude-sonnet-4-5-20250929", "claude-haiku-4-5-20251001")
_BEGIN = datetime(2026, 6, 1, tzinfo=UTC)
_DAYS = 178
_PROJECTS = 37
_TURNS = 30
_ANSWERS = 12
_INGEST_S = 5


def main() -> None:
    """Makes a history, imports it, and prints a line per figure."""
    parser = argparse.ArgumentParser(prog="python -m bench.history", description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1000, help="of transcripts to make up; default 1000")
    parser.add_argument("--home", type=Path, help="home folder with a history of Claude Code")
    parser.add_argument("--ccusage", default=shutil.which("ccusage"), help="program to compare with (20.0.24)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        folder = Path(temporary)
        home = options.home or folder / "home"
        if options.home is None:
            make_history(home, options.megabytes * 10**6)
        for name, figure in figures(folder, home.resolve(), options.ccusage):
            print(f"{name:<58} {figure}", flush=True)


def figures(folder: Path, home: Path, ccusage: str | None) -> Iterator[tuple[str, str]]:
    """(what was measured, figure)"""
    reference_s, totals = _ccusage(ccusage, home) if ccusage else (None, {})
    if reference_s is not None:
        yield "ccusage, a report", f"{reference_s:.2f} s"
    alone_s = _import(home, folder / "alone.duckdb")
    yield "import into a new database", _beside(alone_s, reference_s)
    yield "memory of the processes, at most", f"{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000:.0f} MB"
    yield "second import of unchanged files", f"{_import(home, folder / 'alone.duckdb'):.2f} s"
    with Server(folder) as server:
        began_s = time.perf_counter()
        through_s = _import(home, folder / DATABASE)
        yield "import through a running server", _beside(through_s, reference_s)
        yield "memory of the server", f"{server.memory_mb:.0f} MB after {time.perf_counter() - began_s:.1f} s"
        report_s, answer = min(_report(server) for _ in range(5))
        yield "report by day and model", _beside(report_s, reference_s, digits=3)
        found = json.loads(answer)["total"]
        yield "calls, tokens, cost", f"{found['calls']}, {found['tokens']['total']}, {found['cost']:.2f} USD"
        if totals:
            yield "tokens, cost by ccusage", f"{totals['totalTokens']}, {totals['totalCost']:.2f} USD"
    yield from _ingest(folder, home)


def make_history(home: Path, size: int, seed: int = 7) -> None:
    """Transcripts in the shape of Claude Code's: an answer in two lines, of which the first has an unfinished count."""
    chance = random.Random(seed)
    words = ["".join(chance.choices("abcdefghijklmnop", k=chance.randint(2, 9))) for _ in range(5000)]
    written = number = 0
    while written < size:
        project = f"project-{number % _PROJECTS}"
        session = str(uuid.UUID(int=chance.getrandbits(128), version=4))
        path = home / ".claude" / "projects" / f"-home-dev-{project}" / f"{session}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = _session(chance, words, session, project)
        text = "\n".join(json.dumps(line, separators=(",", ":")) for line in lines) + "\n"
        path.write_text(text, encoding="utf-8")
        written, number = written + len(text), number + 1


def _session(chance: random.Random, words: list[str], session: str, project: str) -> Iterator[Mapping[str, Any]]:
    moment = _BEGIN + timedelta(minutes=chance.randint(0, _DAYS * 24 * 60))
    model = chance.choice(_MODELS)
    common = {"sessionId": session, "cwd": f"/home/dev/{project}", "gitBranch": "main", "version": "2.1.332"}

    def line(kind: str, message: Mapping[str, Any], **more: Any) -> Mapping[str, Any]:
        nonlocal moment
        moment += timedelta(seconds=chance.randint(1, 20))
        told = {"type": kind, "message": message, "uuid": _identity(chance), "timestamp": moment.isoformat()}
        return common | told | {"isSidechain": False, "userType": "external"} | more

    for _ in range(chance.randint(1, _TURNS)):
        text = " ".join(chance.choices(words, k=40))
        yield line("user", {"role": "user", "content": text}, promptId=_identity(chance))
        for _ in range(chance.randint(1, _ANSWERS)):
            answer, tool = _identity(chance), f"toolu_{_identity(chance)}"
            said = {"role": "assistant", "id": f"msg_{answer}", "model": model, "type": "message"}
            usage = _usage(chance)
            spoken = {"type": "text", "text": " ".join(chance.choices(words, k=60))}
            used = {"type": "tool_use", "id": tool, "name": "Bash", "input": {"command": "make test"}}
            request = {"requestId": f"req_{answer}"}
            first = said | {"content": [spoken], "usage": usage | {"output_tokens": 1}, "stop_reason": None}
            yield line("assistant", first, **request)
            yield line("assistant", said | {"content": [used], "usage": usage, "stop_reason": "tool_use"}, **request)
            output = " ".join(chance.choices(words, k=chance.randint(10, 1500)))
            result = {"type": "tool_result", "tool_use_id": tool, "content": output}
            yield line("user", {"role": "user", "content": [result]}, toolUseResult={"stdout": output, "stderr": ""})


def _usage(chance: random.Random) -> dict[str, Any]:
    short, long = chance.randint(0, 3000), chance.randint(0, 3000)
    return {
        "input_tokens": chance.randint(1, 3000),
        "output_tokens": chance.randint(2, 4000),
        "cache_read_input_tokens": chance.randint(0, 120_000),
        "cache_creation_input_tokens": short + long,
        "cache_creation": {"ephemeral_5m_input_tokens": short, "ephemeral_1h_input_tokens": long},
        "service_tier": "standard",
    }


def _identity(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def _import(home: Path, database: Path) -> float:
    """Seconds."""
    environment = os.environ | {"AI_OBSERVER_DATABASE_PATH": str(database), "AI_OBSERVER_LOG_LEVEL": "WARN"}
    command = [sys.executable, "-m", "aiobserver", "import", "claude", "--home", str(home), "--yes"]
    begin = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def _ccusage(program: str, home: Path) -> tuple[float, Mapping[str, Any]]:
    """(seconds of the better of two runs, totals)"""
    best_s, totals = float("inf"), {}
    for _ in range(2):
        begin = time.perf_counter()
        environment = os.environ | {"HOME": str(home)}
        command = [program, "daily", "--json", "--offline"]
        done = subprocess.run(command, env=environment, check=True, capture_output=True)
        best_s = min(best_s, time.perf_counter() - begin)
        totals = json.loads(done.stdout)["totals"]
    return best_s, totals


def _report(server: Server) -> tuple[float, bytes]:
    begin = time.perf_counter()
    with urllib.request.urlopen(f"http://127.0.0.1:{server.api_port}/api/ledger?group=day,model") as answer:
        content: bytes = answer.read()
    return time.perf_counter() - begin, content


def _ingest(folder: Path, home: Path) -> Iterator[tuple[str, str]]:
    """Rate of telemetry alone and while an import runs."""
    corpus = corpora(8)["logs", "protobuf"]
    fresh = folder / "busy"
    fresh.mkdir()
    with Server(fresh) as server:
        server.load(corpus, 1)
        alone = server.load(corpus, _INGEST_S).rate
        environment = os.environ | {"AI_OBSERVER_DATABASE_PATH": str(fresh / DATABASE)}
        command = [sys.executable, "-m", "aiobserver", "import", "claude", "--home", str(home), "--yes"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as importing:
            time.sleep(2)
            beside = server.load(corpus, _INGEST_S).rate
            is_running = importing.poll() is None
            importing.wait()
    told = f"{beside / alone:.0%} of {alone:.0f} records/s"
    yield "ingest while an import runs", told if is_running else f"{told} (the import ended before)"


def _beside(seconds: float, reference_s: float | None, digits: int = 2) -> str:
    told = f"{seconds:.{digits}f} s"
    return f"{told}, {seconds / reference_s:.2f} × ccusage" if reference_s else told


if __name__ == "__main__":
    main()
