"""Files are read in whole lines, however they are cut, long or damaged."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from aiobserver.history import reading
from aiobserver.history.discover import find_transcripts
from aiobserver.history.reading import Piece, head_of, opened, pieces, transcript
from aiobserver.model.history import TranscriptFolder


def all_pieces(content: bytes, start: int = 0, *, is_whole: bool = False) -> list[Piece]:
    return list(pieces(io.BytesIO(content), start, is_whole=is_whole))


def lines_of(content: bytes, start: int = 0) -> list[bytes]:
    return [line for piece in all_pieces(content, start) for line in piece.lines]


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PIECE_BYTES", 16)
    monkeypatch.setattr(reading, "MOST_LINE_BYTES", 100)


@pytest.mark.parametrize("length", range(1, 40))
def test_lines_are_the_same_however_the_blocks_end(length: int) -> None:
    lines = [b"{%d}" % number + b"x" * (number * length % 37) for number in range(9)]
    content = b"\n".join(lines) + b"\n"
    assert lines_of(content) == lines
    assert all_pieces(content)[-1].end == len(content)


def test_a_line_that_is_being_written_is_left_for_later() -> None:
    begun = b'{"a":1}\n{"b":'
    assert lines_of(begun) == [b'{"a":1}']
    assert all_pieces(begun)[-1].end == 8
    assert lines_of(begun + b"2}\n", 8) == [b'{"b":2}']


def test_a_last_line_without_an_end_counts_if_it_is_whole() -> None:
    content = b'{"a":1}\n{"b":2}'
    assert lines_of(content) == [b'{"a":1}', b'{"b":2}']
    (further,) = all_pieces(content + b'\n{"c":3}\n', all_pieces(content)[-1].end)
    assert [line for line in further.lines if line] == [b'{"c":3}']


@pytest.mark.parametrize("length", [101, 112, 113, 150, 5000])
def test_a_line_that_is_too_long_is_counted(length: int) -> None:
    content = b'{"a":1}\n' + b"y" * length + b'\n{"b":2}\n'
    found = all_pieces(content)
    assert [line for piece in found for line in piece.lines] == [b'{"a":1}', b'{"b":2}']
    assert sum(piece.too_long for piece in found) == 1
    assert found[-1].end == len(content)


def test_a_line_that_is_too_long_and_has_no_end_is_left_for_later() -> None:
    assert lines_of(b'{"a":1}\n' + b"y" * 5000) == [b'{"a":1}']


def test_a_whole_file_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    content = b'{"messages":[\n]}'
    assert all_pieces(content, is_whole=True) == [Piece([content], len(content))]
    monkeypatch.setattr(reading, "MOST_WHOLE_BYTES", 5)
    assert [(piece.lines, piece.too_long) for piece in all_pieces(content, is_whole=True)] == [([], 1)]


def test_the_head_stays_while_a_file_grows() -> None:
    begun = io.BytesIO(b'{"first":1}\n')
    assert head_of(begun) == head_of(io.BytesIO(b'{"first":1}\n{"second":2}\n'))
    assert head_of(begun) != head_of(io.BytesIO(b'{"other":1}\n'))


def test_compressed_files_and_companions(tmp_path: Path) -> None:
    from backports import zstd

    path = tmp_path / "sessions" / "rollout-1.jsonl.zst"
    path.parent.mkdir()
    path.write_bytes(zstd.compress(b'{"a":1}\n'))
    (tmp_path / "sessions" / "rollout-1.meta.json").write_text("{}", encoding="utf-8")
    (tmp_path / ".root").write_text("/home/dev", encoding="utf-8")
    folder = TranscriptFolder(
        root=str(tmp_path), patterns=("sessions/*.jsonl.zst",), companions=("{stem}.meta.json", "../.root", "none")
    )
    (file,) = find_transcripts([("codex", folder)]).files
    with opened(file) as content:
        assert lines_of(content.read()) == [b'{"a":1}']
    assert transcript(file, wants_text=False).companions == {"rollout-1.meta.json": b"{}", "../.root": b"/home/dev"}
