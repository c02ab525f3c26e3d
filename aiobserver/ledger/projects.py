"""Finds the repository that a directory belongs to, by reading what Git keeps beside it; Git itself is not needed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

_LARGEST_FILE = 65_536
_MOST_LEVELS = 64
_REMOTE = re.compile(r'^\s*\[remote "([^"\n]+)"\]\s*$(.*?)(?=^\s*\[|\Z)', re.M | re.S)
_URL = re.compile(r"^\s*url\s*=\s*(\S+)\s*$", re.M)
_USER = re.compile(r"^([a-z][a-z0-9+.-]*://)[^/@\s]*@", re.I)


@dataclass(frozen=True, slots=True)
class Project:
    """A repository, of a worktree the main one."""

    root: str
    remote: str
    """Address of `origin`, or of the first remote, without user and password; empty: none."""
    name: str
    """Owner and name of the remote, or the last part of the root."""


def project_of(directory: str) -> Project | None:
    """The repository around an absolute directory; None: there is none, or it is not on this machine."""
    place = Path(directory)
    if not place.is_absolute() or "\0" in directory:
        return None
    for folder in (place, *place.parents)[:_MOST_LEVELS]:
        try:
            found = _git_folder(folder / ".git")
        except (OSError, ValueError, RuntimeError):
            return None
        if found is not None:
            root = found.parent if found.name == ".git" else folder
            remote = _remote(_text(found / "config"))
            return Project(str(root), remote, _name(remote) or root.name or str(root))
    return None


def _git_folder(entry: Path) -> Path | None:
    """The folder with the configuration; of a worktree that of the main repository."""
    if entry.is_dir():
        return entry
    told = _text(entry)
    if not told.startswith("gitdir:"):
        return None
    own = (entry.parent / told.removeprefix("gitdir:").strip()).resolve()
    common = _text(own / "commondir").strip()
    return (own / common).resolve() if common else own


def _text(file: Path) -> str:
    """The beginning of a regular file; empty if there is none."""
    try:
        if not S_ISREG(file.stat().st_mode):
            return ""
        with file.open(encoding="utf-8", errors="replace") as opened:
            return opened.read(_LARGEST_FILE)
    except (OSError, ValueError):
        return ""


def _remote(config: str) -> str:
    addresses = {name: url[1] for name, body in _REMOTE.findall(config) if (url := _URL.search(body))}
    address = addresses.get("origin") or next(iter(addresses.values()), "")
    return _USER.sub(r"\1", address)


def _name(remote: str) -> str:
    parts = [part for part in re.split(r"[/:]", remote.removesuffix("/").removesuffix(".git")) if part]
    return "/".join(parts[-2:]) if len(parts) > 1 else ""
