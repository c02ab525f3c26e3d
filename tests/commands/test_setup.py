"""`--setup TOOL --apply` and `--remove` as a user runs them."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.server import REPOSITORY, Server

SETTINGS = '{\n  "model": "opus" // mine\n}\n'


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """Claude's settings in a home of their own."""
    path = tmp_path / "home" / ".claude" / "settings.json"
    path.parent.mkdir(parents=True)
    path.write_text(SETTINGS)
    return path


@pytest.fixture
def command(tmp_path: Path, settings: Path) -> Server:
    return Server(tmp_path / "work", {"HOME": str(settings.parents[1])}, start=False)


def answer(command: Server, text: str, *arguments: str) -> tuple[int, str]:
    """Runs the command in a terminal in which a person answers; exit status, and what is to be seen."""
    command.folder.mkdir(exist_ok=True)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "aiobserver", *arguments],
        cwd=command.folder,
        env=command.environment,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    os.write(ours, text.encode())
    output = process.communicate(timeout=60)[0]
    os.close(ours)
    os.close(theirs)
    return process.returncode, output.decode()


def test_it_shows_the_difference_and_asks(command: Server, settings: Path) -> None:
    status, seen = answer(command, "y\n", "--setup", "claude", "--apply")
    assert status == 0
    assert '+    "CLAUDE_CODE_ENABLE_TELEMETRY": "1"' in seen
    assert "Apply these changes? [y/N]" in seen
    assert f"http://localhost:{command.otlp_port}" in settings.read_text()
    status, seen = answer(command, "y\n", "--setup", "claude", "--remove")
    assert status == 0
    assert settings.read_text() == SETTINGS
    assert list(settings.parent.iterdir()) == [settings]


@pytest.mark.parametrize("text", ["n\n", "\n", "\x04"], ids=["no", "nothing", "end"])
def test_without_a_yes_nothing_is_changed(command: Server, settings: Path, text: str) -> None:
    status, _ = answer(command, text, "--setup", "claude", "--apply")
    assert status != 0
    assert settings.read_text() == SETTINGS
    assert list(settings.parent.iterdir()) == [settings]


def test_without_a_terminal_it_shows_the_difference_and_refuses(command: Server, settings: Path) -> None:
    result = command.run("--setup", "claude", "--apply")
    assert result.returncode == 1
    assert "+++ " in result.stdout
    assert result.stderr == ("aiobserver: nothing changed: no terminal to confirm on; use --yes to skip the question\n")
    assert list(settings.parent.iterdir()) == [settings]


def test_yes_does_not_ask(command: Server, settings: Path) -> None:
    result = command.run("--setup", "claude-code", "--apply", "--yes", "--with-prompts")
    assert (result.returncode, result.stderr) == (0, "")
    assert '"OTEL_LOG_USER_PROMPTS": "1"' in settings.read_text()
    again = command.run("--setup", "claude", "--apply", "--yes")
    assert "nothing to change" in again.stdout


@pytest.mark.parametrize("tool", ["claude", "codex", "gemini"])
def test_neither_the_token_nor_the_one_before_is_shown(tmp_path: Path, tool: str) -> None:
    tokens = ("the/token+that/was/there==", "the/token+that/is/new==")
    for token in tokens:
        environment = {"HOME": str(tmp_path), "AI_OBSERVER_TOKEN": token}
        result = Server(tmp_path / "work", environment, start=False).run("--setup", tool, "--apply", "--yes")
        assert (result.returncode, result.stderr) == (0, "")
        assert "Bearer ********" in result.stdout
        for each in tokens:
            assert each not in result.stdout
            assert quote(each, safe="") not in result.stdout


def test_a_file_without_the_token_may_be_read_by_others(tmp_path: Path) -> None:
    settings = tmp_path / ".gemini" / "settings.json"
    settings.parent.mkdir()
    settings.write_text("{}")
    settings.chmod(0o644)
    server = Server(tmp_path / "work", {"HOME": str(tmp_path), "AI_OBSERVER_TOKEN": "t" * 20}, start=False)
    assert "other users can read" not in server.run("--setup", "gemini", "--apply", "--yes").stdout
    (tmp_path / ".claude").mkdir()
    (tmp_path / ".claude" / "settings.json").write_text("{}")
    (tmp_path / ".claude" / "settings.json").chmod(0o644)
    assert "other users can read" in server.run("--setup", "claude", "--apply", "--yes").stdout


def test_a_refusal_is_one_line_and_status_1(command: Server, settings: Path) -> None:
    settings.write_text('{"env": {"OTEL_EXPORTER_OTLP_ENDPOINT": "https://otel.example"}}')
    result = command.run("--setup", "claude", "--apply", "--yes")
    assert (result.returncode, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert "https://otel.example" in result.stderr
    assert list(settings.parent.iterdir()) == [settings]


def test_without_apply_it_touches_nothing(command: Server, settings: Path) -> None:
    assert command.run("--setup", "claude").returncode == 0
    assert settings.read_text() == SETTINGS


def test_nothing_to_undo_is_no_failure(command: Server) -> None:
    result = command.run("--setup", "codex", "--remove")
    assert result.returncode == 0
    assert "nothing to undo" in result.stdout


USAGE = [
    "--apply",
    "--remove --yes",
    "--setup codex --yes",
    "--setup codex --apply --remove",
    "--setup codex --with-prompts",
]


@pytest.mark.parametrize("arguments", USAGE)
def test_what_does_not_go_together_is_status_2(command: Server, arguments: str) -> None:
    result = command.run(*arguments.split())
    assert (result.returncode, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("more", ["--apply", "--remove", ""])
def test_an_unknown_tool_is_status_1_and_says_which_there_are(command: Server, more: str) -> None:
    result = command.run("--setup", "nobody", *more.split())
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "aiobserver: unknown tool 'nobody'; supported: claude, codex, gemini\n"


def test_settings_of_the_page_on_setup_are_what_is_written(tmp_path: Path) -> None:
    text = (REPOSITORY / "docs" / "setup.md").read_text()
    (shown,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    environment = {"HOME": str(tmp_path), "AI_OBSERVER_OTLP_PORT": "4318", "AI_OBSERVER_API_PORT": "8080"}
    assert (
        Server(tmp_path / "work", environment, start=False).run("--setup", "gemini", "--apply", "--yes").returncode == 0
    )
    assert json.loads((tmp_path / ".gemini" / "settings.json").read_text()) == json.loads(shown)
