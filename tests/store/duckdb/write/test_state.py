"""What the writer forgets it finds again: series are written once, a retry is known for as long as was promised."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aiobserver.model.columns import Row
from aiobserver.store.duckdb.write.state import RetryWindow, SeriesIndex
from tests.rows import point

MINUTE = 60 * 10**9


class Table:
    """The ids in `metric_series`, and how often it was asked."""

    def __init__(self) -> None:
        self.ids: list[int] = []
        self.lookups = 0

    def stored(self, wanted: list[Row]) -> list[Row]:
        self.lookups += 1
        return [row for row in wanted if row[0] in self.ids]

    def add(self, series: SeriesIndex, ids: list[int], *, commit: bool = True) -> None:
        rows = series.add([point(SeriesId=number) for number in ids])
        if commit:
            self.ids += [row[0] for row in rows]
            series.commit()
        else:
            series.rollback()


def test_a_series_that_was_forgotten_is_not_written_again() -> None:
    table = Table()
    series = SeriesIndex(table.stored, 10)
    for first in range(0, 100, 5):
        table.add(series, [*range(first, first + 5), first])
    table.add(series, [0, 50, 99, 100])
    assert table.ids == list(range(101))


def test_a_series_that_goes_on_is_not_looked_up() -> None:
    table = Table()
    series = SeriesIndex(table.stored, 10)
    for number in range(1, 50):
        table.add(series, [0, number])
    before = table.lookups
    table.add(series, [0, 0, 49])
    assert table.lookups == before == 49


@given(
    transactions=st.lists(
        st.tuples(st.lists(st.integers(0, 9), max_size=5), st.sampled_from(["commit", "rollback", "delete"])),
        max_size=20,
    ),
    kept=st.integers(0, 4),
)
def test_each_series_is_in_the_table_once(transactions: list[tuple[list[int], str]], kept: int) -> None:
    table = Table()
    series = SeriesIndex(table.stored, kept)
    expected: set[int] = set()
    for ids, event in transactions:
        if event == "delete":
            series.forget()
            table.ids = [number for number in table.ids if number not in ids]
            expected -= set(ids)
            series.commit()
            continue
        table.add(series, ids, commit=event == "commit")
        expected |= set(ids) if event == "commit" else set()
        assert sorted(table.ids) == sorted(expected)


def digest(number: int) -> bytes:
    return number.to_bytes(8, "big") + b"the rest"


def test_requests_are_known_for_ten_minutes_and_ten_thousand_of_them_for_good() -> None:
    window = RetryWindow([(digest(number), number) for number in range(20_000)])
    for number in range(20_000, 30_000):
        window.add(digest(number), number)
        window.commit()
    assert len(window) == 30_000
    window.prune(5 * MINUTE)
    assert all(window.seen(digest(number)) for number in range(30_000))
    window.prune(20 * MINUTE)
    assert 10_000 <= len(window) < 20_000
    assert not window.seen(digest(0))
    assert all(window.seen(digest(number)) for number in range(20_000, 30_000))


def test_a_request_that_was_rolled_back_may_come_again() -> None:
    window = RetryWindow([])
    window.add(digest(1), 1)
    assert window.seen(digest(1))
    window.rollback()
    assert not window.seen(digest(1))
