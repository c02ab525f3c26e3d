"""Numbers as JSON can carry them, and what senders put in their place."""

from __future__ import annotations

import math

_MOST_DIGITS = 18
_MILLISECOND_NS = 10**6
_MOST_MILLISECONDS = 10**12

SAFE_INTEGER = 2**53
"""JSON readers keep integers exactly up to this one."""


def plain_integer(number: int) -> int | str:
    """The number, or its text if JSON readers would not keep it exactly."""
    return number if -SAFE_INTEGER <= number <= SAFE_INTEGER else str(number)


def plain_double(number: float) -> float | str:
    """The number, or its name if JSON has none for it: NaN and infinities."""
    if math.isfinite(number):
        return number
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"


def milliseconds_ns(value: object) -> int | None:
    """Nanoseconds of milliseconds that come as a number or as text; None: no duration, or one over 31 years."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        milliseconds = float(value)
    except (ValueError, OverflowError):
        return None
    return int(milliseconds * _MILLISECOND_NS) if 0 <= milliseconds <= _MOST_MILLISECONDS else None


def count_of(value: object) -> int:
    """A count that comes as a number or as text; anything else is 0."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS:
        return int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**_MOST_DIGITS else 0


def truth_of(value: object) -> bool | None:
    """True or False that comes as such or as text; None: anything else."""
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value)
    return value if isinstance(value, bool) else None
