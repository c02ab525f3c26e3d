"""Limits on the memory of decoded bodies, checked before: a few kilobytes of gzip can be millions of elements."""

from __future__ import annotations

from collections.abc import Iterator

from aiobserver.errors import InvalidRequest, TooLarge
from aiobserver.model.columns import Signal
from aiobserver.otlp.protobuf.wire import (
    MOST_FIELDS,
    SPAN_LISTS,
    Place,
    children,
    count_fields,
    fields,
    points,
    records,
    shared,
)

_MIB = 2**20
REQUEST_BYTES = 1280 * _MIB

# Measured: bytes in memory per character of JSON, and per byte of protobuf with the rows made of it.
_JSON_COSTS = ((b"{", 240), (b"[", 100), (b",", 32))
_JSON_BYTE = 2
_PROTOBUF_BYTE = 10

_MOST_TINY_FIELDS = 3_000_000
_TAG_AND_LENGTH = b"TL"
_TINY = bytes(
    ord("T") if byte % 8 == 2 and byte >= 10 else ord("L") if byte < 8 else 0  # noqa: PLR2004 - wire format
    for byte in range(256)
)
"""Marks tags of fields with a length, and lengths below 8. Only such fields can be too many; counting them so takes
milliseconds, walking through all fields of a large body takes ten seconds."""
_MOST_VALUES = 1_000_000
_SMALLEST_FIELD = 2
_LENGTH = 2
_ARRAY, _MAP = 5, 6
_DEEPEST = 64


def check_json(body: bytes, most: int) -> None:
    """
    :param most: bytes that decoding may take. :raises TooLarge: it would take more.
    """
    cost = len(body) * _JSON_BYTE + sum(body.count(character) * bytes_each for character, bytes_each in _JSON_COSTS)
    if cost > most:
        raise _too_costly(cost, most)


def check_protobuf(body: bytes, signal: Signal, most: int) -> None:
    """
    :param most: bytes that decoding may take. :raises TooLarge: it would take more.
    """
    if len(body) * _PROTOBUF_BYTE > most:
        raise _too_costly(len(body) * _PROTOBUF_BYTE, most)
    if len(body) <= MOST_FIELDS * _SMALLEST_FIELD or body.translate(_TINY).count(_TAG_AND_LENGTH) <= _MOST_TINY_FIELDS:
        return
    left = MOST_FIELDS
    for place in shared(body):
        left = _left(body, place, left)
    for record in records(body):
        left = _left(body, record, left)
    for place in _parts(body, signal):
        left = _left(body, place, left)


def _left(body: bytes, place: Place, left: int) -> int:
    """Subtract the fields of a message from those left; anything but a message ends the count early, which is fine.

    :raises TooLarge: none.
    """
    try:
        left -= count_fields(body, place, left)
    except InvalidRequest:
        return left
    if left < 0:
        raise TooLarge(f"more than {MOST_FIELDS} attributes and fields in one request; send smaller batches")
    return left


def check_value(raw: bytes, *, pair: bool) -> None:
    """
    :param raw: an AnyValue, or the KeyValue around one.
    :raises TooLarge: more than a million values in it. :raises InvalidRequest: nested deeper than 64 levels.
    """
    if len(raw) <= _MOST_VALUES * _SMALLEST_FIELD:
        return
    whole = (0, len(raw))
    for count, _ in enumerate(_nested(raw, whole, 0) if not pair else _nested_in_pair(raw, whole, 0), 1):
        if count > _MOST_VALUES:
            raise TooLarge(f"more than {_MOST_VALUES} values in one attribute or body")


def _parts(body: bytes, signal: Signal) -> Iterator[Place]:
    """Positions of the messages in records that can have many fields: points and their parts, events, links."""
    for record in records(body):
        if signal == "traces":
            yield from children(body, *record, SPAN_LISTS)
        elif signal == "metrics":
            for point in points(body, record):
                yield point
                yield from ((start, end) for _, wire, start, end in fields(body, *point) if wire == _LENGTH)


def _nested(raw: bytes, place: Place, depth: int) -> Iterator[None]:
    if depth > _DEEPEST:
        raise InvalidRequest(f"values are nested deeper than {_DEEPEST} levels")
    for number, wire, start, end in fields(raw, *place):
        if wire == _LENGTH and number in (_ARRAY, _MAP):
            for item in children(raw, start, end, (1,)):
                yield
                inner = _nested if number == _ARRAY else _nested_in_pair
                yield from inner(raw, item, depth + 1)


def _nested_in_pair(raw: bytes, place: Place, depth: int) -> Iterator[None]:
    for value in children(raw, *place, (2,)):
        yield from _nested(raw, value, depth)


def _too_costly(cost: int, most: int) -> TooLarge:
    return TooLarge(
        f"the request would take about {cost // _MIB} MiB of memory, this server has {most // _MIB} MiB for one; "
        "send smaller batches"
    )
