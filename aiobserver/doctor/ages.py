"""Relative times for people."""

from __future__ import annotations

from datetime import UTC, datetime

_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def ago(time: str) -> str:
    """The age of an RFC 3339 time, in its largest unit."""
    seconds = (datetime.now(UTC) - datetime.fromisoformat(time)).total_seconds()
    size, unit = next(((size, unit) for size, unit in _UNITS if seconds >= size), (1, "second"))
    count = max(int(seconds // size), 0)
    return f"{count} {unit}{'' if count == 1 else 's'} ago"
