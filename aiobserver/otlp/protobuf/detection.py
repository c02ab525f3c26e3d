"""Signal and number of the records in a protobuf body, told before it is decoded."""

from __future__ import annotations

from collections.abc import Iterable

from aiobserver.errors import InvalidRequest, TooLarge
from aiobserver.model.columns import Signal
from aiobserver.otlp.protobuf.wire import (
    FIXED32,
    FIXED64,
    LENGTH,
    METRIC_DATA,
    MOST_ELEMENTS,
    RECORDS,
    SPAN_LISTS,
    VARINT,
    Place,
    after_runs,
    check_fields,
    children,
    count_children,
    elements,
    fields,
    records,
)

# Field numbers → wire types of the record messages (opentelemetry-proto 1.x); what is not named is ignored.
_FIELDS: dict[Signal, dict[int, int]] = {
    "traces": {
        **dict.fromkeys((1, 2, 3, 4, 5, 9, 11, 13, 15), LENGTH),
        **dict.fromkeys((6, 10, 12, 14), VARINT),
        **dict.fromkeys((7, 8), FIXED64),
        16: FIXED32,
    },
    "metrics": dict.fromkeys((1, 2, 3, 5, 7, 9, 10, 11, 12), LENGTH),
    "logs": {
        **dict.fromkeys((1, 11), FIXED64),
        **dict.fromkeys((2, 7), VARINT),
        **dict.fromkeys((3, 5, 6, 9, 10, 12), LENGTH),
        8: FIXED32,
    },
}
_TRACE_ID_BYTES = 16
_SPAN_ID_BYTES = 8
_SMALLEST_ELEMENT = 2
_AGAIN = 64


def check_envelopes(body: bytes) -> int:
    """Number of resources, scopes and records; level by level, so that too many are found without looking into them.

    :raises TooLarge: more than 500,000.
    """
    if len(body) <= MOST_ELEMENTS * _SMALLEST_ELEMENT:
        return 0
    whole = (0, len(body))
    count = _with(0, body, [whole], RECORDS[:1])
    count = _with(count, body, elements(body, whole, RECORDS[:1]), RECORDS[1:2])
    return _with(count, body, elements(body, whole, RECORDS[:2]), RECORDS[2:])


def check_lists(body: bytes, signal: Signal, count: int) -> None:
    """
    :param count: of resources, scopes and records. :raises TooLarge: with events, links and points over 500,000.
    """
    if len(body) <= MOST_ELEMENTS * _SMALLEST_ELEMENT or signal == "logs":
        return
    if signal == "traces":
        tags = [bytes((number << 3 | LENGTH,)) for number in SPAN_LISTS]
        if sum(map(body.count, tags)) + count <= MOST_ELEMENTS:
            return  # not even if each of these bytes were a tag
        _with(count, body, records(body), SPAN_LISTS)
    else:
        data = (place for metric in records(body) for place in children(body, *metric, METRIC_DATA))
        _with(count, body, data, (1,))


def _with(count: int, body: bytes, places: Iterable[Place], numbers: tuple[int, ...]) -> int:
    """The count together with the messages that have one of these numbers in these places."""
    for place in places:
        count += count_children(body, place, numbers, MOST_ELEMENTS - count)
        if count > MOST_ELEMENTS:
            raise TooLarge(f"more than {MOST_ELEMENTS} records and envelopes in one request; send smaller batches")
    return count


def detect(body: bytes, path_signal: Signal | None) -> Signal | None:
    """The signal of the first record that has content; None if there is no record at all.

    :raises InvalidRequest: the body holds no records of any signal. :raises TooLarge: a record of millions of fields.
    """
    for start, end in elements(body, (0, len(body)), RECORDS, strict=True):
        if end > start:
            return _signal_of(*_shapes(body, start, end), path_signal)
    return None


def _shapes(body: bytes, position: int, end: int) -> tuple[set[tuple[int, int]], dict[int, int]]:
    """(field number, wire type) of all fields of a record, and the last lengths of those that have one."""
    shapes: set[tuple[int, int]] = set()
    lengths: dict[int, int] = {}
    count = 0
    while position < end:
        for number, wire, start, last in fields(body, position, end):
            shapes.add((number, wire))
            if wire == LENGTH:
                lengths[number] = last - start
            count += 1
            if count % _AGAIN == 0:
                break
        else:
            break
        position, skipped = after_runs(body, last, end, frozenset(number << 3 | wire for number, wire in shapes))
        count += skipped
        check_fields(count)
    return shapes, lengths


def _signal_of(shapes: set[tuple[int, int]], lengths: dict[int, int], path_signal: Signal | None) -> Signal:
    possible = [
        signal
        for signal, types in _FIELDS.items()
        if all(types.get(number, wire) == wire for number, wire in shapes)
        and any(number in types for number, _ in shapes)
    ]
    if "traces" in possible and _looks_like_span(shapes, lengths):
        return "traces"
    if path_signal in possible and 1 not in lengths:
        return path_signal
    if "traces" in possible and len(possible) > 1:
        possible.remove("traces")
    if 1 in lengths and "metrics" in possible:
        return "metrics"
    if path_signal in possible:
        return path_signal
    if not possible:
        raise InvalidRequest("the records are neither spans nor metrics nor logs")
    return possible[-1]


def _looks_like_span(shapes: set[tuple[int, int]], lengths: dict[int, int]) -> bool:
    ids = lengths.get(1) == _TRACE_ID_BYTES and lengths.get(2) == _SPAN_ID_BYTES
    return ids or any(shape in shapes for shape in ((6, VARINT), (7, FIXED64), (8, FIXED64)))
