"""History in the running server: what is on disk, imports, and following what is written."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aiobserver.config import Config
from aiobserver.errors import Conflict, InvalidRequest, Unavailable
from aiobserver.history.discover import Found, FoundFile, find_transcripts
from aiobserver.history.expiry import expiring, kept_days
from aiobserver.history.importing import ImportRun, run_import, store_chunks
from aiobserver.history.request import ReadRequest
from aiobserver.history.rules import kept_text
from aiobserver.hooks.host import Plugins
from aiobserver.hooks.isolation.threads import WatchedThread
from aiobserver.ingest.hub import Hub
from aiobserver.model.history import TranscriptFolder
from aiobserver.store.contract import Store
from aiobserver.store.history import FileChunk, FileState, NewlyKnown, StoredFile

log = logging.getLogger(__name__)

_NEWS_S = 0.2
_SOON_DAYS = 7
_AGAIN_S = (1.0, 5.0, 30.0, 60.0)


@dataclass(frozen=True, slots=True)
class ToolHistory:
    """A tool's transcripts: what is on disk, and what of it is imported."""

    tool: str
    places: Sequence[str]
    """Folders that were looked into."""
    found: Found
    states: Mapping[str, FileState]
    """Path → state, of this machine's files."""
    others: Sequence[StoredFile]
    """Files that are imported and not found: they are gone, or on other machines."""
    is_watched: bool
    kept_days: int | None = None
    """Days after which the tool deletes a file; None: never."""

    @property
    def news(self) -> list[FoundFile]:
        """The files that are new or have changed."""
        return [file for file in self.found.files if not is_read(self.states.get(file.path), file)]

    @property
    def expiring(self) -> list[FoundFile]:
        """Files that the tool is about to delete, and of which nothing was imported."""
        if self.kept_days is None:
            return []
        unknown = [file for file in self.found.files if file.path not in self.states]
        return expiring(unknown, self.kept_days, time.time_ns(), _SOON_DAYS)


def is_read(state: FileState | None, file: FoundFile) -> bool:
    """True if the file was read as it is."""
    return state is not None and (state.size, state.modified_ns) == (file.size, file.modified_ns)


