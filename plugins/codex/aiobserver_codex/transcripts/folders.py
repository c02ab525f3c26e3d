"""The folder in which Codex keeps its transcripts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from aiobserver import TranscriptFolder

TITLES = "session_index.jsonl"
_ID_CHARACTERS = 36
_PATTERNS = (
    "sessions/**/rollout-*.jsonl",
    "sessions/**/rollout-*.jsonl.zst",
    "archived_sessions/**/rollout-*.jsonl",
    "archived_sessions/**/rollout-*.jsonl.zst",
    TITLES,
)


def folders(environment: Mapping[str, str]) -> list[TranscriptFolder]:
    """The one that `CODEX_HOME` names, else the usual one."""
    root = PurePath(environment.get("CODEX_HOME") or PurePath(environment["HOME"]) / ".codex")
    return [TranscriptFolder(root=str(root), patterns=_PATTERNS)] if root.is_absolute() else []


def thread_of(path: str) -> str:
    """The thread whose transcript this is, as its name says."""
    return path.rpartition("/")[2].partition(".jsonl")[0][-_ID_CHARACTERS:]
