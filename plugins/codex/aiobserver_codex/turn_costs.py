"""Costs of turns by the estimate of Codex itself, which versions from 0.154 on send minutes after the turn."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aiobserver import Records, Turn
from aiobserver_codex.calls import text_of

_EVENT = "codex.turn_cost"
_TURN_ID = re.compile(r"([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.ASCII)
"""A UUID of version 7, which begins with the ms since 1970 at which the turn began."""
_LAST_MS = 2**64 // 10**6 - 1
_MS_NS = 10**6
_MOST_USD = 1e6


def turn_costs(records: Records) -> Iterator[Turn]:
    """One remark per estimate, joined with the prompt by the time that the id of the turn tells, or by the whole id."""
    if records.signal != "logs":
        return
    for position in records.positions("EventName", _EVENT):
        attributes = records.attributes(position)
        turn, cost = text_of(attributes.get("turn.id")), _usd(attributes.get("usage.estimated_usd"))
        start_ns = _start_ns(turn)
        if start_ns and cost is not None:
            yield Turn(position=position, key=turn, start_ns=start_ns, is_prompt=False, cost=cost)


def _start_ns(turn: str) -> int:
    """Begin of the turn with this id; 0: the id does not say so."""
    found = _TURN_ID.fullmatch(turn)
    milliseconds = int(found[1] + found[2], 16) if found else 0
    return milliseconds * _MS_NS if milliseconds <= _LAST_MS else 0


def _usd(value: object) -> float | None:
    """A decimal number; None if it is none, negative, or more than any turn costs."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if 0 <= number < _MOST_USD else None
