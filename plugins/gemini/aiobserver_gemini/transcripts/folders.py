"""Folders in which Gemini CLI keeps its transcripts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from aiobserver import TranscriptFolder

ROOT_OF_SESSION = "../.project_root"
ROOT_OF_AGENT = "../../.project_root"
_LINES = ("tmp/*/chats/**/*.jsonl",)
_OBJECTS = ("tmp/*/chats/**/*.json",)


def folders(environment: Mapping[str, str]) -> list[TranscriptFolder]:
    """The one in the home directory, or in what `GEMINI_CLI_HOME` names instead; old versions wrote each file anew."""
    root = PurePath(environment.get("GEMINI_CLI_HOME") or environment["HOME"]) / ".gemini"
    if not root.is_absolute():
        return []
    companions = (ROOT_OF_SESSION, ROOT_OF_AGENT)
    return [
        TranscriptFolder(root=str(root), patterns=_LINES, companions=companions),
        TranscriptFolder(root=str(root), patterns=_OBJECTS, companions=companions, is_whole=True),
    ]
