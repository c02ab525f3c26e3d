"""Reads all transcripts that are asked for, and then, if that is asked too, what is added to them."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from aiobserver.history.discover import FoundFile, find_among, find_transcripts
from aiobserver.history.reader import FileReader, ReadingRules
from aiobserver.history.request import Progress, ReadRequest
from aiobserver.hooks.host import Plugins
from aiobserver.model.history import TranscriptFolder
from aiobserver.store.history import FileChunk

log = logging.getLogger(__name__)

_AT_ONCE_SIGHTINGS = 1_500
_AT_ONCE_MESSAGE_BYTES = 4 * 2**20
_AT_ONCE_S = 1.0
_PROGRESS_S = 0.2
_KEPT_READERS = 64
_SHOWN_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Outlet:
    """The place for what the engine understood; both return once that is taken."""

    chunks: Callable[[Sequence[FileChunk]], object]
    progress: Callable[[Progress], object]


@dataclass(slots=True)
class _Batch:
    """Chunks that go together."""

    chunks: list[FileChunk] = field(default_factory=list)
    size: int = 0
    begun_s: float = 0.0

    def add(self, chunk: FileChunk) -> None:
        if not self.chunks:
            self.begun_s = time.monotonic()
        self.chunks.append(chunk)
        letters = sum(len(message.text) for message in chunk.messages)
        self.size += 1 + len(chunk.sightings) + letters * _AT_ONCE_SIGHTINGS // _AT_ONCE_MESSAGE_BYTES

    @property
    def is_full(self) -> bool:
        return self.size >= _AT_ONCE_SIGHTINGS or time.monotonic() - self.begun_s > _AT_ONCE_S


class Engine:
    """One run over the transcripts of some tools."""

    def __init__(self, plugins: Plugins, request: ReadRequest, outlet: Outlet) -> None:
        self._plugins = plugins
        self._request = request
        self._outlet = outlet
        self._rules = ReadingRules(
            keeps_text=request.keeps_text, keeps_titles=request.keeps_titles, machine=request.machine
        )
        self._known = {(tool, path): (size, modified) for tool, path, size, modified in request.known}
        self._readers: OrderedDict[str, FileReader] = OrderedDict()
        self._batch = _Batch()
        self._told_s = 0.0
        self.progress = Progress()

    def folders(self) -> list[tuple[str, TranscriptFolder]]:
        """(tool, folder) of the tools that are asked for."""
        folders = self._plugins.transcript_folders(self._request.environment)
        return [(tool, folder) for tool, folder in folders if not self._request.tools or tool in self._request.tools]

    def read_all(self) -> None:
        """Read whatever is not known yet, the file that was written last at the end."""
        files = self._news()
        self.progress.files += len(files)
        self.progress.bytes += sum(file.size for file in files)
        for file in files:
            self.read(file)
            self.progress.files_read += 1
            self.progress.bytes_read += file.size
            self._tell()
        self._flush()

    def read(self, file: FoundFile) -> None:
        """Read on in one file. What cannot be read is noted."""
        try:
            for chunk in self._reader(file).chunks(file):
                self._note(chunk)
                self._batch.add(chunk)
                if self._batch.is_full:
                    self._flush()
        except OSError as error:
            self._readers.pop(file.path, None)
            self._cannot_read(f"{file.path}: {error.strerror or error}")
        except Exception as error:
            self._readers.pop(file.path, None)
            log.debug("cannot read %s", file.path, exc_info=True)
            self._cannot_read(f"{file.path}: {type(error).__name__}: {error}")
        else:
            self._known[file.tool, file.path] = (file.size, file.modified_ns)

    def read_paths(self, paths: Collection[str]) -> None:
        """Read on in those of these paths that are transcripts, and hand over what they tell."""
        for file in self._changed(find_among(self.folders(), paths)):
            self.read(file)
        self._flush()

    def _news(self) -> list[FoundFile]:
        found = find_transcripts(self.folders())
        for problem in found.unreadable:
            self._cannot_read(problem)
        return list(self._changed(found.files))

    def _changed(self, files: Iterable[FoundFile]) -> Iterator[FoundFile]:
        for file in files:
            is_known = self._known.get((file.tool, file.path)) == (file.size, file.modified_ns)
            if file.modified_ns >= self._request.since_ns and not is_known:
                yield file

    def _reader(self, file: FoundFile) -> FileReader:
        reader = self._readers.pop(file.path, None) or FileReader(self._plugins, file, self._rules)
        if self._request.follow:
            self._readers[file.path] = reader
            while len(self._readers) > _KEPT_READERS:
                self._readers.popitem(last=False)
        return reader

    def _note(self, chunk: FileChunk) -> None:
        state, progress = chunk.state, self.progress
        if state.size:  # the file is read
            progress.not_understood += state.not_understood
        if state.first_not_understood and not progress.first_not_understood:
            progress.first_not_understood = f"{state.path}, line {state.first_not_understood}"

    def _cannot_read(self, problem: str) -> None:
        self.progress.unreadable += 1
        if len(self.progress.problems) < _SHOWN_PROBLEMS:
            self.progress.problems.append(problem)

    def _flush(self) -> None:
        if self._batch.chunks:
            self._outlet.chunks(self._batch.chunks)
        self._batch = _Batch()

    def _tell(self) -> None:
        if time.monotonic() - self._told_s > _PROGRESS_S:
            self._told_s = time.monotonic()
            self._outlet.progress(self.progress)
