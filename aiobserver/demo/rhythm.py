"""Working hours of the sample: by day, on weekdays, and mostly of late."""

from __future__ import annotations

from datetime import datetime

from aiobserver.demo.story import Dice

_SECOND_NS = 10**9
_HOUR_NS = 3600 * _SECOND_NS
_DAY_NS = 24 * _HOUR_NS
_WEEK_NS = 7 * _DAY_NS
_SHARE_OF_LAST_DAY = 0.4
_TRIES = 30
_SATURDAY = 5
_HOURS = ((range(9, 18), 1.0), (range(7, 23), 0.3), (range(24), 0.03))


def session_starts(start_ns: int, end_ns: int, sessions_a_week: int, dice: Dice) -> list[int]:
    """Starts of sessions within a time, in order; less than an hour is filled by one session."""
    if end_ns - start_ns <= _HOUR_NS:
        return [start_ns + dice.randrange(3 * _SECOND_NS)]
    count = round(sessions_a_week * (end_ns - start_ns) / _WEEK_NS)
    latest = [end_ns - dice.randrange(low, high) * 60 * _SECOND_NS for low, high in ((8, 20), (25, 55), (60, 180))]
    last_day = max(start_ns, end_ns - _DAY_NS)
    ordinary = [
        _working_moment(last_day if dice.happens(_SHARE_OF_LAST_DAY) else start_ns, end_ns - _HOUR_NS // 2, dice)
        for _ in range(count - len(latest))
    ]
    return sorted(moment for moment in ordinary + latest if moment >= start_ns)


def _working_moment(start_ns: int, end_ns: int, dice: Dice) -> int:
    moment = start_ns
    for _ in range(_TRIES):
        moment = dice.randrange(start_ns, end_ns)
        if dice.happens(_activity(datetime.fromtimestamp(moment // _SECOND_NS))):
            break
    return moment


def _activity(moment: datetime) -> float:
    """Probability that somebody works, 0 to 1; by the clock of this machine."""
    by_day = 0.3 if moment.weekday() >= _SATURDAY else 1.0
    return by_day * next(likely for hours, likely in _HOURS if moment.hour in hours)
