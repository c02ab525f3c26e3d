"""Conversations of sessions: from the database where text is kept, else from the transcripts while they exist."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from aiobserver.config import Config
from aiobserver.history.discover import FoundFile, found_anywhere
from aiobserver.history.reader import FileReader, ReadingRules
from aiobserver.history.rules import kept_text
from aiobserver.hooks.host import Plugins
from aiobserver.hooks.isolation.threads import WatchedThread
from aiobserver.model.history import Message
from aiobserver.store.history import StoredFile
from aiobserver.store.history_contract import History as StoredHistory

Origin = Literal["stored", "disk", "gone", "elsewhere", "off", "none"]
"""Place of the text: `gone`, its files do not exist any more; `elsewhere`, on another machine; `off`, not shown by the
settings; `none`, no transcript tells of the session."""

_MOST_BYTES = 256 * 2**20


@dataclass(frozen=True, slots=True)
class Conversation:
    """The messages of a session in order of time, and where they are from."""

    origin: Origin
    messages: Sequence[Message] = ()
    paths: Sequence[str] = ()
    """Files that tell of the session."""


class Conversations:
    """Finds what was said."""

    def __init__(self, config: Config, plugins: Plugins, stored: StoredHistory) -> None:
        self._keeps = kept_text(config)
        self._plugins = plugins
        self._stored = stored
        self._thread: WatchedThread | None = None

    async def of(self, session: str) -> Conversation:
        """The conversation of a session."""
        if self._keeps == "none":
            return Conversation("off")
        files = await self._stored.files_of(session)
        paths = [file.state.path for file in files]
        if not files:
            return Conversation("none")
        stored = await self._stored.messages(session)
        if stored:
            return Conversation("stored", stored, paths)
        here = [file for file in files if not file.state.machine]
        if not here:
            return Conversation("elsewhere", (), paths)
        messages = await self._reading.run(lambda: self._read(session, here))
        return Conversation("disk" if messages else "gone", messages, paths)

    def close(self) -> None:
        if self._thread is not None:
            self._thread.close()

    @property
    def _reading(self) -> WatchedThread:
        """A thread of its own: a transcript may be long."""
        if self._thread is None:
            self._thread = self._plugins.thread("read-conversation")
        return self._thread

    def _read(self, session: str, files: Iterable[StoredFile]) -> list[Message]:
        found: list[tuple[int, int, Message]] = []
        for number, file in enumerate(self._on_disk(files)):
            reader = FileReader(self._plugins, file, ReadingRules(keeps_text=True))
            messages = (message for chunk in reader.chunks(file) for message in chunk.messages)
            found += [(message.time_ns, number, message) for message in messages if message.session == session]
        return [message for _, _, message in sorted(found, key=lambda each: each[:2])]

    def _on_disk(self, files: Iterable[StoredFile]) -> Iterator[FoundFile]:
        """Those that still exist, as far as they are not too much together."""
        folders = self._plugins.transcript_folders({"HOME": "/", **os.environ})
        left = _MOST_BYTES
        for file in files:
            own = [(tool, folder) for tool, folder in folders if tool == file.state.tool]
            found = found_anywhere(own, file.state.path)
            if found is not None and found.size <= left:
                left -= found.size
                yield found
