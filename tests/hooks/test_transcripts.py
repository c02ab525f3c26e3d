"""Plugins say where transcripts are and what their lines tell; both is checked."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aiobserver.hooks.host import Plugins
from aiobserver.hooks.results_history import checked_folders, checked_understood
from aiobserver.model.history import Message, Transcript, TranscriptFolder, Understood
from aiobserver.model.ledger import Call, Tokens, Turn
from tests.fixture_plugins import install_plugin

Install = Callable[[str, str], None]

LINES = [b"one", b"two"]
TRANSCRIPT = Transcript(root="/r", path="a.log")
HEAD = """
    from aiobserver import Call, Tool, Transcript, TranscriptFolder, Understood, hookimpl

    @hookimpl
    def aiobserver_tool():
        return Tool(id="{name}-tool", title="T", colour="#000000")

    @hookimpl
    def aiobserver_transcripts(environment):
        return [TranscriptFolder(root=environment["HOME"] + "/.{name}", patterns=("*.log",))]
"""
READER = """
    @hookimpl
    def aiobserver_read_transcript(transcript, lines, state):
        count = (state or 0) + len(lines)
        return Understood(sightings=[Call(key=transcript.path + str(count))], state=count)
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    monkeypatch.syspath_prepend(str(tmp_path))
    return lambda name, source: install_plugin(tmp_path, name, HEAD.format(name=name) + source)


def load() -> Plugins:
    return Plugins.load(disabled=("claude", "codex", "gemini"))


def test_each_tool_has_its_folders(install: Install) -> None:
    install("one", READER)
    install("two", READER)
    found = load().transcript_folders({"HOME": "/h"})
    assert {(tool, folder.root) for tool, folder in found} == {("one-tool", "/h/.one"), ("two-tool", "/h/.two")}


def test_only_the_plugin_of_the_tool_reads_and_gets_its_state_back(install: Install) -> None:
    install("one", READER)
    install("two", "    @hookimpl\n    def aiobserver_read_transcript(): raise ValueError('not asked')\n")
    plugins = load()
    first = plugins.read_transcript("one-tool", TRANSCRIPT, LINES, None)
    assert first is not None
    then = plugins.read_transcript("one-tool", TRANSCRIPT, LINES, first.state)
    assert then is not None
    assert (first.sightings, then.sightings) == ([Call(key="a.log2")], [Call(key="a.log4")])
    assert [status.failures for status in plugins.statuses()] == [0] * 5


@pytest.mark.parametrize("body", ["raise ValueError('no')", "return 1", "return Understood(not_understood=[2])"])
def test_a_failure_is_counted_and_gives_nothing(install: Install, body: str) -> None:
    install("one", f"    @hookimpl\n    def aiobserver_read_transcript(): {body}\n")
    plugins = load()
    assert plugins.read_transcript("one-tool", TRANSCRIPT, LINES, None) is None
    assert [status.failures for status in plugins.statuses() if status.name == "one"] == [1]


def test_a_tool_without_a_reader_tells_nothing(install: Install) -> None:
    install("one", "")
    plugins = load()
    assert plugins.read_transcript("one-tool", TRANSCRIPT, LINES, None) is None
    assert plugins.read_transcript("unknown", TRANSCRIPT, LINES, None) is None


def folder(**fields: Any) -> TranscriptFolder:
    return TranscriptFolder(**{"root": "/r", "patterns": ("a/**/*.log",)} | fields)


def test_plain_folders_pass() -> None:
    folders = [folder(), folder(companions=("{stem}.json", "../../.name"), is_whole=True)]
    assert checked_folders(iter(folders)) == tuple(folders)


@pytest.mark.parametrize(
    "wrong",
    [
        folder(root="r"),
        folder(root=""),
        folder(root=None),
        folder(patterns=()),
        folder(patterns=("/etc/*",)),
        folder(patterns=("../*.log",)),
        folder(patterns=("a/../../*.log",)),
        folder(patterns=("",)),
        folder(patterns=("a\\*.log",)),
        folder(patterns=["*.log"]),
        folder(companions=("*.json",)),
        folder(companions=("/etc/passwd",)),
        folder(companions=("a\0",)),
        folder(is_whole=1),
        "/r",
    ],
)
def test_folders_that_lead_elsewhere_are_refused(wrong: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        checked_folders([folder(), wrong])


def test_what_was_understood_passes() -> None:
    message = Message(kind="prompt", session="s", time_ns=1, text="Ä", tool_call="t")
    told = Understood(sightings=(Turn(key="k"),), messages=[message], not_understood=(1,), state={"any": "thing"})
    found = checked_understood(told, LINES)
    assert (found.sightings, found.messages, found.not_understood) == ([Turn(key="k")], [message], [1])
    assert found.state is told.state


def message(**fields: Any) -> Understood:
    known: dict[str, Any] = {"kind": "note", "session": "s", "time_ns": 1} | fields
    return Understood(messages=[Message(**known)])


@pytest.mark.parametrize(
    "told",
    [
        message(kind="other"),
        message(session=None),
        message(text="\ud800"),
        message(time_ns=-1),
        message(time_ns=2**64),
        message(is_error=0),
        Understood(messages=["text"]),  # type: ignore[list-item]
        Understood(sightings=[Call(tokens=Tokens(input=-1))]),
        Understood(sightings=[None]),  # type: ignore[list-item]
        Understood(sightings=7),  # type: ignore[arg-type]
        Understood(not_understood=[2]),
        Understood(not_understood=[True]),
        Understood(not_understood=[0, 0, 0]),
        Understood(sightings=iter(Call, None)),  # type: ignore[arg-type]
        None,
    ],
)
def test_anything_else_is_refused(told: object) -> None:
    checked_understood(message(), LINES)
    with pytest.raises((TypeError, ValueError)):
        checked_understood(told, LINES)


def test_one_line_may_be_a_whole_file_and_tell_much() -> None:
    told = Understood(sightings=[Turn()] * 1000)
    assert len(checked_understood(told, [b"x" * 16_000]).sightings) == 1000
    with pytest.raises(ValueError, match="more than"):
        checked_understood(told, [b"x"])


def test_the_readers_are_loaded_only_when_something_is_read() -> None:
    """The server does not pay for them at its start."""
    program = (
        "import sys; from aiobserver.hooks.host import Plugins; plugins = Plugins.load()\n"
        "def loaded(): return [name for name in sys.modules if name.endswith('.loose') or '.transcripts' in name]\n"
        "assert loaded() == [], loaded()\n"
        "assert len(plugins.transcript_folders({'HOME': '/h'})) == 5\n"
        "assert len(loaded()) > 3\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
