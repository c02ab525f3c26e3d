"""Folders in which Claude Code keeps its transcripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePath

from aiobserver import TranscriptFolder

_PATTERNS = ("projects/**/*.jsonl",)
_COMPANIONS = ("{stem}.meta.json",)
_KEPT_DAYS = 30


def folders(environment: Mapping[str, str]) -> list[TranscriptFolder]:
    """Those that `CLAUDE_CONFIG_DIR` names, else the two usual ones."""
    roots = dict.fromkeys(str(root) for root in _roots(environment) if root.is_absolute())
    return [
        TranscriptFolder(
            root=root,
            patterns=_PATTERNS,
            companions=_COMPANIONS,
            kept_days=_KEPT_DAYS,
            kept_days_key="cleanupPeriodDays",
        )
        for root in roots
    ]


def _roots(environment: Mapping[str, str]) -> Iterator[PurePath]:
    home = PurePath(environment["HOME"])
    named = [name.strip() for name in environment.get("CLAUDE_CONFIG_DIR", "").split(",")]
    if any(named):
        yield from (home / name[2:] if name.startswith("~/") else PurePath(name) for name in named if name)
        return
    yield home / ".claude"
    yield PurePath(environment.get("XDG_CONFIG_HOME") or home / ".config") / "claude"
