"""What is not used is dropped, and nothing between two trims."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aiobserver.system.recent import Recent


def test_what_is_used_stays_and_what_is_idle_goes() -> None:
    recent: Recent[int, str] = Recent(10)
    recent.update({-1: "used", -2: "idle"})
    for number in range(100):
        recent.update({number: "new"})
        assert recent.lacking([-1]) == set()
        recent.trim()
    assert (recent.get(-1), recent.get(-2), recent.lacking([-1, -2, 99])) == ("used", None, {-2})
    assert len(recent) <= 22


@given(batches=st.lists(st.lists(st.integers(0, 20), max_size=8), max_size=30), size=st.integers(0, 6))
def test_what_was_found_is_there_after_the_next_trim_with_its_newest_value(batches: list[list[int]], size: int) -> None:
    recent: Recent[int, int] = Recent(size)
    truth: dict[int, int] = {}
    for moment, keys in enumerate(batches):
        lacking = recent.lacking(keys)
        recent.update({key: truth.get(key, 0) for key in lacking})
        assert [recent.get(key) for key in keys] == [truth.get(key, 0) for key in keys]
        truth |= dict.fromkeys(keys, moment)
        recent.update(dict.fromkeys(keys, moment))
        recent.trim()
        assert [recent.get(key) for key in keys] == [moment] * len(keys)


def test_cleared_it_keeps_nothing() -> None:
    recent: Recent[int, int] = Recent(1)
    recent.update({1: 1, 2: 2})
    recent.trim()
    recent.update({3: 3})
    recent.clear()
    assert len(recent) == 0
