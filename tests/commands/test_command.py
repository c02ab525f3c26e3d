"""The command: what it prints, how it refuses, and that a refusal leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aiobserver import __version__
from aiobserver.config import SETTINGS
from tests.server import Server

TOOLS = {
    "claude": ("CLAUDE_CODE_ENABLE_TELEMETRY=1", "http/protobuf"),
    "gemini": ("settings.json", "otlpEndpoint"),
    "codex": ("[otel]", "/v1/logs"),
}


@pytest.fixture
def command(tmp_path: Path) -> Server:
    """A server that is not started, in a folder of its own."""
    return Server(tmp_path / "work", start=False)


def _content(folder: Path) -> dict[str, bytes | None]:
    """All files below a folder with their bytes."""
    return {str(path): path.read_bytes() if path.is_file() else None for path in sorted(folder.rglob("*"))}


def test_version_is_three_lines(command: Server) -> None:
    result = command.run("--version")
    assert result.returncode == 0
    first, second, third = result.stdout.splitlines()
    assert first == f"AI Observer {__version__}"
    assert second.startswith("Git Commit: ")
    assert third.startswith("Build Date: ")
    assert command.run("-v").stdout == result.stdout


def test_help_lists_every_setting(command: Server) -> None:
    result = command.run("--help")
    assert result.returncode == 0
    for setting in SETTINGS:
        assert setting.flag in result.stdout
        assert setting.env in "".join(result.stdout.split())
    assert command.run("-h").stdout == result.stdout


@pytest.mark.parametrize("tool", TOOLS)
def test_setup_prints_the_text_with_the_configured_port(command: Server, tool: str) -> None:
    result = command.run("--setup", tool)
    assert (result.returncode, result.stderr) == (0, "")
    assert f"http://localhost:{command.otlp_port}" in result.stdout
    assert all(part in result.stdout for part in TOOLS[tool])
    assert list(command.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("alias", "tool"), [("claude-code", "claude"), ("gemini-cli", "gemini"), ("codex-cli", "codex")]
)
def test_setup_knows_aliases(command: Server, alias: str, tool: str) -> None:
    assert command.run("-s", alias).stdout == command.run("--setup", tool).stdout != ""


def test_a_flag_beats_the_environment(command: Server) -> None:
    assert "http://localhost:5555" in command.run("--setup", "claude", "--otlp-port", "5555").stdout


def test_setup_of_an_unknown_tool_names_the_known_ones(command: Server) -> None:
    result = command.run("--setup", "nonsense")
    assert (result.returncode, result.stdout) == (1, "")
    assert all(tool in result.stderr for tool in ("nonsense", *TOOLS))


def test_plugins_lists_the_bundled_ones(command: Server) -> None:
    result = command.run("--plugins")
    assert result.returncode == 0
    assert all(tool in result.stdout for tool in TOOLS)
    assert "error" not in result.stdout
    assert "aiobserver_setup_text" in result.stdout


def test_a_disabled_plugin_is_listed_as_off(tmp_path: Path) -> None:
    command = Server(tmp_path, {"AI_OBSERVER_DISABLED_PLUGINS": "codex"}, start=False)
    (line,) = (line for line in command.run("--plugins").stdout.splitlines() if line.startswith("codex"))
    assert "off" in line
    assert command.run("--setup", "codex").returncode == 1


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("AI_OBSERVER_API_PORT", "abc"),
        ("AI_OBSERVER_HOST", "no address"),
        *(  # in one process: tests/test_config.py
            pytest.param(variable, value, marks=pytest.mark.long)
            for variable, value in (
                ("AI_OBSERVER_API_PORT", "0"),
                ("AI_OBSERVER_OTLP_PORT", "70000"),
                ("AI_OBSERVER_OTLP_PORT", "-1"),
                ("AI_OBSERVER_LOG_LEVEL", "LOUD"),
                ("AI_OBSERVER_MAX_BODY_MB", "much"),
                ("AI_OBSERVER_FRONTEND_URL", "localhost"),
            )
        ),
    ],
)
def test_a_bad_value_is_one_line_and_status_2(tmp_path: Path, variable: str, value: str) -> None:
    command = Server(tmp_path, {variable: value}, start=False)
    result = command.run()
    assert (result.returncode, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    assert variable in result.stderr
    assert value in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [("--api-port", "abc"), ("--unknown",), ("unexpected",)], ids=" ".join)
def test_a_bad_argument_is_status_2(command: Server, arguments: tuple[str, ...]) -> None:
    result = command.run(*arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    assert list(command.folder.iterdir()) == []


def _sqlite(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (x)")
    connection.commit()
    connection.close()


UNUSABLE: dict[str, Callable[[Path], object]] = {
    "a directory": Path.mkdir,
    "a SQLite file": _sqlite,
    "a text file": lambda path: path.write_text("these are notes, not a database\n" * 1000),
    "a short file": lambda path: path.write_bytes(b"x"),
    "random bytes": lambda path: path.write_bytes(bytes(range(256)) * 100),
    "a pipe": os.mkfifo,
    "a device": lambda path: path.symlink_to("/dev/null"),
}


LONG = ("a short file", "random bytes", "a device")


@pytest.mark.parametrize(
    "make",
    [pytest.param(make, id=name, marks=pytest.mark.long if name in LONG else ()) for name, make in UNUSABLE.items()],
)
def test_what_is_no_database_is_refused_and_left_alone(tmp_path: Path, make: Callable[[Path], object]) -> None:
    path = tmp_path / "observer.duckdb"
    make(path)
    before = _content(tmp_path)
    result = Server(tmp_path, {"AI_OBSERVER_DATABASE_PATH": str(path)}, start=False).run()
    assert (result.returncode, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    assert "AI_OBSERVER_DATABASE_PATH" in result.stderr or str(path) in result.stderr
    assert _content(tmp_path) == before


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a folder that takes no files")
def test_a_folder_that_takes_no_files_is_one_line_that_says_what_to_change(tmp_path: Path) -> None:
    result = Server(tmp_path, {"AI_OBSERVER_DATABASE_PATH": "/proc/observer.duckdb"}, start=False).run()
    assert (result.returncode, len(result.stderr.splitlines())) == (2, 1)
    assert "AI_OBSERVER_DATABASE_PATH" in result.stderr


def test_a_path_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = Server(tmp_path, {"AI_OBSERVER_DATABASE_PATH": str(tmp_path / "file" / "db")}, start=False).run()
    assert (result.returncode, len(result.stderr.splitlines())) == (2, 1)
    assert (tmp_path / "file").read_text() == "x"


@pytest.fixture
def taken() -> Iterator[int]:
    """A port somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


