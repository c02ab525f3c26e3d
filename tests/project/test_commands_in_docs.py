"""Every command in the README and in docs/ is typed here as a reader would type it, against a real server.

What cannot be run here is listed below, with who tries it.
"""

from __future__ import annotations

import hashlib
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from tests.captures.recorded import recordings, replay
from tests.plugins.example import EXAMPLE
from tests.server import REPOSITORY, Server, eventually, request

PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))]
EXECUTABLE = "ai-observer-linux-amd64"
STARTING = ("aiobserver", f"./{EXECUTABLE}")
"""Programs that serve until they are stopped, when nothing is said after them."""
WITHOUT_SERVER = ("aiobserver restore ", "aiobserver doctor --salvage ")
OTHERS_SETTINGS = ("AI_OBSERVER_", "CLAUDE", "CODEX", "GEMINI", "OTEL_", "XDG_", "PIP_")
TOKEN = "a-token-of-a-server-that-has-one"
TIMEOUT_S = 60

TRIED_ELSEWHERE: Mapping[str, tuple[str, str]] = {
    "make run": ("takes minutes on a fresh machine", ".github/workflows/ci.yml: make setup"),
    "make demo": ("as `make run`", "tests/commands/test_demo.py: --demo"),
    "make test": ("runs this test", ".github/workflows/ci.yml: make test"),
    "brew install OWNER/tap/ai-observer": ("needs Homebrew and a release", "tests/project/test_formula.py: formula"),
    "brew services start ai-observer": (
        "needs Homebrew and a release",
        "release/homebrew/ai-observer.rb.in: service do",
    ),
    "uvx aiobserver": ("needs a release", "release/tests/test_distributions.py: uvx"),
    "pipx install aiobserver": ("needs a release", "release/tests/test_distributions.py: pipx"),
    "pip install aiobserver": ("needs a release", "release/tests/test_distributions.py: bare"),
    "docker compose up --detach": ("needs Docker", ".github/workflows/ci.yml: docker compose up --detach"),
    "docker run --detach --name ai-observer --init --read-only --tmpfs /tmp --cap-drop all "
    "--publish 127.0.0.1:8080:8080 --publish 127.0.0.1:4318:4318 --volume ai-observer:/app/data ai-observer": (
        "needs Docker",
        "release/image/run.sh: --read-only",
    ),
    "aiobserver import --home /mnt/laptop/home/me": ("needs that home", 'tests/history/test_import.py: "--home"'),
    "AI_OBSERVER_TOKEN=… aiobserver import --to https://observer.example:8080": (
        "needs that server",
        'tests/history/test_remote.py: "--to"',
    ),
    "SMOKE_COMMAND=bin/ai-observer .venv/bin/python -m pytest tests/smoke": (
        "needs the executable",
        "Makefile: SMOKE_COMMAND=$(abspath bin/ai-observer)",
    ),
}
"""What cannot be run here → (why, file: what stands in it that tries it)."""

STATUS = {("reliability.md", "aiobserver doctor"): 1}
"""(page, command) → the exit status that the page tells of, if it is not 0; here no server answers."""


def blocks(page: Path) -> list[list[str]]:
    """The lines of each block of shell, without comments."""
    found = re.findall(r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)
    texts = [re.sub(r"\s*\\\n\s*", " ", block) for block in found]
    return [[line.split(" #")[0].strip() for line in text.splitlines() if line.strip()] for text in texts]


def starts_a_server(line: str) -> bool:
    words = [word for word in line.split() if not re.fullmatch(r"[A-Z_]+=\S*", word)]
    return len(words) == 1 and words[0] in STARTING


