"""Times: integer nanoseconds since 1970 ↔ RFC 3339 text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Range:
    """A half-open range of time, in nanoseconds: from ≤ t < to."""

    from_ns: int
    to_ns: int


END_OF_TIME_NS = 2**64
"""End of a range without end: the first moment that no uint64 names."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND_NS = 10**9
_RFC3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,18}))?(?:([Zz])|([+-])(\d\d):?(\d\d))", re.ASCII
)


def rfc3339(time_ns: int) -> str:
    """`2026-01-31T12:00:00.000000001Z`, for every time OTLP can name (up to the year 2554)."""
    seconds, nanoseconds = divmod(time_ns, _SECOND_NS)
    moment = _EPOCH + timedelta(seconds=seconds)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{nanoseconds:09d}Z"


def parse_rfc3339(text: str) -> int:
    """Nanoseconds since 1970; negative before. Digits beyond the ninth are cut.

    :raises ValueError: the text is no RFC 3339 time with a zone.
    """
    match = _RFC3339.fullmatch(text)
    if match is None:
        raise ValueError(f"{text[:60]!r} is not an RFC 3339 time such as 2026-01-31T12:00:00Z")
    *parts, fraction, _zulu, sign, hours, minutes = match.groups()
    year, month, day, hour, minute, second = map(int, parts)
    leap = second == 60  # noqa: PLR2004 - RFC 3339 allows leap seconds
    moment = datetime(year, month, day, hour, minute, 59 if leap else second, tzinfo=UTC)
    seconds = (moment - _EPOCH) // timedelta(seconds=1) + leap
    if sign:
        if int(hours) > 23 or int(minutes) > 59:  # noqa: PLR2004
            raise ValueError(f"{text[:60]!r} has no valid zone")
        offset = int(hours) * 3600 + int(minutes) * 60
        seconds -= offset if sign == "+" else -offset
    return seconds * _SECOND_NS + int((fraction or "").ljust(9, "0")[:9])
