"""Ids: sightings of one thing share one, and what is merged from them has one of its own."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

from aiobserver.model.ledger import Call, SessionFact, Sighting, Source, ToolCall, Turn

_BYTES = 8
_NOTHING = (-1,)
_PLACES = 4_096
"""Most that are remembered: much happens in one place."""


def sighting_id(tool: str, source: Source, said: Sighting) -> int:
    """Id of what has a key, whoever tells of it, and of a session; else of source, time, place and what was counted.

    The session is no part of the first: the transcript of a forked session repeats calls under another one.
    """
    moment: tuple[object, ...]
    match said:
        case SessionFact():
            return place_id(tool, said)
        case Call():
            return call_id(tool, source, said)
        case ToolCall():
            moment = ("tool moment", tool, source, said.session, said.name, said.end_ns, said.decision == "reject")
        case Turn():
            moment = ("turn moment", tool, source, said.session, said.start_ns)
    return _number(_kind(said), tool, said.key) if said.key else _number(*moment)


def call_id(tool: str, source: Source, call: Call) -> int:
    """Id of a call."""
    if call.key:
        return _number("key", tool, call.key)
    counted = call.tokens
    numbers = _NOTHING if counted is None else (counted.input, counted.cache_read, counted.cache_write, counted.output)
    return _number("moment", tool, source, call.session, call.model, call.outcome, call.end_ns, *numbers)


def merged_id(sighting: int, session: str) -> int:
    """Id of what is merged from sightings with a key, by their id; the same key in another session is another thing."""
    return _number("merged", sighting, session)


def metered_id(tool: str, session: str, model: str, end_ns: int) -> int:
    """Id of what metrics counted in one export interval."""
    return _number("metered", tool, session, model, end_ns)


def place_id(tool: str, said: Sighting) -> int:
    """Id of all of one kind, tool, session and model or name: only among these one without a key is looked for."""
    match said:
        case Call():
            return _place_number("place", tool, said.session, said.model)
        case ToolCall():
            return _place_number("tool place", tool, said.session, said.name)
        case _:
            return _place_number(f"{_kind(said)} place", tool, said.session)


@lru_cache(_PLACES)
def _place_number(*parts: str) -> int:
    return _number(*parts)


def _kind(said: Sighting) -> str:
    return type(said).__name__


def _number(*parts: object) -> int:
    text = "\0".join(map(str, parts)).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=_BYTES).digest(), "big")
