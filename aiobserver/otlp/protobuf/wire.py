"""The protobuf wire format as far as it is needed before decoding: which signal a body holds, and how much of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from aiobserver.errors import InvalidRequest, TooLarge

VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5

Field = tuple[int, int, int, int]
"""(field number, wire type, start, end of its content)"""

Place = tuple[int, int]
"""(start, end) in a body"""

METRIC_DATA = (5, 7, 9, 10, 11)
SPAN_LISTS = (11, 13)
RECORDS = (1, 2, 2)
"""The path of records: resources, scopes, records."""
MOST_ELEMENTS = 500_000
MOST_FIELDS = 6_000_000
_RUN = 60
"""Small fields in a row that one regular expression matches at once: in a fifth of the time of a walk. It is a
multiple of many numbers, so that what repeats after a few fields is found to repeat."""
_LONGEST_SMALL = 15
_REPEATED = 16
_LONG = 128
"""Smallest length that takes two bytes."""
_TAGS = frozenset(tag for tag in range(8, 128) if tag & 7 in (VARINT, FIXED64, LENGTH, FIXED32))
"""Those of one byte."""


def is_message(body: bytes) -> bool:
    """True if a body could be an export request: nothing but fields 1, to its very end."""
    try:
        return all(number == 1 and wire == LENGTH for number, wire, _, _ in fields(body, 0, len(body)))
    except InvalidRequest:
        return False


def records(body: bytes) -> Iterator[Place]:
    """Positions of the records."""
    return elements(body, (0, len(body)), RECORDS)


def shared(body: bytes) -> Iterator[Place]:
    """Positions of the envelopes of records, and of the resources and scopes in them."""
    yield 0, len(body)
    for resource in children(body, 0, len(body), (1,)):
        yield resource
        yield from children(body, *resource, (1,))
        for scope in children(body, *resource, (2,)):
            yield scope
            yield from children(body, *scope, (1,))


def points(body: bytes, metric: Place) -> Iterator[Place]:
    """Positions of the data points of a metric."""
    for data in children(body, *metric, METRIC_DATA):
        yield from children(body, *data, (1,))


def elements(body: bytes, place: Place, path: tuple[int, ...], *, strict: bool = False) -> Iterator[Place]:
    """Positions of the messages at a path of field numbers; `strict` as of `children`."""
    inner = children(body, *place, path[:1], strict=strict)
    if len(path) == 1:
        return inner
    return (found for message in inner for found in elements(body, message, path[1:], strict=strict))


def children(body: bytes, start: int, end: int, numbers: tuple[int, ...], *, strict: bool = False) -> Iterator[Place]:
    """Positions of the messages with these numbers, between start and end.

    :param strict: whether a field with such a number that is no message is refused, instead of passed over.
    :raises InvalidRequest: that is no protobuf. :raises TooLarge: millions of other fields.
    """
    position, others = start, 0
    while position < end:
        for number, wire, first, last in fields(body, position, end):
            if number in numbers and wire == LENGTH:
                yield first, last
                continue
            if strict and number in numbers:
                raise InvalidRequest("the body is not a valid OTLP request")
            others += 1
            if others % _RUN == 0:
                break
        else:
            return
        position, skipped = after_runs(body, last, end, _others(numbers))
        others += skipped
        check_fields(others)


def count_children(body: bytes, place: Place, numbers: tuple[int, ...], most: int) -> int:
    """Number of the messages with these numbers; counting ends soon beyond `most`.

    :raises InvalidRequest: that is no protobuf. :raises TooLarge: millions of other fields.
    """
    position, end = place
    tags = _messages(numbers)
    count = others = 0
    while position < end and count <= most:
        position, found = after_runs(body, position, end, tags)
        while count + found <= most and position + 1 < end and body[position] in tags and body[position + 1] < _LONG:
            position, found = position + body[position + 1] + 2, found + 1
        position, skipped = after_runs(body, position, end, _others(numbers))
        singles = list(islice(fields(body, position, end), _RUN))
        if not singles:
            count += found
            break
        chosen = sum(1 for number, wire, _, _ in singles if wire == LENGTH and number in numbers)
        count += found + chosen
        others += skipped + len(singles) - chosen
        check_fields(others)
        position = singles[-1][3]
    if position > end:
        raise InvalidRequest("the body is not a valid OTLP request, or is truncated")
    return count


def count_fields(body: bytes, place: Place, most: int) -> int:
    """Number of fields of a message; counting ends soon beyond `most`.

    :raises InvalidRequest: that is no protobuf.
    """
    position, end = place
    count = 0
    while position < end and count <= most:
        position, found = after_runs(body, position, end, _TAGS)
        singles = list(islice(fields(body, position, end), _RUN))
        count += found + len(singles)
        if not singles:
            break
        position = singles[-1][3]
    return count


def check_fields(count: int) -> None:
    """
    :raises TooLarge: more than six million fields.
    """
    if count > MOST_FIELDS:
        raise TooLarge(f"more than {MOST_FIELDS} attributes and fields in one request; send smaller batches")


def after_runs(body: bytes, position: int, end: int, tags: frozenset[int]) -> tuple[int, int]:
    """(the position behind the small fields with these tags, but for a last few; how many these are)

    There may be more of them once they are over six million.
    """
    count = 0
    while count <= MOST_FIELDS and (run := _small_fields(tags).match(body, position, end)):
        position, count = run.end(), count + _RUN
        repeated = run.group() * _REPEATED
        while count <= MOST_FIELDS and body.startswith(repeated, position, end):
            position, count = position + len(repeated), count + _RUN * _REPEATED
    return position, count


@lru_cache(64)
def _messages(numbers: tuple[int, ...]) -> frozenset[int]:
    return frozenset(number << 3 | LENGTH for number in numbers)


@lru_cache(64)
def _others(numbers: tuple[int, ...]) -> frozenset[int]:
    return _TAGS - _messages(numbers)


@lru_cache(64)
def _small_fields(tags: frozenset[int]) -> re.Pattern[bytes]:
    """Finds so many fields in a row that have one of these tags and at most 15 bytes of content."""
    lengths = b"|".join(re.escape(bytes((length,))) + b".{%d}" % length for length in range(_LONGEST_SMALL + 1))
    contents = {LENGTH: lengths, VARINT: b"[\x80-\xff]{0,9}[\0-\x7f]", FIXED64: b".{8}", FIXED32: b".{4}"}
    kinds = []
    for wire, content in contents.items():
        of_kind = bytes(tag for tag in sorted(tags & _TAGS) if tag & 7 == wire)
        if of_kind:
            kinds.append(b"[" + re.escape(of_kind) + b"](?:" + content + b")")
    return re.compile(b"(?:" + b"|".join(kinds or [b"(?!)"]) + b"){%d}" % _RUN, re.DOTALL)


def fields(body: bytes, position: int, end: int) -> Iterator[Field]:
    """The fields between position and end.

    :raises InvalidRequest: that is no protobuf.
    """
    while position < end:
        tag = body[position]
        if tag < 128:  # noqa: PLR2004 - the usual case: a tag of one byte
            position += 1
        else:
            tag, position = _varint(body, position, end)
        number, wire = tag >> 3, tag & 7
        start = position
        if wire == LENGTH:
            if position < end and body[position] < 128:  # noqa: PLR2004 - a short one
                start = position + 1
                position = start + body[position]
            else:
                length, start = _varint(body, position, end)
                position = start + length
        elif wire == VARINT:
            _, position = _varint(body, position, end)
        elif wire in (FIXED64, FIXED32):
            position += 8 if wire == FIXED64 else 4
        else:
            return  # a group: the decoder will judge
        if position > end or number == 0:
            raise InvalidRequest("the body is not a valid OTLP request, or is truncated")
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
    raise InvalidRequest("the body is not a valid OTLP request, or is truncated")
