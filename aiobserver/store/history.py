"""Transcripts as they are stored: what was read of each file, and what it tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aiobserver.model.history import Message
from aiobserver.model.ledger import Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class FileState:
    """A transcript as far as it was read."""

    tool: str
    machine: str
    """Name of the machine that has the file; empty: the one that the server runs on."""
    path: str
    size: int
    """Bytes, when it was looked at last."""
    modified_ns: int
    """Time of the last change; ns since 1970."""
    read: int
    """Bytes that are read."""
    head: str
    """Hash of its beginning."""
    lines: int = 0
    not_understood: int = 0
    """Lines of which something was expected and could not be read."""
    first_not_understood: int = 0
    """Number of the first such line, from 1; 0: none."""

    @property
    def place(self) -> tuple[str, str, str]:
        return self.tool, self.machine, self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChunk:
    """Contents of some lines of a file, and the state of the file once they are stored."""

    state: FileState
    is_first: bool
    """True: the file is read from its beginning; messages of it that are stored already are replaced."""
    service: str
    """Name under which the tool sends telemetry."""
    sightings: Sequence[Sighting] = ()
    messages: Sequence[Message] = ()
    first_message: int = 0
    """Messages of the file that came before these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file of which something is stored."""

    state: FileState
    imported_ns: int
    """Time when something of it was stored last; ns since 1970."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewlyKnown:
    """News of the transcripts of a request."""

    calls: int = 0
    known_calls: int = 0
    """Calls of which telemetry or another transcript had told already."""
    cost: float = 0.0
    """USD of the calls that were not known, as far as they have a price."""
    tokens: int = 0
    tool_calls: int = 0
    prompts: int = 0
    sessions: tuple[str, ...] = ()
