"""Version of this build: from the wheel, else from the git checkout beside the package."""

from __future__ import annotations

import subprocess
from importlib import import_module
from pathlib import Path

_UNKNOWN = "unknown"


def commit() -> str:
    """Short hash of the commit."""
    return _built("COMMIT") or _git("rev-parse", "--short", "HEAD")


def build_date() -> str:
    """`2026-01-31`; of a checkout the date of its commit."""
    return _built("DATE") or _git("log", "-1", "--format=%cs")


def _built(name: str) -> str | None:
    try:
        build = import_module("aiobserver._build")
    except ModuleNotFoundError:
        return None
    value = getattr(build, name, None)
    return value if isinstance(value, str) else None


def _git(*arguments: str) -> str:
    root = Path(__file__).parent.parent
    if not (root / ".git").exists():
        return _UNKNOWN
    try:
        found = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True, timeout=5)
    except (OSError, subprocess.SubprocessError):
        return _UNKNOWN
    return found.stdout.strip() or _UNKNOWN
