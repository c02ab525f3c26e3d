"""`Content-Encoding` of request bodies."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from aiobserver.errors import InvalidRequest, TooLarge, UnsupportedEncoding

if sys.version_info >= (3, 14):
    from compression.zstd import DecompressionParameter, ZstdDecompressor, ZstdError
else:
    from backports.zstd import DecompressionParameter, ZstdDecompressor, ZstdError

_GZIP, _ZLIB, _RAW = 31, 15, -15
"""zlib's window bits for gzip with its checksum, for the zlib format with its own, for neither."""
_PIECE = 2**20
_FEED = 2**16
"""Bytes passed to the decompressor at once: those behind the end of a member are returned as a copy."""
_MOST_MEMBERS = 10_000
_WINDOW_LOG = 23
"""8 MiB, the most that `Content-Encoding: zstd` may need (RFC 9659)."""


class _Member(Protocol):
    """A decompressor of one member (gzip) or frame (zstd)."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _ZlibMember:
    """zlib's decompressor with the manners of the others: it keeps what it could not use yet."""

    def __init__(self, window_bits: int) -> None:
        self._inner = zlib.decompressobj(window_bits)
        self._full = False

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._full and not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        piece = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        self._full = len(piece) == max_length
        return piece


@dataclass(frozen=True, slots=True)
class _Codec:
    name: str
    member: Callable[[bytes], _Member]
    """Gets the first two bytes."""
    many: bool = True
    """True if several members may follow one another."""


def _gzip(_start: bytes) -> _Member:
    return _ZlibMember(_GZIP)


def _deflate(start: bytes) -> _Member:
    """HTTP means the zlib format; some send it raw. A raw stream could begin so only with padding that is not zero."""
    has_header = len(start) < 2 or (start[0] & 15 == 8 and int.from_bytes(start) % 31 == 0)  # noqa: PLR2004 - RFC 1950
    return _ZlibMember(_ZLIB if has_header else _RAW)


def _zstd(_start: bytes) -> _Member:
    return ZstdDecompressor(options={DecompressionParameter.window_log_max: _WINDOW_LOG})


_CODECS: Mapping[str, _Codec | None] = {
    "": None,
    "identity": None,
    "gzip": _Codec("gzip", _gzip),
    "x-gzip": _Codec("gzip", _gzip),
    "deflate": _Codec("deflate", _deflate, many=False),
    "zstd": _Codec("zstd", _zstd),
}


def check_encoding(encoding: str | None) -> None:
    """
    :raises UnsupportedEncoding: a content encoding we do not read.
    """
    if _normal(encoding) not in _CODECS:
        raise UnsupportedEncoding(
            f"content encoding {(encoding or '')[:60]!r} is not supported; use gzip, deflate, zstd or none"
        )


def is_compressed(encoding: str | None) -> bool:
    """True if a supported content encoding is a compression."""
    return _CODECS[_normal(encoding)] is not None


def decompress(wire: bytes, encoding: str | None, largest: int) -> bytes:
    """The body as it was before compression.

    :param largest: limit of the result, in bytes.
    :raises TooLarge: over the limit. :raises InvalidRequest: damaged or truncated.
    """
    check_encoding(encoding)
    codec = _CODECS[_normal(encoding)]
    if codec is None:
        return wire
    pieces: list[bytes] = []
    room = largest
    try:
        for piece in _unpacked(wire, codec):
            room -= len(piece)
            if room < 0:
                raise TooLarge(f"the body is over {largest} bytes when decompressed; see AI_OBSERVER_MAX_BODY_MB")
            pieces.append(piece)
    except (zlib.error, ZstdError) as error:
        raise InvalidRequest(f"the {codec.name} body is damaged: {error}") from None
    return b"".join(pieces)


def _unpacked(wire: bytes, codec: _Codec) -> Iterator[bytes]:
    """The content in pieces, member after member."""
    position = 0
    for _ in range(_MOST_MEMBERS):
        member = codec.member(wire[position : position + 2])
        while not member.eof:
            data = wire[position : position + _FEED] if member.needs_input else b""
            if member.needs_input and not data:
                raise InvalidRequest(f"the {codec.name} body is truncated")
            position += len(data)
            yield member.decompress(data, _PIECE)
        position -= len(member.unused_data)
        if position == len(wire):
            return
        if not codec.many:
            raise InvalidRequest(f"the {codec.name} body has data after its end")
    raise TooLarge(f"the {codec.name} body has more than {_MOST_MEMBERS} members")


def _normal(encoding: str | None) -> str:
    return (encoding or "").strip().lower()