class Reader:
    """Somebody who follows one page on a new machine, with a home, a folder and a server of their own."""

    def __init__(self, page: Path, folder: Path) -> None:
        self._page = page
        self._home = folder / "home"
        self._programs = folder / "programs"
        self._server = Server(folder / "server", start=False)
        self._locked = Server(folder / "locked", {"AI_OBSERVER_TOKEN": TOKEN}, start=False)
        self._second = Server(folder / "second", start=False)
        self._running: list[Server] = []
        self._prepare()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._running:
            server.__exit__(kind, error, trace)

    def follow(self, block: list[str]) -> None:
        """Types the lines of a block, one after the other."""
        server = self._locked if any("AI_OBSERVER_TOKEN" in line for line in block) else self._server
        if any(line.startswith(WITHOUT_SERVER) for line in block):
            self._stop()
        elif any(line.startswith(("aiobserver ", "curl ")) for line in block):
            self._start(server)
        exported = ""
        for line in block:
            if line.startswith("export "):
                exported += f"{line}\n"
            if line in TRIED_ELSEWHERE:
                continue
            if starts_a_server(line):
                self._serve(exported + line)
            else:
                self._run(server, exported, line)

    def _run(self, server: Server, exported: str, line: str) -> None:
        here = line.replace("localhost:8080", f"localhost:{server.api_port}")
        here = here.replace("localhost:4318", f"localhost:{server.otlp_port}")
        ours, theirs = pty.openpty()
        os.write(ours, b"y\n")  # whatever is asked
        try:
            result = subprocess.run(
                ["sh", "-ec", exported + here],
                cwd=self._home,
                env=self._environment(server),
                stdin=theirs,
                capture_output=True,
                text=True,
                timeout=TIMEOUT_S,
                check=False,
            )
        finally:
            os.close(ours)
            os.close(theirs)
        assert result.returncode == STATUS.get((self._page.name, line), 0), (line, result)
        if line.startswith("curl "):
            json.loads(result.stdout)

    def _serve(self, script: str) -> None:
        """Starts a server as told, waits until it answers, and ends it as Ctrl+C does."""
        noted = self._home / "pid"
        process = subprocess.Popen(
            ["sh", "-ec", script],
            cwd=self._home,
            env=self._environment(self._second) | {"NOTE_PID": str(noted)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            eventually(lambda: process.poll() is not None or _answers(self._second))
            os.kill(int(noted.read_text()), signal.SIGINT)
            output, _ = process.communicate(timeout=TIMEOUT_S)
        finally:
            process.kill()
        assert process.returncode == 0, (script, output)
        assert "AI Observer" in output, (script, output)

    def _environment(self, server: Server) -> dict[str, str]:
        kept = {
            name: value
            for name, value in server.environment.items()
            if not name.startswith(OTHERS_SETTINGS) or name in ("AI_OBSERVER_TOKEN", "AI_OBSERVER_DATABASE_PATH")
        }
        ports = {"AI_OBSERVER_API_PORT": str(server.api_port), "AI_OBSERVER_OTLP_PORT": str(server.otlp_port)}
        packages = self._home / "packages"
        return (
            kept
            | ports
            | {
                "HOME": str(self._home),
                "PATH": os.pathsep.join([str(self._programs), "/usr/bin", "/bin"]),
                "PYTHONPATH": os.pathsep.join([str(packages), str(REPOSITORY)]),
                # pip shall neither ask an index nor touch the environment that this test runs in
                "PIP_NO_INDEX": "1",
                "PIP_NO_DEPS": "1",
                "PIP_NO_BUILD_ISOLATION": "0",
                "PIP_TARGET": str(packages),
                "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            }
        )

    def _start(self, server: Server) -> None:
        if server in self._running:
            return
        server.start()
        self._running.append(server)
        if server is self._server:
            replay(server, recordings("claude")[0].requests)

    def _stop(self) -> None:
        if self._server in self._running:
            self._running.remove(self._server)
            assert self._server.stop() == 0, self._server.log

    def _prepare(self) -> None:
        """What the pages take for granted: commands, the executable with its sums, systemd, a plugin's source."""
        self._home.mkdir(parents=True)
        self._programs.mkdir()
        own = self._home / ".venv" / "bin"
        own.mkdir(parents=True)
        command = f'[ -z "$NOTE_PID" ] || echo $$ > "$NOTE_PID"\nexec {sys.executable} -m aiobserver "$@"'
        for path in (self._programs / "aiobserver", own / "aiobserver", self._home / EXECUTABLE):
            _script(path, command)
        for path in (self._programs / "pip", own / "pip"):
            _script(path, f'exec {sys.executable} -m pip "$@"')
        _script(self._programs / "curl", f'exec {shutil.which("curl")} --silent --show-error --fail "$@"')
        _script(self._programs / "systemctl", "exit 0")
        executable = self._home / EXECUTABLE
        executable.chmod(0o644)
        digest = hashlib.sha256(executable.read_bytes()).hexdigest()
        (self._home / "SHA256SUMS").write_text(f"{digest}  {EXECUTABLE}\n{digest}  another-that-is-not-here\n")
        shutil.copytree(EXAMPLE, self._home / "acme-observer", ignore=shutil.ignore_patterns("build", "__pycache__"))


def _script(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def _answers(server: Server) -> bool:
    try:
        return request(server.api_port, "GET", "/health").status == 200
    except OSError:
        return False


def _lines() -> Iterator[str]:
    return (line for page in PAGES for block in blocks(page) for line in block)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, id=page.name, marks=() if page.name in ("README.md", "api.md") else pytest.mark.long)
        for page in PAGES
        if blocks(page)
    ],
)
def test_every_command_of_the_page_works(page: Path, tmp_path: Path) -> None:
    with Reader(page, tmp_path) as reader:
        for block in blocks(page):
            reader.follow(block)


def test_what_is_tried_elsewhere_is_in_the_documents_and_is_tried_there() -> None:
    assert set(TRIED_ELSEWHERE) <= set(_lines())
    for line, (_, where) in TRIED_ELSEWHERE.items():
        file, _, text = where.partition(": ")
        assert text in (REPOSITORY / file).read_text(encoding="utf-8"), line


def test_no_block_of_shell_is_hidden_by_its_indentation() -> None:
    hidden = [page.name for page in PAGES if re.search(r"^[ \t]+```(sh|bash|console)", page.read_text(), re.M)]
    assert hidden == []
