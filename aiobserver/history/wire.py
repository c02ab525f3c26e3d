"""Contents of transcripts on their way from the process that reads them to the one that stores them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from aiobserver.errors import InvalidRequest
from aiobserver.hooks.results import check_sighting
from aiobserver.model.history import Message
from aiobserver.model.ledger import Call, SessionFact, Sighting, ToolCall, Turn
from aiobserver.store.history import FileChunk, FileState

_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A chunk as it is sent: the sightings by kind, as JSON has no names for types."""

    state: FileState
    is_first: bool
    service: str
    calls: Sequence[Call]
    tool_calls: Sequence[ToolCall]
    turns: Sequence[Turn]
    facts: Sequence[SessionFact]
    messages: Sequence[Message]
    first_message: int

    @property
    def sightings(self) -> list[Sighting]:
        return [*self.calls, *self.tool_calls, *self.turns, *self.facts]


@dataclass(frozen=True, slots=True)
class _Body:
    files: Sequence[_File]
    format: Literal[1] = 1


_DECODER = msgspec.json.Decoder(_Body)


def encoded(chunks: Iterable[FileChunk]) -> bytes:
    """The chunks as JSON."""
    return msgspec.json.encode(_Body([_file(chunk) for chunk in chunks]))


def decoded(body: bytes) -> list[FileChunk]:
    """The chunks in such JSON.

    :raises InvalidRequest: it is none.
    """
    try:
        return [_chunk(file) for file in _DECODER.decode(body).files]
    except (msgspec.MsgspecError, TypeError, ValueError) as error:
        raise InvalidRequest(f"not what a reader of transcripts of this version sends: {error}") from None


def _file(chunk: FileChunk) -> _File:
    return _File(
        state=chunk.state,
        is_first=chunk.is_first,
        service=chunk.service,
        calls=[said for said in chunk.sightings if type(said) is Call],
        tool_calls=[said for said in chunk.sightings if type(said) is ToolCall],
        turns=[said for said in chunk.sightings if type(said) is Turn],
        facts=[said for said in chunk.sightings if type(said) is SessionFact],
        messages=chunk.messages,
        first_message=chunk.first_message,
    )


def _chunk(file: _File) -> FileChunk:
    state = file.state
    numbers = (
        *(state.size, state.modified_ns, state.read, state.lines, state.not_understood, state.first_not_understood),
        *(file.first_message, *(message.time_ns for message in file.messages)),
    )
    if not all(0 <= number <= _LARGEST for number in numbers):
        raise ValueError("a number is negative or too large")
    sightings = file.sightings
    for said in sightings:
        check_sighting(said)
    return FileChunk(
        state=state,
        is_first=file.is_first,
        service=file.service,
        sightings=sightings,
        messages=file.messages,
        first_message=file.first_message,
    )
