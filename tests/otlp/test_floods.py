"""Bodies of far too many tiny elements are refused before anything is built of them."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import pytest

from aiobserver.errors import TooLarge
from aiobserver.model.batch import Export
from aiobserver.model.columns import Signal
from aiobserver.otlp.decode import Decoder
from aiobserver.otlp.protobuf.detection import check_envelopes, check_lists
from aiobserver.otlp.protobuf.wire import MOST_ELEMENTS, MOST_FIELDS, children, count_children, count_fields, fields
from tests.otlp.test_limits import field

MIB = 2**20
FULL = 64 * MIB - 200
"""Bytes of tiny elements that fit into the largest body."""
IDS = field(1, b"\x01" * 16) + field(2, b"\x02" * 8)
TIME = b"\x19\x05" + bytes(7)
RECORDS = "more than 500000 records and envelopes"
FIELDS = "more than 6000000 attributes and fields"


def many(piece: bytes, size: int = FULL) -> bytes:
    return piece * (size // len(piece))


def records(content: bytes) -> bytes:
    return field(1, field(2, content))


def span(content: bytes) -> bytes:
    return records(field(2, IDS + content))


def metric(number: int, data: bytes) -> bytes:
    return records(field(2, field(1, b"name") + field(number, data)))


FLOODS: dict[str, tuple[Signal, Callable[[], bytes], str]] = {
    "resources": ("traces", lambda: many(b"\x0a\x00"), RECORDS),
    "scopes": ("logs", lambda: field(1, many(b"\x12\x00")), RECORDS),
    "spans": ("traces", lambda: records(many(b"\x12\x00")), RECORDS),
    "different logs": ("logs", lambda: records(many(b"\x12\x02\x10\x01\x12\x00\x12\x04\x10\x02\x1a\x00")), RECORDS),
    "metrics": ("metrics", lambda: records(many(b"\x12\x00")), RECORDS),
    "long spans": ("traces", lambda: records(many(field(2, IDS + field(5, b"n" * 60)))), RECORDS),
    "resources with a span": ("traces", lambda: many(field(1, field(2, field(2, IDS)))), RECORDS),
    "points": ("metrics", lambda: metric(5, many(b"\x0a\x00")), RECORDS),
    "points of a million metrics": ("metrics", lambda: records(many(field(2, field(7, b"\x0a\x00")))), RECORDS),
    "events": ("traces", lambda: span(many(b"\x5a\x00", 10 * MIB)), RECORDS),
    "links": ("traces", lambda: span(many(b"\x6a\x00", 10 * MIB)), RECORDS),
    "all events": ("traces", lambda: span(many(b"\x5a\x00")), FIELDS),
    "span attributes": ("traces", lambda: span(many(b"\x4a\x00")), FIELDS),
    "log attributes": ("logs", lambda: records(field(2, b"\x09\x05" + bytes(7) + many(b"\x32\x00"))), FIELDS),
    "different attributes": ("traces", lambda: span(many(b"\x4a\x02\x0a\x00\x4a\x00\x4a\x03\x0a\x01k")), FIELDS),
    "event attributes": ("traces", lambda: span(field(11, many(b"\x1a\x00"))), FIELDS),
    "resource attributes": ("traces", lambda: field(1, field(1, many(b"\x0a\x00")) + field(2, field(2, IDS))), FIELDS),
    "entities": ("traces", lambda: field(1, field(1, many(b"\x1a\x00")) + field(2, field(2, IDS))), FIELDS),
    "scope attributes": ("traces", lambda: field(1, field(2, field(1, many(b"\x1a\x00")) + field(2, IDS))), FIELDS),
    "exemplars": ("metrics", lambda: metric(5, field(1, TIME + many(b"\x2a\x00"))), FIELDS),
    "quantiles": ("metrics", lambda: metric(11, field(1, TIME + many(b"\x32\x00"))), FIELDS),
    "metadata": ("metrics", lambda: records(field(2, many(b"\x62\x00"))), FIELDS),
    "schema urls": ("traces", lambda: field(1, field(2, field(2, IDS)) + many(b"\x1a\x00")), FIELDS),
    "unknown fields": ("traces", lambda: field(1, many(b"\x30\x01")), FIELDS),
}


LONG = ("long spans", "resources with a span")
"""They take as long as all others together."""


@pytest.mark.parametrize(
    ("signal", "body", "message"),
    [pytest.param(*case, id=name, marks=pytest.mark.long if name in LONG else ()) for name, case in FLOODS.items()],
)
def test_a_flood_is_refused_and_nothing_built(signal: Signal, body: Callable[[], bytes], message: str) -> None:
    made = body()
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge, match=message):
            decode(made, signal)
        assert tracemalloc.get_traced_memory()[1] < len(made) + MIB  # marks of each byte of the body
    finally:
        tracemalloc.stop()


def decode(body: bytes, signal: Signal) -> Export:
    return Decoder(lambda _service: ()).decode(
        body, content_type="application/x-protobuf", path_signal=signal, received_ns=1
    )


def test_buckets_that_do_not_fit_are_refused_unread() -> None:
    export = decode(metric(9, field(1, TIME + field(6, bytes(8 * 5_000_000)))), "metrics")
    assert (export.row_count, export.rejected) == (0, 1)


@pytest.mark.parametrize("piece", [b"\x12\x00", field(2, b"\x10\x01"), field(2, IDS), field(2, bytes(300))])
def test_exactly_as_many_records_as_allowed_are_taken(piece: bytes) -> None:
    allowed = MOST_ELEMENTS - 2
    body = records(piece * allowed)
    assert check_envelopes(body) == MOST_ELEMENTS
    check_lists(body, "traces", MOST_ELEMENTS)
    with pytest.raises(TooLarge, match=RECORDS):
        check_envelopes(records(piece * (allowed + 1)))


@pytest.mark.parametrize("piece", [b"\x5a\x00", b"\x6a\x02\x0a\x00"])
def test_events_and_links_count_with_their_records(piece: bytes) -> None:
    body = span(piece * (MOST_ELEMENTS - 3))
    check_lists(body, "traces", 3)
    with pytest.raises(TooLarge, match=RECORDS):
        check_lists(body, "traces", 4)


MIXED = b"".join(
    [
        b"\x0a\x00" * 70,
        field(2, b"x" * 20) * 3,
        b"\x12\x01a" * 200,
        b"\x08\x80\x01" * 65,
        field(30, b"y"),
        b"\x85\x01abcd",
        b"\x19" + bytes(8),
        b"\x0a\x03abc" * 5000,
        b"\x12\x00\x0a\x01b" * 100,
        field(1, bytes(1000)),
    ]
)


def test_counts_are_those_of_a_walk() -> None:
    place = (0, len(MIXED))
    whole = list(fields(MIXED, *place))
    assert count_fields(MIXED, place, MOST_FIELDS) == len(whole)
    for numbers in ((1,), (2,), (1, 2), (30,), (7,)):
        chosen = [(start, end) for number, wire, start, end in whole if number in numbers and wire == 2]
        assert list(children(MIXED, *place, numbers)) == chosen
        assert count_children(MIXED, place, numbers, MOST_FIELDS) == len(chosen)
