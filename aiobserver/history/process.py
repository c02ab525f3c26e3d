"""The process that reads transcripts: it is asked on its standard input and answers in frames on its output.

Reading takes a core for minutes, and plugins read what others wrote: a process of its own takes neither time nor life
from the one that receives telemetry.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Sequence
from typing import BinaryIO

from aiobserver.config import Config
from aiobserver.history.engine import Engine, Outlet
from aiobserver.history.request import FrameKind, Progress, ReadRequest, frame, progress_text, request_of
from aiobserver.history.wire import encoded
from aiobserver.hooks.host import Plugins
from aiobserver.store.history import FileChunk

log = logging.getLogger(__name__)


def answer_request(config: Config, incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Read what the request in `incoming` asks for; ends when that is closed."""
    request = request_of(_line(incoming))
    threading.Thread(target=_end_with, args=(incoming,), daemon=True).start()
    logging.getLogger("watchfiles").setLevel(logging.WARNING)
    plugins = Plugins.beside(config.database_path, config.disabled_plugins, config.plugin_path)
    stream = _Frames(outgoing)
    try:
        run(plugins, request, stream)
    except BrokenPipeError:
        os._exit(1)


def run(plugins: Plugins, request: ReadRequest, stream: _Frames) -> None:
    """Read, and follow if that is asked for."""
    engine = Engine(plugins, request, Outlet(stream.chunks, stream.progress))
    engine.read_all()
    if request.follow:
        from aiobserver.history.follow import follow  # noqa: PLC0415 - not needed by an import

        engine.progress.following = True
        stream.progress(engine.progress)
        follow(engine, threading.Event())
    stream.send("done", progress_text(engine.progress))


class _Frames:
    """Frames to the process that asked."""

    def __init__(self, outgoing: BinaryIO) -> None:
        self._outgoing = outgoing

    def chunks(self, chunks: Sequence[FileChunk]) -> None:
        self.send("chunks", encoded(chunks))

    def progress(self, progress: Progress) -> None:
        self.send("progress", progress_text(progress))

    def send(self, kind: FrameKind, content: bytes) -> None:
        self._outgoing.write(frame(kind, content))
        self._outgoing.flush()


def _line(incoming: BinaryIO) -> bytes:
    return incoming.readline()


def _end_with(incoming: BinaryIO) -> None:
    """End the process when the one that asked has ended."""
    while incoming.read(1):
        pass
    sys.stderr.flush()
    os._exit(0)
