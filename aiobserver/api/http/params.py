"""Query parameters."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping

import falcon.asgi

from aiobserver.errors import InvalidRequest
from aiobserver.model.times import END_OF_TIME_NS, Range, parse_rfc3339

Params = Mapping[str, str]

_SECOND_NS = 10**9
_UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_UNIT_NAMES = {"sec": "s", "second": "s", "min": "m", "minute": "m", "hour": "h", "day": "d", "week": "w"}
_RELATIVE = re.compile(r"now(?:\s*-\s*(\d{1,9})\s*([smhdw]))?", re.ASCII)
_SPAN = re.compile(r"(\d{1,9})\s*([a-z]*)", re.ASCII)
_MOST_BUCKETS = 1_500
_LIMIT_BUCKETS = 50_000
_INTERVALS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400)
_YES, _NO = ("1", "true", "yes"), ("0", "false", "no")
_DEFAULT_LIMIT = 50
_MOST_DIGITS = 19
_HIGHEST_LIMIT = 1000
_DURATION = re.compile(r"(\d{1,18})\s*(ns|us|ms|s|m)?", re.ASCII)
_DURATION_NS = {"ns": 1, "us": 1000, "ms": 10**6, "s": _SECOND_NS, "m": 60 * _SECOND_NS, None: 1}


def query(req: falcon.asgi.Request) -> dict[str, str]:
    """The query parameters; of one given twice the last counts."""
    return {name: value[-1] if isinstance(value, list) else value for name, value in req.params.items()}


def time_range(params: Params, *, default_from: str = "now-24h") -> Range:
    """`from` and `to`; both ends count as in the range.

    :raises InvalidRequest: malformed, or `from` after `to`.
    """
    now_ns = time.time_ns()
    from_ns = _moment("from", params.get("from") or default_from, now_ns)
    to_ns = _moment("to", params.get("to") or "now", now_ns)
    if from_ns > to_ns:
        raise InvalidRequest("from is after to")
    return Range(from_ns, min(to_ns + 1, END_OF_TIME_NS))


def page(params: Params, highest: int = _HIGHEST_LIMIT) -> tuple[int, int]:
    """(limit, offset); the default for anything but a valid number."""
    limit = _count(params.get("limit"))
    offset = _count(params.get("offset"))
    return min(limit or _DEFAULT_LIMIT, highest), min(offset or 0, 2**53)


def interval_s(text: str | None, span: Range) -> int:
    """Bucket width in seconds: `60`, `60s`, `1 minute`; without one chosen so that a series has at most 1,500 points.

    :raises InvalidRequest: malformed, or far too fine for the range.
    """
    seconds = (span.to_ns - span.from_ns) // _SECOND_NS
    if not text:
        fitting = (width for width in _INTERVALS_S if seconds <= width * _MOST_BUCKETS)
        return next(fitting, -(-seconds // _MOST_BUCKETS // 86_400) * 86_400 or 86_400)
    width = _seconds(text)
    if width <= 0:
        raise InvalidRequest(f"interval: {text[:60]!r} is not an interval such as 60s or 1 minute")
    if seconds // width > _LIMIT_BUCKETS:
        raise InvalidRequest(f"interval: {text[:60]} gives more than {_LIMIT_BUCKETS} points; choose a wider one")
    return width


def duration_ns(name: str, text: str | None) -> int:
    """A duration: nanoseconds, or with a unit as in `500ms`.

    :raises InvalidRequest: malformed.
    """
    if not text:
        return 0
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise InvalidRequest(f"{name}: {text[:60]!r} is not a duration such as 500ms or 2s")
    return min(int(match[1]) * _DURATION_NS[match[2]], END_OF_TIME_NS)


def flag(params: Params, name: str) -> bool:
    """True if a parameter is `1`, `true` or `yes`."""
    return params.get(name, "").lower() in _YES


def choice(params: Params, name: str) -> bool | None:
    """Yes or no, or None: either."""
    text = params.get(name, "").lower()
    return text in _YES if text in (*_YES, *_NO) else None


def one_of(params: Params, name: str, choices: tuple[str, ...]) -> str | None:
    """A parameter with few values, in any case.

    :raises InvalidRequest: another value.
    """
    text = params.get(name)
    if not text:
        return None
    for choice in choices:
        if choice.lower() == text.lower():
            return choice
    raise InvalidRequest(f"unknown {name} {text[:60]!r}; expected {', '.join(choices)}")


def _moment(name: str, text: str, now_ns: int) -> int:
    relative = _RELATIVE.fullmatch(text.strip())
    if relative is not None:
        amount, unit = relative.groups()
        return max(0, now_ns - (int(amount) * _UNITS_S[unit] * _SECOND_NS if amount else 0))
    try:
        # a plus sign that was not escaped arrives as a space
        moment = parse_rfc3339(re.sub(r" (\d\d:?\d\d)$", r"+\1", text.strip()))
    except ValueError:
        raise InvalidRequest(f"{name}: {text[:60]!r} is not a time; expected RFC 3339, now or now-6h") from None
    return min(max(moment, 0), END_OF_TIME_NS)


def _count(text: str | None) -> int | None:
    if not text or not text.isascii() or not text.isdigit():
        return None
    return int(text) if len(text) <= _MOST_DIGITS else END_OF_TIME_NS


def _seconds(text: str) -> int:
    match = _SPAN.fullmatch(text.strip().lower())
    if match is None:
        return 0
    amount, unit = match.groups()
    name = unit.removesuffix("s") if len(unit) > 1 else unit or "s"
    return int(amount) * _UNITS_S.get(_UNIT_NAMES.get(name, name), 0)
