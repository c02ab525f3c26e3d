"""Reads a transcript from disk in pieces of whole lines, as far as it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import IO, cast

from aiobserver.history.discover import FoundFile
from aiobserver.ledger.loose import parsed
from aiobserver.model.history import Transcript

PIECE_BYTES = 4 * 2**20
"""Bytes that are read at once, and more where a line is longer."""
MOST_LINE_BYTES = 128 * 2**20
"""A longer line is left out and counted."""
MOST_WHOLE_BYTES = 256 * 2**20
_MOST_COMPANION_BYTES = 64 * 2**10
_HEAD_BYTES = 4096
_ZSTD = ".zst"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some whole lines."""

    lines: list[bytes]
    end: int
    """Offset behind them in the file as it is once it is decompressed."""
    too_long: int = 0
    """Lines before the first of these that are left out."""


def head_of(file: IO[bytes]) -> str:
    """Hash of a file's beginning: what grows keeps it. At most the first line, which is written at once."""
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    line, end, _ = head.partition(b"\n")
    return blake2b(line + end, digest_size=16).hexdigest()


@contextmanager
def opened(file: FoundFile) -> Iterator[IO[bytes]]:
    """The content of a transcript, decompressed if its name says so.

    :raises OSError: it cannot be read. :raises zstd.ZstdError: it is damaged.
    """
    if not file.path.endswith(_ZSTD):
        with open(file.path, "rb") as plain:  # noqa: PTH123 - thousands of them
            yield plain
        return
    from backports import zstd  # noqa: PLC0415 - seldom needed

    with zstd.open(file.path, "rb") as unpacked:
        yield cast("IO[bytes]", unpacked)


def pieces(file: IO[bytes], start: int, *, is_whole: bool = False) -> Iterator[Piece]:
    """The lines from an offset on. The last one counts if it is a whole object, else it is still being written."""
    file.seek(start)
    if is_whole:
        content = file.read(MOST_WHOLE_BYTES + 1)
        if len(content) <= MOST_WHOLE_BYTES:
            yield Piece([content], len(content))
        else:
            yield Piece([], len(content), too_long=1)
        return
    yield from _line_pieces(file, start)


def _line_pieces(file: IO[bytes], start: int) -> Iterator[Piece]:
    begun: list[bytes] = []  # parts of a line of which the end was not seen
    length, end = 0, start
    while block := file.read(PIECE_BYTES):
        whole, found, after = block.rpartition(b"\n")
        if not found:
            begun = [*begun, block] if length + len(block) <= MOST_LINE_BYTES else []
            length += len(block)
            continue
        first, *others = whole.split(b"\n")
        end += length + len(whole) + 1
        if length + len(first) > MOST_LINE_BYTES:
            yield Piece(others, end, too_long=1)
        else:
            yield Piece([b"".join([*begun, first]), *others], end)
        begun, length = [after], len(after)
    rest = b"".join(begun)
    if rest and _is_object(rest):
        yield Piece([rest], end + len(rest))


def _is_object(line: bytes) -> bool:
    """True of a whole JSON object: no part of one is."""
    return line.rstrip().endswith(b"}") and isinstance(parsed(line), dict)


def transcript(file: FoundFile, *, wants_text: bool) -> Transcript:
    """The file as plugins see it, with the small files beside it."""
    return Transcript(root=file.folder.root, path=file.below, companions=_companions(file), wants_text=wants_text)


def _companions(file: FoundFile) -> Mapping[str, bytes]:
    path = Path(file.path)
    stem = path.name.partition(".")[0] if path.name.endswith(_ZSTD) else path.stem
    found: dict[str, bytes] = {}
    for pattern in file.folder.companions:
        name = pattern.replace("{stem}", stem)
        try:
            with (path.parent / name).open("rb") as companion:
                found[name] = companion.read(_MOST_COMPANION_BYTES)
        except OSError:
            continue
    return found
