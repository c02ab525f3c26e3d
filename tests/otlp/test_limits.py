"""Bodies that would be far larger in memory are refused before they are decoded."""

from __future__ import annotations

import pytest

from aiobserver.errors import InvalidRequest, TooLarge
from aiobserver.otlp.limits import check_json, check_protobuf, check_value
from aiobserver.otlp.protobuf.wire import MOST_FIELDS

GIB = 2**30
MILLION = 1_000_000


@pytest.mark.parametrize("piece", [b"{},", b'{"k":1},', b"[],", b"1,", b"[[[]]],"])
def test_json_of_many_tiny_values_is_refused(piece: bytes) -> None:
    with pytest.raises(TooLarge, match="MiB"):
        check_json(b'{"x":[' + piece * 20 * MILLION + b"1]}", GIB // 2)


def test_json_with_long_texts_is_taken() -> None:
    check_json(b'{"x":"' + b"a long text, with {code}: [1, 2]; " * MILLION + b'"}', GIB)


@pytest.mark.parametrize("signal", ["traces", "logs"])
def test_millions_of_attributes_in_one_record_are_refused(signal: str) -> None:
    attribute = {"traces": b"\x4a\x00", "logs": b"\x32\x00"}[signal]
    body = field(1, field(2, field(2, attribute * (MOST_FIELDS + 1))))
    with pytest.raises(TooLarge, match="attributes"):
        check_protobuf(body, signal, GIB)  # type: ignore[arg-type]


def test_millions_of_exemplars_are_refused() -> None:
    point = field(1, b"\x2a\x00" * (MOST_FIELDS + 1))
    with pytest.raises(TooLarge):
        check_protobuf(field(1, field(2, field(2, field(5, point)))), "metrics", GIB)


def test_large_texts_are_taken() -> None:
    attribute = field(6, field(1, b"prompt") + field(2, field(1, b"\x0a\x01 text\n" * 3 * MILLION)))
    check_protobuf(field(1, field(2, field(2, attribute))), "logs", GIB)


def test_a_body_too_large_for_this_memory_is_refused() -> None:
    with pytest.raises(TooLarge, match="this server has 64 MiB"):
        check_protobuf(field(1, bytes(20 * MILLION)), "logs", 64 * 2**20)


@pytest.mark.parametrize("container", [5, 6], ids=["array", "map"])
@pytest.mark.parametrize("pair", [False, True])
def test_a_value_of_millions_of_values_is_refused(container: int, pair: bool) -> None:
    value = field(container, b"\x0a\x00" * (MILLION + 1))
    with pytest.raises(TooLarge, match="values"):
        check_value(field(2, value) if pair else value, pair=pair)


def test_a_large_value_nested_too_deep_is_refused() -> None:
    value = field(1, bytes(3 * MILLION))
    for _ in range(70):
        value = field(5, field(1, value))
    with pytest.raises(InvalidRequest, match="64 levels"):
        check_value(value, pair=False)


def test_a_large_text_is_taken() -> None:
    check_value(field(1, b"\x0a\x00" * 3 * MILLION), pair=False)


def field(number: int, content: bytes) -> bytes:
    """A protobuf field with a length."""
    length, encoded = len(content), bytearray()
    while length >= 0x80:
        encoded.append(length & 0x7F | 0x80)
        length >>= 7
    return bytes([number << 3 | 2, *encoded, length]) + content
