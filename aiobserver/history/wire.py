"""What was understood of transcripts, on its way from the process that reads them to the one that stores it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any

import orjson

from aiobserver.errors import InvalidRequest
from aiobserver.hooks.fields import check_fields
from aiobserver.hooks.results import checked_calls
from aiobserver.ledger.sightings import sighting_of
from aiobserver.model.history import Message
from aiobserver.model.ledger import AnySighting, Call, Place, SessionFact, Sighting, Tokens, ToolCall, Turn
from aiobserver.store.history import FileChunk, FileState

_KINDS: Mapping[str, type[Sighting]] = {"call": Call, "tool": ToolCall, "turn": Turn, "session": SessionFact}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def encoded(chunks: Iterable[FileChunk]) -> bytes:
    """The chunks as JSON."""
    return orjson.dumps({"files": [_file(chunk) for chunk in chunks]})


def decoded(body: bytes) -> list[FileChunk]:
    """The chunks in such JSON.

    :raises InvalidRequest: it is none.
    """
    try:
        return [_chunk(each) for each in orjson.loads(body)["files"]]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidRequest(f"not what a reader of transcripts sends: {type(error).__name__}: {error}") from None


def _file(chunk: FileChunk) -> dict[str, Any]:
    return {
        "state": asdict(chunk.state),
        "isFirst": chunk.is_first,
        "service": chunk.service,
        "sightings": [(_NAMES[type(one.said)], one.said) for one in chunk.sightings],
        "messages": chunk.messages,
        "firstMessage": chunk.first_message,
    }


def _chunk(sent: Mapping[str, Any]) -> FileChunk:
    state = FileState(**sent["state"])
    messages = [Message(**message) for message in sent["messages"]]
    for instance in (state, *messages):
        check_fields(instance)
    chunk = FileChunk(
        state=state,
        is_first=bool(sent["isFirst"]),
        service=str(sent["service"]),
        sightings=_sightings(state.tool, sent["sightings"]),
        messages=messages,
        first_message=int(sent["firstMessage"]),
    )
    figures = [getattr(state, field.name) for field in fields(FileState)]
    figures += [chunk.first_message, *(message.time_ns for message in messages)]
    if not all(0 <= figure < 2**63 for figure in figures if isinstance(figure, int)):
        raise ValueError("a number is negative or too large")
    return chunk


def _sightings(tool: str, sent: Iterable[tuple[str, dict[str, Any]]]) -> list[AnySighting]:
    told = [_said(kind, said) for kind, said in sent]
    return [sighting_of(tool, "transcript", said) for said in checked_calls(told, max(1, len(told)))]


def _said(kind: str, said: dict[str, Any]) -> Sighting:
    known: dict[str, Any] = {"place": Place(**said["place"]), "position": 0}
    if kind == "call" and said["tokens"] is not None:
        known["tokens"] = Tokens(**said["tokens"])
    return _KINDS[kind](**(said | known))
