"""Reads one transcript with the tool's plugin: what its lines tell, piece by piece, and how far it is read."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import IO

from aiobserver.history.discover import FoundFile
from aiobserver.history.reading import Piece, head_of, opened, pieces, transcript
from aiobserver.hooks.host import Plugins
from aiobserver.model.history import Message, Understood
from aiobserver.model.ledger import SessionFact, Sighting
from aiobserver.store.history import FileChunk, FileState

log = logging.getLogger(__name__)

_FIRST_PROMPT_CHARACTERS = 200
_MOST_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRules:
    """Rules for the texts in transcripts."""

    keeps_text: bool = False
    keeps_titles: bool = True
    machine: str = ""


class FileReader:
    """One transcript as far as it was read; it can be read on when it has grown."""

    def __init__(self, plugins: Plugins, file: FoundFile, rules: ReadingRules) -> None:
        self._plugins = plugins
        self._file = file
        self._rules = rules
        entry = plugins.entry_named(file.tool)
        self._service = entry.tool.usual_service if entry else file.tool
        self._begin()

    def _begin(self) -> None:
        self._plugin_state: object = None
        self._is_first = True
        self._messages = 0
        self._state = FileState(
            tool=self._file.tool,
            machine=self._rules.machine,
            path=self._file.path,
            size=0,
            modified_ns=0,
            read=0,
            head="",
        )

    def chunks(self, file: FoundFile) -> Iterator[FileChunk]:
        """Everything that was written since the last call; all of it if the file shrank or has another beginning.

        The last chunk says that the file is read, also if it tells nothing.

        :param file: the same file as it is now.
        :raises OSError: it cannot be read.
        """
        self._file = file
        with opened(file) as content:
            head = head_of(content)
            if self._has_changed(content, head):
                self._begin()
            self._state = replace(self._state, head=head)
            for piece in pieces(content, self._state.read, is_whole=file.folder.is_whole):
                yield self._chunk(piece)
        self._state = replace(self._state, size=file.size, modified_ns=file.modified_ns)
        yield self._made(())

    def _has_changed(self, content: IO[bytes], head: str) -> bool:
        if self._file.folder.is_whole or head != self._state.head:
            return True
        content.seek(0, 2)
        return content.tell() < self._state.read

    def _chunk(self, piece: Piece) -> FileChunk:
        given = transcript(self._file, wants_text=self._rules.keeps_text)
        understood = self._plugins.read_transcript(self._file.tool, given, piece.lines, self._plugin_state)
        first_line = self._state.lines + piece.too_long
        failed: list[int] = [self._state.lines] if piece.too_long else []
        if understood is None:
            failed += [first_line] * len(piece.lines)
            understood = Understood(state=self._plugin_state)
        failed += [first_line + position for position in understood.not_understood]
        self._plugin_state = understood.state
        self._state = replace(
            self._state,
            read=piece.end,
            lines=first_line + len(piece.lines),
            not_understood=self._state.not_understood + len(failed),
            first_not_understood=self._state.first_not_understood or (min(failed) + 1 if failed else 0),
        )
        return self._made(self._told(understood), understood)

    def _told(self, understood: Understood) -> Sequence[Sighting]:
        return [self._kept(said) for said in understood.sightings]

    def _kept(self, said: Sighting) -> Sighting:
        """The sighting without texts that are not kept."""
        if not isinstance(said, SessionFact) or not (said.prompt or said.title):
            return said
        if not self._rules.keeps_titles:
            return replace(said, prompt="", title="")
        return replace(said, prompt=_shortened(said.prompt))

    def _made(self, told: Sequence[Sighting], understood: Understood | None = None) -> FileChunk:
        messages = [] if understood is None else [_bounded(message) for message in understood.messages]
        chunk = FileChunk(
            state=self._state,
            is_first=self._is_first,
            service=self._service,
            sightings=told,
            messages=messages,
            first_message=self._messages,
        )
        self._is_first = False
        self._messages += len(messages)
        return chunk


def _bounded(message: Message) -> Message:
    """A message of which no more is kept than somebody may read."""
    if len(message.text) <= _MOST_CHARACTERS:
        return message
    return replace(message, text=f"{message.text[:_MOST_CHARACTERS]}… ({len(message.text)} characters)")


def _shortened(text: str) -> str:
    line = " ".join(text[: 4 * _FIRST_PROMPT_CHARACTERS].split())
    return line if len(line) <= _FIRST_PROMPT_CHARACTERS else line[: _FIRST_PROMPT_CHARACTERS - 1] + "…"
