"""Requests to the process that reads transcripts, and the frames that it sends back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import orjson

FrameKind = Literal["chunks", "progress", "done", "failed"]
_KINDS: tuple[FrameKind, ...] = ("chunks", "progress", "done", "failed")
HEAD_BYTES = 5
"""Length of a frame's head: its kind in one byte, the length of its content in four."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRequest:
    """Transcripts to read, and what is known of them."""

    tools: tuple[str, ...] = ()
    """Ids; none: all tools."""
    since_ns: int = 0
    """Files that were written before this time are left out; ns since 1970."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """In which the tools' folders are looked for."""
    known: Iterable[tuple[str, str, int, int]] = ()
    """(tool, path, size, time of the last change) of files that are read."""
    machine: str = ""
    keeps_text: bool = False
    keeps_titles: bool = True
    follow: bool = False
    """True: go on with what is written from then on."""


@dataclass(slots=True, kw_only=True)
class Progress:
    """State of the reading."""

    files: int = 0
    """All that are to be read."""
    files_read: int = 0
    bytes: int = 0
    bytes_read: int = 0
    not_understood: int = 0
    """Lines."""
    first_not_understood: str = ""
    """Path and line."""
    problems: list[str] = field(default_factory=list)
    """Files that could not be read, one line each, not all of them."""
    unreadable: int = 0
    """Number of files and folders that could not be read."""
    following: bool = False
    """True once everything that was there is read and the process waits for more."""


def request_text(request: ReadRequest) -> bytes:
    return orjson.dumps(asdict(request) | {"known": list(request.known)})


def request_of(text: bytes) -> ReadRequest:
    sent: dict[str, Any] = orjson.loads(text)
    known = [(tool, path, size, modified) for tool, path, size, modified in sent["known"]]
    return ReadRequest(**(sent | {"known": known, "tools": tuple(sent["tools"])}))


def frame(kind: FrameKind, content: bytes) -> bytes:
    return bytes((_KINDS.index(kind),)) + len(content).to_bytes(4, "big") + content


def frame_head(head: bytes) -> tuple[FrameKind, int]:
    """(kind, length of the content)"""
    return _KINDS[head[0]], int.from_bytes(head[1:HEAD_BYTES], "big")


def progress_text(progress: Progress) -> bytes:
    return orjson.dumps(asdict(progress))


def progress_of(text: bytes) -> Progress:
    return Progress(**orjson.loads(text))
