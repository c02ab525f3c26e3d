"""One import: reads transcripts in a process of its own and stores what they tell."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from aiobserver.config import Config
from aiobserver.errors import AIObserverError, Unavailable
from aiobserver.history.child import frames
from aiobserver.history.request import Progress, ReadRequest, progress_of
from aiobserver.history.wire import decoded
from aiobserver.store.contract import Ingest
from aiobserver.store.history import FileChunk, NewlyKnown
from aiobserver.store.writing import StoreRequest

RunState = Literal["running", "done", "failed", "cancelled"]


@dataclass(slots=True)
class ImportRun:
    """An import, while it runs and afterwards."""

    tools: tuple[str, ...]
    started_ns: int
    state: RunState = "running"
    progress: Progress = field(default_factory=Progress)
    ended_ns: int = 0
    problem: str = ""
    """Reason why it failed, or waits."""
    calls: int = 0
    known_calls: int = 0
    tokens: int = 0
    cost: float = 0.0
    tool_calls: int = 0
    prompts: int = 0
    sessions: set[str] = field(default_factory=set)

    def add(self, known: NewlyKnown) -> None:
        """Count what a part of it told."""
        self.calls += known.calls
        self.known_calls += known.known_calls
        self.tokens += known.tokens
        self.cost += known.cost
        self.tool_calls += known.tool_calls
        self.prompts += known.prompts
        self.sessions.update(known.sessions)

    def end(self, state: RunState, problem: str = "") -> None:
        self.state, self.problem, self.ended_ns = state, problem, time.time_ns()


async def store_chunks(ingest: Ingest, chunks: Sequence[FileChunk], size: int) -> NewlyKnown:
    """Store what transcripts tell; returns once it is durable.

    :raises Unavailable: cannot be stored now.
    """
    stored = await ingest.store(
        StoreRequest(b"", time.time_ns(), {}, size=size, transcripts=tuple(chunks)),
    )
    return stored.known or NewlyKnown()


async def run_import(
    config: Config,
    ingest: Ingest,
    request: ReadRequest,
    run: ImportRun,
    stored: Callable[[int], object] = lambda _sightings: None,
) -> None:
    """Read and store; `run` tells how far it is. Ends when all is read, or never if it follows.

    :param stored: called with the number of sightings that were stored, each time.
    """
    try:
        async with frames(config, request) as received:
            async for kind, content in received:
                if kind == "chunks":
                    chunks = await asyncio.to_thread(decoded, content)
                    run.add(await _stored(ingest, chunks, len(content), run))
                    stored(sum(len(chunk.sightings) for chunk in chunks))
                else:
                    run.progress = progress_of(content)
        run.end("done")
    except asyncio.CancelledError:
        run.end("cancelled")
        raise
    except (AIObserverError, OSError) as error:
        run.end("failed", str(error))


async def _stored(ingest: Ingest, chunks: Sequence[FileChunk], size: int, run: ImportRun) -> NewlyKnown:
    """Store, as often as it takes: a full disk may have room again."""
    while True:
        try:
            known = await store_chunks(ingest, chunks, size)
        except Unavailable as error:
            run.problem = f"waiting: {error}"
            await asyncio.sleep(error.retry_after_s)
        else:
            run.problem = ""
            return known
