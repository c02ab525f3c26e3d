"""The server under measurement: started as a user would, loaded by another process."""

from __future__ import annotations

import json
import os
import pickle
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.corpus import RECORDS, Corpus

_CONNECTIONS = 8
DATABASE = "bench.duckdb"


@dataclass(frozen=True, slots=True)
class Result:
    """One run of load; times in milliseconds."""

    rate: float
    """Records per second that were committed and acknowledged."""
    records: int
    p50_ms: float
    p99_ms: float
    worst_ms: float
    stall_ms: float
    failures: int


class Server:
    """`python -m aiobserver` on free ports with a new database in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.api_port, self.otlp_port = _free_ports()
        environment = os.environ | {
            "AI_OBSERVER_API_PORT": str(self.api_port),
            "AI_OBSERVER_OTLP_PORT": str(self.otlp_port),
            "AI_OBSERVER_DATABASE_PATH": str(folder / DATABASE),
            "AI_OBSERVER_LOG_LEVEL": "WARN",
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # as for users: modules are compiled once, not at every start
        start = time.perf_counter()
        with (folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "aiobserver"], env=environment, stdout=log, stderr=log
            )
        self._wait()
        self.start_s = time.perf_counter() - start
        """Seconds from the command to the first answer."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(30)

    @property
    def memory_mb(self) -> float:
        """Resident memory."""
        pages = int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def load(self, corpus: Corpus, seconds: float) -> Result:
        """Sends different bodies over 8 connections for some seconds."""
        bodies = self._folder / f"{corpus.signal}-{corpus.encoding}.pickle"
        bodies.write_bytes(pickle.dumps(corpus.bodies))
        arguments = [self.otlp_port, f"/v1/{corpus.signal}", corpus.content_type, bodies, _CONNECTIONS, seconds]
        command = [sys.executable, "-m", "bench.load", *map(str, arguments)]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        return Result(
            rate=found["requests"] * RECORDS / found["seconds"],
            records=found["sent"] * RECORDS,
            p50_ms=found["p50_ms"],
            p99_ms=found["p99_ms"],
            worst_ms=found["worst_ms"],
            stall_ms=found["stall_ms"],
            failures=found["failures"],
        )

    def _wait(self) -> None:
        while self._process.poll() is None:
            try:
                for port in (self.api_port, self.otlp_port):
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1).close()
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.005)
            else:
                return
        raise SystemExit(f"the server did not start:\n{(self._folder / 'server.log').read_text()}")


def _free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        return one.getsockname()[1], other.getsockname()[1]
