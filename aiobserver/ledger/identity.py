"""Ids of sightings: two with one id are sightings of one call, or the same sighting again."""

from __future__ import annotations

from hashlib import blake2b

from aiobserver.model.ledger import Call, Source

_BYTES = 8
_NOTHING = (-1,)


def call_id(tool: str, source: Source, call: Call) -> int:
    """Id of a call with a key, whoever tells of it; else of the source, time, place and tokens.

    The session is no part of the first: a forked session repeats calls under another one.
    """
    if call.key:
        return _number("key", tool, call.key)
    counted = call.tokens
    numbers = _NOTHING if counted is None else (counted.input, counted.cache_read, counted.cache_write, counted.output)
    return _number("moment", tool, source, call.session, call.model, call.outcome, call.end_ns, *numbers)


def metered_id(tool: str, session: str, model: str, end_ns: int) -> int:
    """Id of what metrics counted in one export interval."""
    return _number("metered", tool, session, model, end_ns)


def place_id(tool: str, call: Call) -> int:
    """Id of all calls of one tool, session and model: only among these one without a key is looked for."""
    return _number("place", tool, call.session, call.model)


def _number(*parts: object) -> int:
    text = "\0".join(map(str, parts)).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=_BYTES).digest(), "big")
