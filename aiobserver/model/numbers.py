"""Numbers as JSON can carry them."""

from __future__ import annotations

import math

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
