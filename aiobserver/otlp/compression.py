"""`Content-Encoding` of request bodies."""

from __future__ import annotations

import zlib

from aiobserver.errors import InvalidRequest, TooLarge, UnsupportedMedia

_GZIP = 31
"""zlib's window bits for the gzip format with its checksum."""
_PIECE = 2**20
_SUPPORTED = frozenset({"", "identity", "gzip", "x-gzip"})


def check_encoding(encoding: str | None) -> None:
    """
    :raises UnsupportedMedia: a content encoding we do not read.
    """
    if _normal(encoding) not in _SUPPORTED:
        raise UnsupportedMedia(f"content encoding {(encoding or '')[:60]!r} is not supported; use gzip or none")


def is_compressed(encoding: str | None) -> bool:
    """Whether a supported content encoding is a compression."""
    return _normal(encoding) not in ("", "identity")


def decompress(wire: bytes, encoding: str | None, largest: int) -> bytes:
    """The body as it was before compression.

    :param largest: limit of the result, in bytes.
    :raises TooLarge: over the limit. :raises InvalidRequest: damaged or cut off.
    """
    check_encoding(encoding)
    if not is_compressed(encoding):
        return wire
    pieces: list[bytes] = []
    room = largest
    rest = wire
    while rest or not pieces:
        member = zlib.decompressobj(_GZIP)
        try:
            while not member.eof and (rest or member.unconsumed_tail):
                piece = member.decompress(member.unconsumed_tail or rest, min(room + 1, _PIECE))
                rest = b""
                room -= len(piece)
                pieces.append(piece)
                if room < 0:
                    raise TooLarge(f"the body is over {largest} bytes when decompressed; see AI_OBSERVER_MAX_BODY_MB")
        except zlib.error as error:
            raise InvalidRequest(f"the gzip body is damaged: {error}") from None
        if not member.eof:
            raise InvalidRequest("the gzip body is cut off")
        rest = member.unused_data
    return b"".join(pieces)


def _normal(encoding: str | None) -> str:
    return (encoding or "").strip().lower()
