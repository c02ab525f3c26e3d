"""What may be in memory between socket and database, and how long it may wait there."""

from __future__ import annotations

import pytest

from aiobserver.errors import TooLarge, Unavailable
from aiobserver.ingest.admission import Admission
from aiobserver.system.memory import MemoryBudget

MIB = 2**20
BUDGET = MemoryBudget(received=100 * MIB, decoded=50 * MIB)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_what_is_done_makes_room() -> None:
    admission = Admission(BUDGET)
    for _ in range(3):
        with admission.admit(0, 90 * MIB) as reservation:
            reservation.grow(90 * MIB)
            reservation.reserve_rows(50 * MIB)


def test_a_body_over_its_limit_is_too_large_declared_or_not() -> None:
    admission = Admission(BUDGET)
    with pytest.raises(TooLarge), admission.admit(11, 10):
        pass
    with pytest.raises(TooLarge), admission.admit(0, 10) as reservation:
        reservation.grow(11)


def test_too_much_at_once_is_refused_and_one_alone_never() -> None:
    admission = Admission(BUDGET)
    with admission.admit(0, 200 * MIB) as giant:
        giant.grow(150 * MIB)
        with pytest.raises(Unavailable), admission.admit(0, MIB) as small:
            small.grow(1)


def test_what_a_body_is_when_decompressed_counts() -> None:
    admission = Admission(BUDGET)
    with admission.admit(0, MIB) as first, admission.admit(0, MIB) as second:
        first.grow(10)
        second.grow(10)
        first.decompressed(60 * MIB)
        with pytest.raises(Unavailable):
            second.decompressed(60 * MIB)


def test_rows_that_wait_count() -> None:
    admission = Admission(BUDGET)
    with admission.admit(0, MIB) as first, admission.admit(0, MIB) as second:
        first.reserve_rows(40 * MIB)
        with pytest.raises(Unavailable):
            second.reserve_rows(20 * MIB)


@pytest.mark.parametrize(("behind", "seconds", "refused"), [(10, 2, True), (10, 0.5, False), (5, 60, False)])
def test_who_would_wait_long_behind_many_is_told_at_once(behind: int, seconds: float, refused: bool) -> None:
    clock = Clock()
    admission = Admission(BUDGET, clock)
    with admission.admit(0, 90 * MIB) as oldest, admission.admit(0, 90 * MIB) as second:
        oldest.grow(40 * MIB)
        oldest.body_complete()
        second.grow(behind * MIB)
        clock.seconds = seconds
        if refused:
            with pytest.raises(Unavailable), admission.admit(10, 90 * MIB):
                pass
        else:
            with admission.admit(10, 90 * MIB) as third:
                third.grow(10)


def test_a_slow_sender_does_not_count_as_waiting() -> None:
    clock = Clock()
    admission = Admission(BUDGET, clock)
    with admission.admit(0, 90 * MIB) as slow:
        slow.grow(40 * MIB)
        clock.seconds = 3600
        with admission.admit(10, 90 * MIB) as other:
            other.grow(10)
