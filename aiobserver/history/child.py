"""The process that reads transcripts, seen from the one that asked for it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiobserver.config import Config
from aiobserver.errors import AIObserverError
from aiobserver.history.request import HEAD_BYTES, FrameKind, ReadRequest, frame_head, request_text

COMMAND = "read-transcripts"
_STOP_S = 3
_PIPE_BYTES = 2**20
_DIED = "the process that reads transcripts ended with status {status}; see the server's log"


@asynccontextmanager
async def frames(config: Config, request: ReadRequest) -> AsyncIterator[AsyncIterator[tuple[FrameKind, bytes]]]:
    """(kind, content) of what the process sends; it is ended with the block.

    Taking a frame raises AIObserverError if the process died.
    """
    process = await asyncio.create_subprocess_exec(
        *_command(),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=_environment(config),
        limit=_PIPE_BYTES,
    )
    try:
        assert process.stdin is not None
        with contextlib.suppress(ConnectionError):
            process.stdin.write(request_text(request) + b"\n")
            await process.stdin.drain()
        yield _received(process)
    finally:
        await _end(process)


async def _received(process: asyncio.subprocess.Process) -> AsyncIterator[tuple[FrameKind, bytes]]:
    assert process.stdout is not None
    while True:
        try:
            kind, length = frame_head(await process.stdout.readexactly(HEAD_BYTES))
            content = await process.stdout.readexactly(length)
        except asyncio.IncompleteReadError:
            raise AIObserverError(_DIED.format(status=await process.wait())) from None
        yield kind, content
        if kind == "done":
            return


async def _end(process: asyncio.subprocess.Process) -> None:
    """It ends itself once nobody asks any more; else it is ended."""
    if process.stdin is not None:
        process.stdin.close()
    with contextlib.suppress(ProcessLookupError):
        if process.returncode is None:
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), _STOP_S)
        except TimeoutError:
            process.kill()
            await process.wait()


def _command() -> list[str]:
    """Command line that starts this very program again."""
    if getattr(sys, "frozen", False):
        return [sys.executable, COMMAND]
    return [sys.executable, "-m", "aiobserver", COMMAND]


def _environment(config: Config) -> dict[str, str]:
    """That of this process, with the settings that it got otherwise."""
    return dict(os.environ) | {
        "AI_OBSERVER_DATABASE_PATH": str(config.database_path),
        "AI_OBSERVER_DISABLED_PLUGINS": ",".join(config.disabled_plugins),
        "AI_OBSERVER_PLUGIN_PATH": os.pathsep.join(map(str, config.plugin_path)),
        "AI_OBSERVER_LOG_LEVEL": config.log_level,
    }