@pytest.mark.parametrize("variable", ["AI_OBSERVER_API_PORT", "AI_OBSERVER_OTLP_PORT"])
def test_a_port_in_use_is_status_4_and_nothing_is_created(tmp_path: Path, taken: int, variable: str) -> None:
    result = Server(tmp_path, {variable: str(taken)}, start=False).run()
    assert (result.returncode, result.stdout) == (4, "")
    assert len(result.stderr.splitlines()) == 1
    assert str(taken) in result.stderr
    assert variable in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_second_instance_is_status_3_and_the_first_goes_on(tmp_path: Path) -> None:
    with Server(tmp_path / "first") as first:
        settings = {"AI_OBSERVER_DATABASE_PATH": str(first.database)}
        second = Server(tmp_path / "second", settings, start=False)
        result = second.run()
        assert (result.returncode, result.stdout) == (3, "")
        assert len(result.stderr.splitlines()) == 1
        assert str(first.pid) in result.stderr
        assert str(first.api_port) in result.stderr
        assert first.get("/health").status == 200
    second.start()
    assert second.stop() == 0


def test_a_second_instance_through_a_link_is_refused_too(tmp_path: Path) -> None:
    with Server(tmp_path / "first") as first:
        (tmp_path / "link").symlink_to(first.database.parent)
        settings = {"AI_OBSERVER_DATABASE_PATH": str(tmp_path / "link" / first.database.name)}
        assert Server(tmp_path / "second", settings, start=False).run().returncode == 3


@pytest.mark.long  # tests/faults starts many a killed server again
def test_the_lock_of_a_killed_server_is_no_obstacle(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        server.kill()
        server.start()


@pytest.mark.parametrize(
    "number",
    [pytest.param(signal.SIGINT, id="SIGINT"), pytest.param(signal.SIGHUP, id="SIGHUP", marks=pytest.mark.long)],
)
def test_signals_end_it_with_status_0(tmp_path: Path, number: signal.Signals) -> None:
    with Server(tmp_path) as server:
        server.signal(number)
        assert server.wait() == 0
        assert "Traceback" not in server.log
        server.start()


def test_it_says_where_the_dashboard_is_and_its_files_are_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with Server(tmp_path) as server:
            folder = server.database.parent
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir() if path.is_file()}
            assert set(modes.values()) == {0o600}, modes
    finally:
        os.umask(before)
    assert f"http://localhost:{server.api_port}" in server.log
    assert "aiobserver --setup" in server.log