class History:
    """Imports transcripts when asked, one import at a time, and follows those that are watched."""

    def __init__(self, config: Config, plugins: Plugins, store: Store, hub: Hub, thread: WatchedThread) -> None:
        self._config = config
        self._plugins = plugins
        self._store = store
        self._hub = hub
        self._thread = thread
        self._news = 0
        self._task: asyncio.Task[None] | None = None
        self._following: asyncio.Task[None] | None = None
        self.run: ImportRun | None = None
        """The import that runs, or the last one."""
        self.follow_run: ImportRun | None = None

    @property
    def keeps_text(self) -> str:
        """`all`, `titles` or `none`: what is kept of texts."""
        return kept_text(self._config)

    def environment(self) -> Mapping[str, str]:
        """In which the tools' folders are looked for."""
        return {"HOME": str(Path.home()), **os.environ}

    async def tools(self) -> list[ToolHistory]:
        """Each tool of which plugins read transcripts; nothing is opened."""
        folders = await self._thread.run(lambda: self._plugins.transcript_folders(self.environment()))
        stored = await self._store.history.files()
        watched = await self._store.history.watched()
        by_tool: dict[str, list[tuple[str, TranscriptFolder]]] = {}
        for tool, folder in folders:
            by_tool.setdefault(tool, []).append((tool, folder))
        found = await asyncio.to_thread(lambda: {tool: find_transcripts(own) for tool, own in by_tool.items()})
        return [
            _tool_history(tool, [folder for _, folder in own], found[tool], stored, is_watched=tool in watched)
            for tool, own in by_tool.items()
        ]

    async def start(self, tools: Sequence[str], since_ns: int = 0) -> ImportRun:
        """Begin an import of some tools, or of all.

        :raises InvalidRequest: there is no such tool. :raises Conflict: one is running.
        """
        known = await self._known_tools(tools)
        if self._task is not None and not self._task.done():
            raise Conflict("an import is running; cancel it first")
        request = await self._request(known, since_ns=since_ns)
        self.run = ImportRun(tuple(known), time.time_ns())
        self._task = asyncio.create_task(run_import(self._config, self._store.ingest, request, self.run, self._told))
        return self.run

    async def cancel(self) -> None:
        """End the import that runs; what is stored stays."""
        await _ended(self._task)

    async def watch(self, tools: Sequence[str]) -> None:
        """Follow these tools from now on, and no other.

        :raises InvalidRequest: there is no such tool.
        """
        known = await self._known_tools(tools) if tools else []
        await self._store.history.watch(known)
        await _ended(self._following)
        self._following = None
        if known:
            self._following = asyncio.create_task(self._follow(known))

    async def run_forever(self) -> None:
        """Follow what was watched when the server ran last; ends everything when it is cancelled."""
        try:
            with contextlib.suppress(Unavailable):
                if watched := await self._store.history.watched():
                    self._following = asyncio.create_task(self._follow(watched))
            await asyncio.Event().wait()
        finally:
            await _ended(self._task)
            await _ended(self._following)

    async def take(self, chunks: Sequence[FileChunk], size: int) -> NewlyKnown:
        """Store what a command understood."""
        known = await store_chunks(self._store.ingest, chunks, size)
        self._told(sum(len(chunk.sightings) for chunk in chunks))
        return known

    async def forget(self, tool: str) -> int:
        """Remove all that a tool's transcripts told; it can be imported again.

        :raises InvalidRequest: there is no such tool.
        """
        (known,) = await self._known_tools([tool])
        entry = self._plugins.entry_named(known)
        return await self._store.history.forget(known, entry.tool.usual_service if entry else known)

    def _told(self, sightings: int) -> None:
        """Let pages look anew, a few times a second at most."""
        if sightings and not self._news:
            asyncio.get_running_loop().call_later(_NEWS_S, self._announce)
        self._news += sightings

    def _announce(self) -> None:
        self._hub.announce(self._news)
        self._news = 0

    async def _follow(self, tools: Collection[str]) -> None:
        for attempt in range(1_000_000):
            request = await self._request(tools, follow=True)
            self.follow_run = ImportRun(tuple(tools), time.time_ns())
            await run_import(self._config, self._store.ingest, request, self.follow_run, self._told)
            log.warning("transcripts are not followed for a while: %s", self.follow_run.problem)
            await asyncio.sleep(_AGAIN_S[min(attempt, len(_AGAIN_S) - 1)])

    async def _request(self, tools: Collection[str], *, since_ns: int = 0, follow: bool = False) -> ReadRequest:
        stored = [file.state for file in await self._store.history.files()]
        return ReadRequest(
            tools=tuple(tools),
            since_ns=since_ns,
            environment=self.environment(),
            known=[(state.tool, state.path, state.size, state.modified_ns) for state in stored if not state.machine],
            keeps_text=self.keeps_text == "all",
            keeps_titles=self.keeps_text != "none",
            follow=follow,
        )

    async def _known_tools(self, tools: Sequence[str]) -> list[str]:
        folders = await self._thread.run(lambda: self._plugins.transcript_folders(self.environment()))
        ids = list(dict.fromkeys(tool for tool, _ in folders))
        if not tools:
            return ids
        named = {name: self._plugins.entry_named(name) for name in tools}
        known = [entry.tool.id for entry in named.values() if entry is not None and entry.tool.id in ids]
        if len(known) < len(named):
            raise InvalidRequest(f"tools: expected some of {', '.join(ids)}")
        return known


def _kept_days(folders: Iterable[TranscriptFolder]) -> int | None:
    """The fewest days of any folder that exists."""
    days = [kept_days(folder) for folder in folders if Path(folder.root).is_dir()]
    return min((each for each in days if each is not None), default=None)


def _tool_history(
    tool: str,
    folders: Sequence[TranscriptFolder],
    found: Found,
    stored: Sequence[StoredFile],
    *,
    is_watched: bool,
) -> ToolHistory:
    own = [file for file in stored if file.state.tool == tool]
    paths = {file.path for file in found.files}
    here = {file.state.path: file.state for file in own if not file.state.machine}
    gone = [file for file in own if file.state.machine or file.state.path not in paths]
    places = list(dict.fromkeys(folder.root for folder in folders))
    return ToolHistory(tool, places, found, here, gone, is_watched, _kept_days(folders))


async def _ended(task: asyncio.Task[None] | None) -> None:
    if task is not None and not task.done():
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
