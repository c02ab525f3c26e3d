"""`aiobserver doctor` tells what a tool is, where it sends, what decides that, and what arrived."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server import JSON, Server

TOKEN = "a-token/of+some-24-signs"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a `gemini` on the PATH that tells its version, and a `claude` that fails."""
    programs = tmp_path / "home" / "bin"
    programs.mkdir(parents=True)
    for name, script in {"gemini": "echo 0.61.0", "claude": "exit 3"}.items():
        (programs / name).write_text(f"#!/bin/sh\n{script}\n")
        (programs / name).chmod(0o755)
    return programs.parent


def _settings(home: Path) -> dict[str, str]:
    return {"HOME": str(home), "PATH": f"{home / 'bin'}:/usr/bin:/bin"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("running")
    with Server(folder / "work", _settings(folder / "home")) as server:
        yield server


@pytest.fixture
def server(running: Server, home: Path, tmp_path: Path) -> Server:
    """The server that all share, asked from a home of one's own."""
    here = Server(tmp_path / "work", _settings(home), start=False)
    here.api_port, here.otlp_port, here.database = running.api_port, running.otlp_port, running.database
    return here


def send(server: Server, service: str) -> None:
    name = {"key": "service.name", "value": {"stringValue": service}}
    record = {"timeUnixNano": "1", "body": {"stringValue": "x"}}
    body = {"resourceLogs": [{"resource": {"attributes": [name]}, "scopeLogs": [{"logRecords": [record]}]}]}
    assert server.post("/v1/logs", json.dumps(body).encode(), JSON).status == 200


def test_a_connected_tool_is_in_order(server: Server) -> None:
    assert server.run("--setup", "gemini", "--apply", "--yes").returncode == 0
    send(server, "gemini-cli")
    result = server.run("doctor", "gemini")
    assert (result.returncode, result.stderr) == (0, "")
    lines = [line.strip() for line in result.stdout.splitlines()]
    assert f"ok       OTLP port {server.otlp_port} answers" in lines
    assert f"ok       dashboard port {server.api_port} answers" in lines
    assert any(line.startswith("ok       version 0.61.0 (") for line in lines)
    endpoint = f"endpoint: http://localhost:{server.otlp_port} (telemetry.otlpEndpoint in ~/.gemini/settings.json)"
    assert f"ok       {endpoint}" in lines
    assert "note     prompt text: false (telemetry.logPrompts in ~/.gemini/settings.json)" in lines
    assert any(line.startswith("ok       last logs ") and line.endswith(" ago") for line in lines)
    assert "note     no traces so far" in lines
    assert "Codex CLI" not in lines


def test_gemini_without_a_protocol_is_told_about_grpc(server: Server, home: Path) -> None:
    settings = home / ".gemini" / "settings.json"
    settings.parent.mkdir()
    endpoint = f"http://127.0.0.1:{server.otlp_port}"
    settings.write_text(json.dumps({"telemetry": {"enabled": True, "otlpEndpoint": endpoint}}))
    result = server.run("doctor", "gemini")
    assert result.returncode == 1
    (problem,) = (line for line in result.stdout.splitlines() if "problem" in line)
    assert "protocol is grpc (the tool's default), not http" in problem
    assert "gRPC (port 4317), which is not supported" in problem


def test_prompts_sent_by_default_are_told(server: Server, home: Path) -> None:
    settings = home / ".gemini" / "settings.json"
    settings.parent.mkdir()
    settings.write_text('{"telemetry": {"enabled": true}}')
    told = server.run("doctor", "gemini").stdout
    assert "prompt text: true (the tool's default): logPrompts is true by default" in told


@pytest.mark.parametrize(
    ("tool", "name", "wins"),
    [("gemini", "OTEL_EXPORTER_OTLP_ENDPOINT", True), ("claude", "OTEL_EXPORTER_OTLP_ENDPOINT", False)],
)
def test_a_variable_beats_the_file_of_one_tool_and_loses_to_that_of_another(
    server: Server, home: Path, tmp_path: Path, tool: str, name: str, wins: bool
) -> None:
    assert server.run("--setup", tool, "--apply", "--yes").returncode == 0
    shell = Server(tmp_path / "shell", server.environment | {name: "http://other.example:4318"}, start=False)
    result = shell.run("doctor", tool)
    assert result.returncode == int(wins)
    assert (f"http://other.example:4318 (environment variable {name})" in result.stdout) == wins


def test_a_broken_file_is_a_problem(server: Server, home: Path) -> None:
    settings = home / ".codex" / "config.toml"
    settings.parent.mkdir()
    settings.write_text("[otel\n")
    result = server.run("doctor", "codex")
    assert result.returncode == 1
    assert f"problem  {settings} cannot be parsed" in result.stdout


def test_a_tool_that_is_not_there_is_no_problem(server: Server) -> None:
    result = server.run("doctor")
    assert result.returncode == 0
    assert "codex is not on the PATH" in result.stdout
    assert "not configured; connect it: aiobserver --setup codex --apply" in result.stdout
    assert "version unknown" in result.stdout
    assert [line for line in result.stdout.splitlines() if not line.startswith(" ")] == [
        "Server",
        f"Database {server.database}",
        "History",
        "Claude Code",
        "Codex CLI",
        "Gemini CLI",
    ]


def test_a_server_that_does_not_run_is_a_problem(tmp_path: Path) -> None:
    command = Server(tmp_path, {"HOME": str(tmp_path)}, start=False)
    result = command.run("doctor", "codex")
    assert result.returncode == 1
    assert f"OTLP port {command.otlp_port} does not answer: start the server" in result.stdout
    assert "received data unknown: the server does not answer" in result.stdout


@pytest.mark.parametrize(
    "tool", ["claude", *(pytest.param(tool, marks=pytest.mark.long) for tool in ("gemini", "codex"))]
)
def test_a_tool_without_the_token_of_the_server_is_a_problem(home: Path, tmp_path: Path, tool: str) -> None:
    with Server(tmp_path / "work", {"HOME": str(home), "AI_OBSERVER_TOKEN": TOKEN}) as server:
        without = Server(tmp_path / "shell", server.environment | {"AI_OBSERVER_TOKEN": ""}, start=False)
        without.folder.mkdir()
        assert without.run("--setup", tool, "--apply", "--yes").returncode == 0
        assert "received data unknown: the server requires a token" in without.run("doctor", tool).stdout
        told = server.run("doctor", tool)
        assert told.returncode == 1
        assert "authorization is not set (the tool's default), not the token of this server" in told.stdout
        shown = server.run("--setup", tool, "--apply", "--yes")
        assert shown.returncode == 0
        told = server.run("doctor", tool)
        assert told.returncode == 0, told.stdout
        assert "authorization: set (" in told.stdout
        assert "no logs so far" in told.stdout
    assert TOKEN not in shown.stdout + shown.stderr + told.stdout + told.stderr


def test_who_is_refused_is_told_with_the_remedy(home: Path, tmp_path: Path) -> None:
    with Server(tmp_path / "work", _settings(home)) as server:
        for _ in range(2):
            server.post("/v1/logs/v1/logs", b"", headers={"User-Agent": "my-exporter/1.0"})
        result = server.run("doctor")
    assert result.returncode == 1
    assert "Refused senders" in result.stdout
    (problem,) = (line for line in result.stdout.splitlines() if "problem" in line)
    assert "my-exporter/1.0 at /v1/logs/v1/logs: unknown path (2 times, last " in problem
    assert problem.endswith(f"set OTEL_EXPORTER_OTLP_ENDPOINT to http://localhost:{server.otlp_port}")


def test_another_program_on_the_port_is_told(tmp_path: Path) -> None:
    command = Server(tmp_path, {"HOME": str(tmp_path)}, start=False)
    with socket.create_server(("127.0.0.1", command.otlp_port)) as other:
        thread = threading.Thread(target=_not_found, args=(other,))
        thread.start()
        result = command.run("doctor", "codex")
        thread.join()
    assert f"OTLP port {command.otlp_port} is used by another program" in result.stdout
    assert "AI_OBSERVER_OTLP_PORT" in result.stdout


def test_an_unknown_tool_is_status_1(tmp_path: Path) -> None:
    result = Server(tmp_path, start=False).run("doctor", "nobody")
    assert (result.returncode, result.stdout) == (1, "")
    assert "supported: claude, codex, gemini" in result.stderr


def _not_found(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
