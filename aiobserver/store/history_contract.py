"""The part of the contract of the store that is about transcripts; its promises are those of `contract`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from aiobserver.model.history import Message
from aiobserver.store.history import StoredFile


class History(Protocol):
    """Transcripts of which something is stored; `Ingest.store` stores what they tell."""

    async def files(self, tool: str | None = None) -> list[StoredFile]:
        """All files, or those of a tool, by tool and path."""

    async def files_of(self, session: str) -> list[StoredFile]:
        """The files that tell of a session."""

    async def messages(self, session: str) -> list[Message]:
        """The messages of a session that are stored, in their order; none where text is not kept."""

    async def watched(self) -> list[str]:
        """Tools whose transcripts are followed."""

    async def watch(self, tools: Collection[str]) -> None:
        """Remember these as the tools whose transcripts are followed."""

    async def forget(self, tool: str, service: str) -> int:
        """Remove all that the transcripts of a tool told, as far as nothing else tells it; number of sightings.

        :param service: name under which the tool sends telemetry.
        """
