"""Finds the transcripts that tools keep on disk, each file once, by whatever path it is reached."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from aiobserver.model.history import TranscriptFolder


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFile:
    """A transcript on disk."""

    tool: str
    folder: TranscriptFolder
    path: str
    """Absolute; without links in its folders."""
    below: str
    """Path below the root of the folder, with `/`."""
    size: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class Found:
    """Transcripts on disk."""

    files: list[FoundFile] = field(default_factory=list)
    """The one written first comes first."""
    unreadable: list[str] = field(default_factory=list)
    """One line each."""


def find_transcripts(folders: Iterable[tuple[str, TranscriptFolder]]) -> Found:
    """Transcripts in folders of tools; of a folder that does not exist there are none."""
    found = Found()
    seen: set[tuple[int, int]] = set()
    for tool, folder in folders:
        walk = _Walk(tool, folder, seen, found)
        walk.into(os.path.realpath(folder.root), "")
    found.files.sort(key=lambda file: (file.modified_ns, file.path))
    return found


def find_among(folders: Iterable[tuple[str, TranscriptFolder]], paths: Collection[str]) -> list[FoundFile]:
    """Those of some paths that are transcripts in folders of tools."""
    found = Found()
    seen: set[tuple[int, int]] = set()
    for tool, folder in folders:
        walk = _Walk(tool, folder, seen, found)
        root = os.path.realpath(folder.root)
        for path in sorted(paths):
            if path.startswith(f"{root}/"):
                walk.take(path, path[len(root) + 1 :])
    return found.files


def found_anywhere(folders: Iterable[tuple[str, TranscriptFolder]], path: str) -> FoundFile | None:
    """The file, if it is named as a transcript of one of these folders is, wherever that stands now."""
    for tool, folder in folders:
        for pattern in folder.patterns:
            match = re.search(f"(?<=/){_expression(pattern)}$", path)
            if match is not None:
                found = Found()
                _Walk(tool, folder, set(), found).take(path, match[0])
                if found.files:
                    return found.files[0]
    return None


@dataclass
class _Walk:
    """One way through a folder."""

    tool: str
    folder: TranscriptFolder
    seen: set[tuple[int, int]]
    """(device, inode) of files that were found, by any walk."""
    found: Found
    entered: set[tuple[int, int]] = field(default_factory=set)

    def into(self, path: str, below: str) -> None:
        """Look into a directory and those in it; links that lead into one again are not followed."""
        pending = [(path, below)]
        while pending:
            path, below = pending.pop()
            for entry in self._entries(path):
                name = f"{below}/{entry.name}" if below else entry.name
                if self._is_directory(entry):
                    if self._may_hold_some(name):
                        pending.append((entry.path, name))
                else:
                    self.take(entry.path, name)

    def _entries(self, path: str) -> Sequence[os.DirEntry[str]]:
        try:
            status = os.stat(path)  # noqa: PTH116 - hundreds of thousands of them
            if (status.st_dev, status.st_ino) in self.entered:
                return ()
            self.entered.add((status.st_dev, status.st_ino))
            with os.scandir(path) as entries:
                return sorted(entries, key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            return ()
        except OSError as error:
            self.found.unreadable.append(f"{path}: {error.strerror}")
            return ()

    def _is_directory(self, entry: os.DirEntry[str]) -> bool:
        try:
            return entry.is_dir()
        except OSError:
            return False

    def take(self, path: str, below: str) -> None:
        """Note the file if it is a transcript that was not found before."""
        if not self._pattern.fullmatch(below) or not _is_text(path):
            return
        try:
            status = os.stat(path)  # noqa: PTH116
        except FileNotFoundError:
            return
        except OSError as error:
            self.found.unreadable.append(f"{path}: {error.strerror}")
            return
        identity = (status.st_dev, status.st_ino)
        if not stat.S_ISREG(status.st_mode) or identity in self.seen:
            return
        self.seen.add(identity)
        self.found.files.append(
            FoundFile(
                tool=self.tool,
                folder=self.folder,
                path=path,
                below=below,
                size=status.st_size,
                modified_ns=status.st_mtime_ns,
            )
        )

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(map(_expression, self.folder.patterns)))

    @cached_property
    def _ways(self) -> re.Pattern[str]:
        return re.compile("|".join(way for pattern in self.folder.patterns for way in _ways(pattern)))

    def _may_hold_some(self, below: str) -> bool:
        """False of a directory in which no pattern can match."""
        return self._ways.fullmatch(below) is not None


def _expression(pattern: str) -> str:
    """The regular expression of a path pattern."""
    parts = pattern.split("/")
    text = ""
    for place, part in enumerate(parts):
        is_last = place == len(parts) - 1
        if part == "**":
            text += "(?:[^/]+/)*" if not is_last else ".*"
        else:
            text += _segment(part) + ("" if is_last else "/")
    return text


def _ways(pattern: str) -> Iterator[str]:
    """The expressions of directories that lead to what matches."""
    parts = pattern.split("/")[:-1]
    for count in range(1, len(parts) + 1):
        if "**" in parts[:count]:
            before = parts[: parts.index("**")]
            yield "/".join([*map(_segment, before), ".*"])
            return
        yield "/".join(map(_segment, parts[:count]))


def _segment(part: str) -> str:
    return "".join({"*": "[^/]*", "?": "[^/]"}.get(letter, re.escape(letter)) for letter in part)


def _is_text(path: str) -> bool:
    """False of a name that is no UTF-8: it could be neither sent nor shown."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True
