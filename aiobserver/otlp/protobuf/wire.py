"""The protobuf wire format as far as it is needed before decoding: which signal a body holds, and how much of it."""

from __future__ import annotations

from collections.abc import Iterator

from aiobserver.errors import InvalidRequest, TooLarge
from aiobserver.model.columns import Signal

_VARINT, _FIXED64, _LENGTH, _FIXED32 = 0, 1, 2, 5

_Field = tuple[int, int, int, int]
"""(field number, wire type, start, end of its content)"""

Place = tuple[int, int]
"""(start, end) in a body"""

# Field numbers → wire types of the record messages (opentelemetry-proto 1.x); what is not named is ignored.
_RECORDS: dict[Signal, dict[int, int]] = {
    "traces": {
        **dict.fromkeys((1, 2, 3, 4, 5, 9, 11, 13, 15), _LENGTH),
        **dict.fromkeys((6, 10, 12, 14), _VARINT),
        **dict.fromkeys((7, 8), _FIXED64),
        16: _FIXED32,
    },
    "metrics": dict.fromkeys((1, 2, 3, 5, 7, 9, 10, 11, 12), _LENGTH),
    "logs": {
        **dict.fromkeys((1, 11), _FIXED64),
        **dict.fromkeys((2, 7), _VARINT),
        **dict.fromkeys((3, 5, 6, 9, 10, 12), _LENGTH),
        8: _FIXED32,
    },
}
_METRIC_DATA = (5, 7, 9, 10, 11)
SPAN_LISTS = (11, 13)
_TRACE_ID_BYTES = 16
_SPAN_ID_BYTES = 8
_SMALLEST_ELEMENT = 2
MOST_ELEMENTS = 500_000


def detect(body: bytes, path_signal: Signal | None) -> Signal | None:
    """The signal of the first record that has content; None if there is no record at all.

    :raises InvalidRequest: the body holds no records of any signal.
    """
    for _, wire, start, end in _nested(body, 0, len(body), (1, 2, 2)):
        if wire != _LENGTH:
            raise InvalidRequest("the body is no OTLP request")
        found = list(fields(body, start, end))
        if found:
            return _signal_of(found, path_signal)
    return None


def is_message(body: bytes) -> bool:
    """Whether a body could be an export request: nothing but fields 1, to its very end."""
    try:
        return all(number == 1 and wire == _LENGTH for number, wire, _, _ in fields(body, 0, len(body)))
    except InvalidRequest:
        return False


def check_elements(body: bytes, signal: Signal) -> None:
    """
    :raises TooLarge: more than 500,000 records and envelopes; counted without building them.
    """
    if len(body) <= MOST_ELEMENTS * _SMALLEST_ELEMENT:
        return
    for count, _ in enumerate(_elements(body, signal), 1):
        if count > MOST_ELEMENTS:
            raise TooLarge(f"more than {MOST_ELEMENTS} records and envelopes in one request; send smaller batches")


def _elements(body: bytes, signal: Signal) -> Iterator[None]:
    for resource in children(body, 0, len(body), (1,)):
        yield
        for scope in children(body, *resource, (2,)):
            yield
            for record in children(body, *scope, (2,)):
                yield
                if signal == "traces":
                    yield from (None for _ in children(body, *record, SPAN_LISTS))
                elif signal == "metrics":
                    for data in children(body, *record, _METRIC_DATA):
                        yield from (None for _ in children(body, *data, (1,)))


def _signal_of(fields: list[_Field], path_signal: Signal | None) -> Signal:
    shapes = [(number, wire) for number, wire, _, _ in fields]
    lengths = {number: end - start for number, wire, start, end in fields if wire == _LENGTH}
    possible = [
        signal
        for signal, types in _RECORDS.items()
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


def _looks_like_span(shapes: list[tuple[int, int]], lengths: dict[int, int]) -> bool:
    ids = lengths.get(1) == _TRACE_ID_BYTES and lengths.get(2) == _SPAN_ID_BYTES
    return ids or any(shape in shapes for shape in ((6, _VARINT), (7, _FIXED64), (8, _FIXED64)))


def _nested(body: bytes, start: int, end: int, path: tuple[int, ...]) -> Iterator[_Field]:
    """The fields at a path of field numbers."""
    for field in fields(body, start, end):
        if field[0] != path[0]:
            continue
        if len(path) == 1:
            yield field
        elif field[1] == _LENGTH:
            yield from _nested(body, field[2], field[3], path[1:])
        else:
            raise InvalidRequest("the body is no OTLP request")


def records(body: bytes) -> Iterator[Place]:
    """Where the records are."""
    for resource in children(body, 0, len(body), (1,)):
        for scope in children(body, *resource, (2,)):
            yield from children(body, *scope, (2,))


def points(body: bytes, metric: Place) -> Iterator[Place]:
    """Where the data points of a metric are."""
    for data in children(body, *metric, _METRIC_DATA):
        yield from children(body, *data, (1,))


def children(body: bytes, start: int, end: int, numbers: tuple[int, ...]) -> Iterator[Place]:
    """Where the fields of these numbers are, between start and end.

    :raises InvalidRequest: that is no protobuf.
    """
    for number, wire, first, last in fields(body, start, end):
        if number in numbers and wire == _LENGTH:
            yield first, last


def fields(body: bytes, position: int, end: int) -> Iterator[_Field]:
    """The fields between position and end.

    :raises InvalidRequest: that is no protobuf.
    """
    while position < end:
        tag, position = _varint(body, position, end)
        number, wire = tag >> 3, tag & 7
        start = position
        if wire == _LENGTH:
            length, start = _varint(body, position, end)
            position = start + length
        elif wire == _VARINT:
            _, position = _varint(body, position, end)
        elif wire in (_FIXED64, _FIXED32):
            position += 8 if wire == _FIXED64 else 4
        else:
            return  # a group: the decoder will judge
        if position > end or number == 0:
            raise InvalidRequest("the body is no OTLP request, or was cut off")
        yield number, wire, start, position


def _varint(body: bytes, position: int, end: int) -> tuple[int, int]:
    value = shift = 0
    while position < end and shift < 64:  # noqa: PLR2004 - a varint has at most ten bytes
        byte = body[position]
        position += 1
        value |= (byte & 127) << shift
        if byte < 128:  # noqa: PLR2004
            return value, position
        shift += 7
    raise InvalidRequest("the body is no OTLP request, or was cut off")
