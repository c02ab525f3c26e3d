"""Where tools keep transcripts, by their environment; and that nothing of it costs the server's start anything."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.ledger.transcripts.reading import plugin


@pytest.mark.parametrize(
    ("tool", "environment", "roots"),
    [
        ("codex", {"HOME": "/home/dev"}, {"/home/dev/.codex"}),
        ("codex", {"HOME": "/home/dev", "CODEX_HOME": ""}, {"/home/dev/.codex"}),
        ("codex", {"HOME": "/home/dev", "CODEX_HOME": "/srv/codex"}, {"/srv/codex"}),
        ("codex", {"HOME": "/home/dev", "CODEX_HOME": "codex"}, set()),
        ("gemini", {"HOME": "/home/dev"}, {"/home/dev/.gemini"}),
        ("gemini", {"HOME": "/home/dev", "GEMINI_CLI_HOME": "/srv"}, {"/srv/.gemini"}),
        ("gemini", {"HOME": "/home/dev", "GEMINI_CLI_HOME": "srv"}, set()),
    ],
)
def test_folders_follow_the_environment(tool: str, environment: dict[str, str], roots: set[str]) -> None:
    declared = plugin(tool).transcripts
    assert declared is not None
    assert {folder.root for folder in declared(environment)} == roots


def test_old_files_of_gemini_are_read_as_a_whole() -> None:
    declared = plugin("gemini").transcripts
    assert declared is not None
    assert {(folder.patterns, folder.is_whole) for folder in declared({"HOME": "/home/dev"})} == {
        (("tmp/*/chats/**/*.jsonl",), False),
        (("tmp/*/chats/**/*.json",), True),
    }


def test_readers_are_loaded_when_they_are_needed() -> None:
    names = "[name for name in sys.modules if 'transcripts' in name]"
    code = f"import sys, aiobserver_codex, aiobserver_gemini; print({names})"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60)
    assert done.stdout == "[]\n"
