"""`python -m bench [--quick]`: measures, prints rates and a table of the targets; exits with 0 whatever it finds."""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.busy import measure_beside_dashboards, measure_growth
from bench.corpus import RECORDS, Corpora, Corpus, Encoding, Signal, corpora
from bench.fresh import measure_fresh
from bench.limits import REFERENCE_RATE, Yardstick, decode_only, decode_to_rows, insert_only
from bench.queries import fill, measure_queries
from bench.server import Result, Server
from bench.targets import Target, write_table

_MILLION = 1_000_000
_STARTS = 3
_RUNS = 3
_AROUND_S = 1


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure, in seconds; how many bodies to make."""

    step_s: float
    load_s: float
    bodies: int
    fill: bool
    """Whether to fill the database with a million spans."""


def main() -> None:
    """Measures everything on one database per question."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="about 20 seconds, and less exact")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/performance.md")
    options = parser.parse_args()
    effort = Effort(0.7, 2, 32, fill=False) if options.quick else Effort(3, 8, 64, fill=True)
    started = time.perf_counter()
    made = corpora(effort.bodies)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        limits = _limits(made, effort, Path(folder))
        targets = _served(made, effort, Path(folder), limits)
        if effort.fill:
            targets += measure_fresh(made, _folder(Path(folder) / "fresh"))
            targets += _filled_up(made["traces", "protobuf"], effort, Path(folder))
    print()
    for target in targets:
        print(target.line())
    if options.write:
        write_table(targets)
    print(f"\n{time.perf_counter() - started:.0f} s; compare ratios of one run only, rates depend on machine and load")


def _limits(made: Corpora, effort: Effort, folder: Path) -> dict[str, float]:
    spans = made["traces", "protobuf"]
    print(f"{RECORDS} records a request, {len(spans.bodies[0]) // 1000} KB as protobuf")
    limits = {
        "decode to rows, protobuf": decode_to_rows(spans, effort.step_s),
        "decode to rows, JSON": decode_to_rows(made["traces", "json"], effort.step_s),
        "DuckDB insert only, same rows": insert_only(spans, effort.step_s, folder),
    }
    for name, rate in limits.items():
        _print_rate(name, rate)
    return limits


def _served(made: Corpora, effort: Effort, folder: Path, limits: Mapping[str, float]) -> list[Target]:
    speed = Yardstick(made["traces", "protobuf"]).speed()
    starts = [_start(folder / f"start-{number}") for number in range(_STARTS)]
    start = Target("start to first answer", statistics.median(seconds for seconds, _ in starts), 0.6, " s", speed=speed)
    spans, decode = _spans(made["traces", "protobuf"], effort, folder)
    speed = decode / REFERENCE_RATE
    runs: dict[tuple[Signal, Encoding], Result] = {("traces", "protobuf"): spans}
    for (signal, encoding), corpus in made.items():
        if (signal, encoding) not in runs:
            with Server(_folder(folder / f"{signal}-{encoding}")) as server:
                runs[signal, encoding] = server.load(corpus, effort.load_s)
                _print_run(f"end to end, {signal}, {encoding}", runs[signal, encoding])
    filled_mb = _filled(made["traces", "protobuf"], effort, folder / "filled")
    insert = limits["DuckDB insert only, same rows"]
    return [
        Target("spans end to end / decode only", 100 * spans.rate / decode, 3, " %", at_least=True),
        Target("spans end to end / insert only", 100 * spans.rate / insert, 20, " %", at_least=True),
        Target("logs / spans", 100 * runs["logs", "protobuf"].rate / spans.rate, 100, " %", at_least=True),
        Target("metric points / spans", 100 * runs["metrics", "protobuf"].rate / spans.rate, 100, " %", at_least=True),
        Target("JSON / protobuf, end to end", 100 * runs["traces", "json"].rate / spans.rate, 60, " %", at_least=True),
        Target("p99 of the ack at 8 connections", spans.p99_ms, 250, " ms", speed=speed),
        Target("worst stall (longest time between two acks)", spans.stall_ms, 300, " ms", speed=speed),
        Target("requests not answered with 200", sum(run.failures for run in runs.values()), 0, ""),
        start,
        Target("resident memory, idle", statistics.median(memory for _, memory in starts), 120, " MB"),
        *([Target("resident memory after 1 M spans", filled_mb, 400, " MB")] if filled_mb else []),
    ]


def _spans(corpus: Corpus, effort: Effort, folder: Path) -> tuple[Result, float]:
    """The median of some runs, by its ratio to what the protobuf library alone decodes; and that rate around it."""
    runs: list[tuple[Result, float]] = []
    for number in range(_RUNS):
        before = decode_only(corpus, _AROUND_S)
        with Server(_folder(folder / f"spans-{number}")) as server:
            result = server.load(corpus, effort.load_s)
        decode = (before + decode_only(corpus, _AROUND_S)) / 2
        _print_rate("decode only (protobuf library)", decode)
        _print_run("end to end, traces, protobuf", result)
        runs.append((result, decode))
    return sorted(runs, key=lambda run: run[0].rate / run[1])[_RUNS // 2]


def _filled_up(corpus: Corpus, effort: Effort, folder: Path) -> list[Target]:
    """What is measured with 5 million rows in each table."""
    beside = measure_beside_dashboards(corpus, effort.load_s, _folder(folder / "beside"))
    large = _folder(folder / "large")
    fill(large)
    answers = measure_queries(large, Yardstick(corpus))
    growth = measure_growth(corpus, effort.load_s, _folder(folder / "small"), large)
    return [beside, growth, *answers]


def _start(folder: Path) -> tuple[float, float]:
    """(seconds to the first answer, resident MB a little later)."""
    with Server(_folder(folder)) as server:
        time.sleep(0.5)
        return server.start_s, server.memory_mb


def _filled(corpus: Corpus, effort: Effort, folder: Path) -> float | None:
    """Resident MB with a million spans stored."""
    if not effort.fill:
        return None
    records = 0
    with Server(_folder(folder)) as server:
        while records < _MILLION:
            records += server.load(corpus, effort.load_s).records
        return server.memory_mb


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _print_rate(name: str, rate: float) -> None:
    print(f"{name:<40} {rate / 1000:>8.1f} k/s")


def _print_run(name: str, run: Result) -> None:
    _print_rate(name, run.rate)
    times = {"p50": run.p50_ms, "p99": run.p99_ms, "longest": run.worst_ms, "longest pause": run.stall_ms}
    print(f"{'':<40} ack: {', '.join(f'{name} {time_ms:.0f} ms' for name, time_ms in times.items())}")


if __name__ == "__main__":
    main()
