"""Recorded exports, and what chance makes of them."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Sequence
from pathlib import Path

DATA = Path(__file__).parent.parent / "data"
CORPUS = Path(__file__).parent / "corpus"

_LARGEST_SEED = 20_000
_NUMBERS = (b"0", b"-0", b"-1", b"1e999", b"1.5", b'"18446744073709551616"', b'"-1"', b'"NaN"', b"9" * 400)
_VALUES = (b"null", b"[]", b"{}", b'""', b"true", b'"\\ud800"', b'"\\u0000"', b"[[[[[[]]]]]]", b"[null]", *_NUMBERS)
_VARINTS = (b"\x00", b"\x7f", b"\x80", b"\xff" * 9 + b"\x01", b"\xff" * 10, b"\x80" * 11, b"\xfd\xff\xff\xff\x0f")


def seeds() -> list[bytes]:
    """Bodies of recorded exports, unpacked, in both encodings, none of them large."""
    bodies = []
    for path in sorted(DATA.glob("*/*/[0-9]*.bin")):
        body = path.read_bytes()
        if json.loads(path.with_suffix(".json").read_text())["content_encoding"] == "gzip":
            body = zlib.decompress(body, 31)
        if len(body) <= _LARGEST_SEED:
            bodies.append(body)
    return bodies


def mutate(chance: random.Random, body: bytes, others: Sequence[bytes]) -> bytes:
    """The body with one to six things changed."""
    mutated = bytearray(body)
    for _ in range(chance.randrange(1, 7)):
        chance.choice(_MUTATIONS)(chance, mutated, others)
    return bytes(mutated[:200_000])


def packed(chance: random.Random, body: bytes) -> bytes:
    """A gzip body, often damaged."""
    whole = bytearray(gzip.compress(body, 1, mtime=0) * chance.choice((1, 1, 1, 3)))
    if chance.random() < 0.5:
        whole[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
    return bytes(whole[: chance.randrange(1, len(whole))] if chance.random() < 0.3 else whole)


def _byte(chance: random.Random, body: bytearray, _others: Sequence[bytes]) -> None:
    if body:
        body[chance.randrange(len(body))] = chance.randrange(256)


def _bit(chance: random.Random, body: bytearray, _others: Sequence[bytes]) -> None:
    if body:
        body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)


def _cut(chance: random.Random, body: bytearray, _others: Sequence[bytes]) -> None:
    start, end = _span(chance, body)
    del body[start:end]


def _repeat(chance: random.Random, body: bytearray, _others: Sequence[bytes]) -> None:
    start, end = _span(chance, body)
    body[start:start] = body[start:end] * chance.choice((1, 1, 3, 50))


def _splice(chance: random.Random, body: bytearray, others: Sequence[bytes]) -> None:
    other = chance.choice(others)
    start, end = _span(chance, other)
    at = chance.randrange(len(body) + 1)
    body[at : at + chance.choice((0, end - start))] = other[start:end]


def _varint(chance: random.Random, body: bytearray, _others: Sequence[bytes]) -> None:
    at = chance.randrange(len(body) + 1)
    body[at : at + chance.randrange(3)] = chance.choice(_VARINTS)


def _value(chance: random.Random, body: bytearray, _others: Sequence[bytes]) -> None:
    """Puts another value in place of one of JSON."""
    colons = [at for at, byte in enumerate(body[:2000]) if byte == ord(":")]
    if colons:
        at = chance.choice(colons) + 1
        end = at
        while end < len(body) and body[end] not in b",}]":
            end += 1
        body[at:end] = chance.choice(_VALUES)


def _span(chance: random.Random, body: bytes | bytearray) -> tuple[int, int]:
    start = chance.randrange(len(body) + 1)
    return start, min(len(body), start + chance.choice((1, 2, 8, 64, 512)))


_MUTATIONS = (_byte, _bit, _cut, _repeat, _splice, _varint, _value, _value)
