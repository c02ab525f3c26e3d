"""Reads transcripts as the plugins do, from the places that they declare."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import aiobserver_claude
import aiobserver_codex
import aiobserver_gemini

from aiobserver.history.discover import FoundFile, find_transcripts
from aiobserver.history.reading import transcript
from aiobserver.model.history import Message, Transcript, Understood
from aiobserver.model.ledger import Sighting
from aiobserver.model.plugin import ToolPlugin

PLUGINS = {"claude": aiobserver_claude.PLUGIN, "codex": aiobserver_codex.PLUGIN, "gemini": aiobserver_gemini.PLUGIN}


def sightings(tool: str, home: Path) -> list[Sighting]:
    """Everything that a tool's transcripts under a home folder tell of."""
    return [said for file in files(tool, home) for said in read(tool, given(file), lines_of(file)).sightings]


def messages(tool: str, home: Path) -> list[Message]:
    """Everything that was said in a tool's transcripts under a home folder."""
    return [
        message
        for file in files(tool, home)
        for message in read(tool, given(file, wants_text=True), lines_of(file)).messages
    ]


def content_sightings(tool: str, content: bytes, path: str = "") -> list[Sighting]:
    """What the content of one transcript tells of."""
    return list(read(tool, Transcript(root="/", path=path), content.splitlines()).sightings)


def files(tool: str, home: Path) -> list[FoundFile]:
    """The transcripts under a home folder, in order of their names."""
    declared = plugin(tool).transcripts
    assert declared is not None
    found = find_transcripts((tool, folder) for folder in declared({"HOME": str(home)}))
    return sorted(found.files, key=lambda file: file.path)


def given(file: FoundFile, *, wants_text: bool = False) -> Transcript:
    """The file as its plugin sees it."""
    return transcript(file, wants_text=wants_text)


def lines_of(file: FoundFile) -> list[bytes]:
    """What its plugin gets at once."""
    content = Path(file.path).read_bytes()
    return [content] if file.folder.is_whole else content.splitlines()


def read(tool: str, transcript: Transcript, lines: Sequence[bytes], state: Any = None) -> Understood:
    """What the plugin says of the lines."""
    reads = plugin(tool).read_transcript
    assert reads is not None
    return reads(transcript, lines, state)


def read_in_pieces(tool: str, transcript: Transcript, pieces: Iterable[Sequence[bytes]]) -> list[Understood]:
    """What the plugin says of each piece."""
    found: list[Understood] = []
    for piece in pieces:
        found.append(read(tool, transcript, piece, found[-1].state if found else None))
    return found


def plugin(tool: str) -> ToolPlugin:
    return PLUGINS[tool]
