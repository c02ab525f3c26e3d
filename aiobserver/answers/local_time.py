"""Local time in a range: what a zone adds to UTC, and from when on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from aiobserver.errors import InvalidRequest

Offsets = tuple[tuple[int, int], ...]
"""(from when on, in s since 1970; what is added to UTC, in s), in order of time."""

_NS = 10**9
_STEP_S = 7 * 86_400
_LAST_S = 4_102_444_800
"""2100: the rules of zones are not known so far ahead."""


def offsets_of(zone: str, from_ns: int, to_ns: int) -> Offsets:
    """
    :param zone: IANA name, such as Europe/Berlin.
    :raises InvalidRequest: there is no such zone.
    """
    try:
        place = ZoneInfo(zone)
    except (LookupError, ValueError, OSError):
        raise InvalidRequest(f"timezone: {zone[:60]!r} is not a zone such as Europe/Berlin or UTC") from None
    first, last = min(from_ns // _NS, _LAST_S), min(to_ns // _NS, _LAST_S)
    found = [(first, _offset(place, first))]
    for moment in range(first + _STEP_S, last + _STEP_S, _STEP_S):
        if _offset(place, moment) != found[-1][1]:
            found.append((_change(place, moment - _STEP_S, moment), _offset(place, moment)))
    return tuple(found)


def _change(place: ZoneInfo, before: int, after: int) -> int:
    """The second between two others in which the offset changes."""
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(place, middle) == _offset(place, before):
            before = middle
        else:
            after = middle
    return after


def _offset(place: ZoneInfo, moment_s: int) -> int:
    offset = datetime.fromtimestamp(moment_s, UTC).astimezone(place).utcoffset() or timedelta()
    return int(offset.total_seconds())
