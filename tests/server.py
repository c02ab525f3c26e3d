"""The real server as a child process, on free ports and with a database of its own."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlencode

PROTOBUF = "application/x-protobuf"
JSON = "application/json"
EVER = {"from": "1970-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z"}
"""A range that holds all recorded exports, whenever they were made."""

T = TypeVar("T")

_OF_OTHERS = ("AI_OBSERVER_", "CLAUDE_CONFIG_DIR", "CODEX_HOME", "GEMINI_CLI_HOME", "XDG_CONFIG_HOME")
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
_PORTS = range(12_000 + 2_500 * _WORKER, 14_500 + 2_500 * _WORKER)
"""Each worker's own, below those that systems give to connections: nobody takes one before the server starts."""
_candidates = itertools.islice(itertools.cycle(_PORTS), SystemRandom().randrange(len(_PORTS)), None)
START_TIMEOUT_S = 30
STOP_TIMEOUT_S = 15
REPOSITORY = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; header names are lower-case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as a browser would read it: NaN and infinities are not JSON."""
        return json.loads(self.body, parse_constant=_not_json)


AIOBSERVER = (sys.executable, "-m", "aiobserver")
"""The command, of this checkout."""


class Server:
    """The command with its database in `folder`; starts at once, stops at the end of a `with` block."""

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str] | None = None,
        *,
        arguments: Sequence[str] = (),
        command: Sequence[str] = AIOBSERVER,
        start: bool = True,
    ) -> None:
        self.folder = folder
        self.database = folder / "data" / "observer.duckdb"
        self.api_port, self.otlp_port = free_ports(2)
        self._environment = dict(environment or {})
        self._arguments = tuple(arguments)
        self._command = tuple(command)
        self._process: subprocess.Popen[bytes] | None = None
        if start:
            self.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            status = self.stop()
            assert kind is not None or status == 0, f"exit status {status}:\n{self.log}"

    @property
    def home(self) -> Path:
        """The user's home folder, in which the server looks for transcripts; empty until a test fills it."""
        return self.folder / "home"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the child process: ours, without settings for another server."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OF_OTHERS)}
        own = {
            "HOME": str(self.home),
            "AI_OBSERVER_API_PORT": str(self.api_port),
            "AI_OBSERVER_OTLP_PORT": str(self.otlp_port),
            "AI_OBSERVER_DATABASE_PATH": str(self.database),
        }
        return inherited | own | self._environment

    @property
    def log(self) -> str:
        """What the server printed, from all its starts."""
        return (self.folder / "server.log").read_text(errors="replace")

    @property
    def pid(self) -> int:
        assert self._process is not None, "the server does not run"
        return self._process.pid

    @property
    def memory(self) -> int:
        """Resident bytes."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def start(self) -> None:
        """Returns once both ports answer."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*self._command, *self._arguments],
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_TIMEOUT_S
        while not (healthy(self.api_port) and healthy(self.otlp_port)):
            status = self._process.poll()
            if status is not None or time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"the server did not start (exit status {status}):\n{self.log}")
            time.sleep(0.01)

    def signal(self, number: int) -> None:
        """Sends a signal, waits for nothing."""
        assert self._process is not None, "the server does not run"
        self._process.send_signal(number)

    def wait(self, timeout_s: float = STOP_TIMEOUT_S) -> int:
        """The exit status, once the server has ended."""
        assert self._process is not None, "the server does not run"
        status = self._process.wait(timeout_s)
        self._process = None
        return status

    def stop(self) -> int:
        """SIGTERM; the exit status, 0 when all is well."""
        self.signal(signal.SIGTERM)
        try:
            return self.wait()
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self) -> None:
        """SIGKILL, as a crash would be."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def restart(self) -> None:
        assert self.stop() == 0, self.log
        self.start()

    def api(self, path: str, **parameters: object) -> Any:
        """The JSON of `GET path` on the API port, which has to be 200."""
        query = urlencode({name.rstrip("_"): value for name, value in parameters.items()})
        answer = self.get(f"{path}?{query}" if query else path)
        assert answer.status == 200, (path, parameters, answer)
        return answer.json()

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self.request("GET", path, headers=headers)

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """A request to the API port."""
        return request(self.api_port, method, path, body, headers)

    def post(
        self,
        path: str,
        body: bytes | Iterable[bytes],
        content_type: str | None = PROTOBUF,
        headers: Mapping[str, str] | None = None,
        method: str = "POST",
    ) -> Answer:
        """A request to the OTLP port; an iterable body is sent chunked."""
        sent = ({"Content-Type": content_type} if content_type else {}) | dict(headers or {})
        return request(self.otlp_port, method, path, body, sent)

    def run(self, *arguments: str, timeout_s: float = START_TIMEOUT_S) -> subprocess.CompletedProcess[str]:
        """Runs the command with this server's settings until it ends by itself."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return subprocess.run(
            [*self._command, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )


def request(
    port: int,
    method: str,
    path: str,
    body: bytes | Iterable[bytes] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        return exchange(connection, method, path, body, headers)
    finally:
        connection.close()


def exchange(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes | Iterable[bytes] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """One request on a kept connection; an iterable body is sent chunked."""
    connection.request(method, path, body, dict(headers or {}))
    response = connection.getresponse()
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())


def eventually(ask: Callable[[], T], timeout_s: float = START_TIMEOUT_S) -> T:
    """The first answer that is not empty."""
    deadline = time.monotonic() + timeout_s
    while not (answer := ask()):
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)
    return answer


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on, other ones with each call."""
    return list(itertools.islice(filter(_is_free, _candidates), count))


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def _not_json(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


def healthy(port: int) -> bool:
    """Whether a server answers there."""
    try:
        return request(port, "GET", "/health").status == 200
    except (OSError, http.client.HTTPException):
        return False
