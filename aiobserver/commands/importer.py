"""An import by a command: what is to be read, and the two ways into a database."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, Self
from urllib.parse import urlencode

import click

from aiobserver.commands.alone import opened_store
from aiobserver.commands.history_texts import size_text
from aiobserver.config import Config
from aiobserver.errors import ConfigError, NoAnswer, Unavailable
from aiobserver.history.discover import Found, FoundFile, find_transcripts
from aiobserver.history.engine import Engine, Outlet
from aiobserver.history.importing import ImportRun, run_import
from aiobserver.history.request import Progress, ReadRequest
from aiobserver.history.rules import kept_text
from aiobserver.history.wire import encoded
from aiobserver.hooks.host import Plugins
from aiobserver.store.history import FileChunk, NewlyKnown

Known = Sequence[tuple[str, str, int, int]]
"""(tool, path, size, time of the last change) of files that are read already."""
Shown = Callable[[ImportRun], None]
"""Is told from time to time how far an import is."""

_LOOK_S = 0.2
_SILENCE_S = 10
"""A server that does not answer for so long is gone."""
_LINE_CHARACTERS = 78


@dataclass(frozen=True, slots=True)
class Plan:
    """Transcripts on disk, and those of them that are to be read."""

    titles: Mapping[str, str]
    """Tool → its name for people."""
    places: Mapping[str, str]
    """Tool → the folders in which its transcripts are looked for."""
    found: Found
    news: Sequence[FoundFile]
    request: ReadRequest


class Way(Protocol):
    """A way into the database."""

    def known(self) -> tuple[str, Known]:
        """(what of texts is kept, files that are read already)"""

    def run(self, plugins: Plugins, plan: Plan, shown: Shown) -> ImportRun:
        """Read and store what is new."""

    def forget(self, tool: str, service: str) -> None:
        """Remove what the transcripts of a tool told."""


def make_plan(
    plugins: Plugins, tools: Sequence[str], since_ns: int, environment: Mapping[str, str], way: Way, machine: str = ""
) -> Plan:
    """The plan of an import; only names and sizes of files are looked at.

    :raises ConfigError: there is no such tool.
    """
    folders = plugins.transcript_folders(environment)
    titles = {entry.tool.id: entry.tool.title for entry in plugins.entries}
    wanted = named_tools(plugins, tools, list(dict.fromkeys(tool for tool, _ in folders)))
    folders = [(tool, folder) for tool, folder in folders if tool in wanted]
    found = find_transcripts(folders)
    keeps, known = way.known()
    read = {(tool, path): (size, modified) for tool, path, size, modified in known}
    news = [
        file
        for file in found.files
        if file.modified_ns >= since_ns and read.get((file.tool, file.path)) != (file.size, file.modified_ns)
    ]
    request = ReadRequest(
        tools=tuple(wanted),
        since_ns=since_ns,
        environment=environment,
        known=known,
        machine=machine,
        keeps_text=keeps == "all",
        keeps_titles=keeps != "none",
    )
    places = {tool: ", ".join(folder.root for name, folder in folders if name == tool) for tool in wanted}
    return Plan({tool: titles[tool] for tool in wanted}, places, found, news, request)


def named_tools(plugins: Plugins, names: Sequence[str], readable: Sequence[str]) -> list[str]:
    """Ids of the tools with these names, or of all of which transcripts can be read.

    :raises ConfigError: there is no such tool.
    """
    wanted: list[str] = []
    for name in names:
        entry = plugins.entry_named(name)
        if entry is None or entry.tool.id not in readable:
            raise ConfigError(f"no transcripts of {name!r} can be read; expected some of {', '.join(readable)}")
        wanted.append(entry.tool.id)
    return wanted or list(readable)


class ThroughServer:
    """Reads here and sends to a server, which need not see the files."""

    def __init__(self, request: Callable[..., Any], machine: str = "") -> None:
        """:param request: (method, path, body) → the JSON of the answer. :param machine: this one, if it is another."""
        self._request = request
        self._machine = machine

    def known(self) -> tuple[str, Known]:
        keeps: str = self._request("GET", "/api/history/import")["keepText"]
        files = self._request("GET", "/api/history/files")["files"]
        own = [file for file in files if file["machine"] == self._machine]
        return keeps, [(file["toolId"], file["path"], file["size"], int(file["modifiedNs"])) for file in own]

    def run(self, plugins: Plugins, plan: Plan, shown: Shown) -> ImportRun:
        run = ImportRun(plan.request.tools, time.time_ns())

        def send(chunks: Sequence[FileChunk]) -> None:
            answer = self._patiently(encoded(chunks), run, shown)
            run.add(
                NewlyKnown(
                    calls=answer["calls"],
                    known_calls=answer["knownCalls"],
                    cost=answer["cost"],
                    tokens=answer["tokens"],
                    tool_calls=answer["toolCalls"],
                    prompts=answer["prompts"],
                    sessions=tuple(answer["sessions"]),
                )
            )

        def tell(progress: Progress) -> None:
            run.progress = progress
            shown(run)

        with Ahead(send) as ahead:
            engine = Engine(plugins, plan.request, Outlet(ahead, tell))
            run.progress = engine.progress
            engine.read_all()
        run.end("done")
        shown(run)
        return run

    def forget(self, tool: str, service: str) -> None:
        self._request("DELETE", f"/api/history?{urlencode({'tool': tool})}")

    def _patiently(self, body: bytes, run: ImportRun, shown: Shown) -> Any:
        """Send, as often as it takes: a full disk may have room again, a server may be started again."""
        silent_until = time.monotonic() + _SILENCE_S
        while True:
            try:
                answer = self._request("POST", "/api/history/transcripts", body)
            except Unavailable as error:
                if not isinstance(error, NoAnswer):
                    silent_until = time.monotonic() + _SILENCE_S
                elif time.monotonic() > silent_until:
                    raise
                run.problem = f"waiting: {error}"
                shown(run)
                time.sleep(error.retry_after_s)
            else:
                run.problem = ""
                return answer


class Ahead:
    """Lets reading go on while the last part is sent, one part ahead at most."""

    def __init__(self, send: Callable[[Sequence[FileChunk]], None]) -> None:
        self._send = send
        self._thread = ThreadPoolExecutor(1)
        self._sending: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __call__(self, chunks: Sequence[FileChunk]) -> None:
        """:raises AIObserverError: a part before could not be sent."""
        if self._sending is not None:
            self._sending.result()
        self._sending = self._thread.submit(self._send, chunks)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._thread.shutdown()
        if self._sending is not None and kind is None:
            self._sending.result()


class IntoFile:
    """Opens the database itself, while no server has it; reading is done by a process beside."""

    def __init__(self, config: Config) -> None:
        self._config = config

    def known(self) -> tuple[str, Known]:
        keeps = kept_text(self._config)
        if not self._config.database_path.exists():
            return keeps, []
        with opened_store(self._config) as store:
            states = [file.state for file in asyncio.run(store.history.files())]
        own = [state for state in states if not state.machine]
        return keeps, [(state.tool, state.path, state.size, state.modified_ns) for state in own]

    def run(self, plugins: Plugins, plan: Plan, shown: Shown) -> ImportRun:
        run = ImportRun(plan.request.tools, time.time_ns())

        async def work() -> None:
            task = asyncio.create_task(run_import(self._config, store.ingest, plan.request, run))
            while not task.done():
                await asyncio.wait([task], timeout=_LOOK_S)
                shown(run)
            await task

        with opened_store(self._config, create=True) as store:
            asyncio.run(work())
        return run

    def forget(self, tool: str, service: str) -> None:
        with opened_store(self._config) as store:
            asyncio.run(store.history.forget(tool, service))


@contextmanager
def progress_line() -> Iterator[Shown]:
    """Shows on a terminal how far an import is, and how long it will take."""
    if not sys.stderr.isatty():
        yield lambda _run: None
        return

    def show(run: ImportRun) -> None:
        click.echo("\r" + _line(run)[:_LINE_CHARACTERS].ljust(_LINE_CHARACTERS), nl=False, err=True)

    with contextlib.ExitStack() as stack:
        stack.callback(click.echo, err=True)
        yield show


def _line(run: ImportRun) -> str:
    progress = run.progress
    share = progress.bytes_read / progress.bytes if progress.bytes else 1.0
    past_s = (time.time_ns() - run.started_ns) / 10**9
    left = f", {past_s / share - past_s:.0f} s left" if share else ""
    read = f"{size_text(progress.bytes_read)} of {size_text(progress.bytes)}"
    return run.problem or f"{progress.files_read} of {progress.files} files, {read}, {run.calls} calls{left}"
