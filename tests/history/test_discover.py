"""Transcripts are found by their patterns, each once, whatever the folders are like."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aiobserver.history.discover import find_among, find_transcripts, found_anywhere
from aiobserver.model.history import TranscriptFolder


def folder(root: Path, *patterns: str) -> list[tuple[str, TranscriptFolder]]:
    return [("claude", TranscriptFolder(root=str(root), patterns=patterns or ("projects/**/*.jsonl",)))]


def write(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}\n", encoding="utf-8")


def found(folders: list[tuple[str, TranscriptFolder]]) -> list[str]:
    return sorted(file.below for file in find_transcripts(folders).files)


def test_patterns_are_matched_below_the_root(tmp_path: Path) -> None:
    write(tmp_path, "projects/a/1.jsonl", "projects/a/s/subagents/2.jsonl", "projects/3.jsonl", "projects/a/4.json")
    write(tmp_path, "other/5.jsonl", "6.jsonl")
    assert found(folder(tmp_path)) == ["projects/3.jsonl", "projects/a/1.jsonl", "projects/a/s/subagents/2.jsonl"]
    assert found(folder(tmp_path, "projects/*/*.jsonl")) == ["projects/a/1.jsonl"]
    assert found(folder(tmp_path, "?.jsonl", "other/*")) == ["6.jsonl", "other/5.jsonl"]


def test_letters_of_regular_expressions_are_letters(tmp_path: Path) -> None:
    write(tmp_path, "a.b/x.jsonl", "aXb/x.jsonl", "tmp/(1)+[2]/x.jsonl")
    assert found(folder(tmp_path, "a.b/*.jsonl")) == ["a.b/x.jsonl"]
    assert found(folder(tmp_path, "tmp/(1)+[2]/*.jsonl")) == ["tmp/(1)+[2]/x.jsonl"]


def test_a_file_is_found_once_by_whatever_paths(tmp_path: Path) -> None:
    write(tmp_path, "real/projects/a/1.jsonl")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    os.link(tmp_path / "real/projects/a/1.jsonl", tmp_path / "real/projects/a/2.jsonl")
    (tmp_path / "real/projects/b").symlink_to(tmp_path / "real/projects/a")
    assert len(find_transcripts([*folder(tmp_path / "real"), *folder(tmp_path / "link")]).files) == 1


def test_loops_of_links_end(tmp_path: Path) -> None:
    write(tmp_path, "projects/a/1.jsonl")
    (tmp_path / "projects/a/up").symlink_to(tmp_path / "projects")
    (tmp_path / "projects/self").symlink_to(tmp_path / "projects/self")
    assert found(folder(tmp_path)) == ["projects/a/1.jsonl"]


def test_what_is_no_file_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, "projects/1.jsonl")
    (tmp_path / "projects/2.jsonl").mkdir()
    os.mkfifo(tmp_path / "projects/3.jsonl")
    (tmp_path / "projects/4.jsonl").symlink_to(tmp_path / "nowhere")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/projects/\xff.jsonl")).write_text("{}", encoding="utf-8")
    assert found(folder(tmp_path)) == ["projects/1.jsonl"]


def test_a_missing_folder_has_none(tmp_path: Path) -> None:
    nothing = find_transcripts(folder(tmp_path / "nowhere"))
    assert (nothing.files, nothing.unreadable) == ([], [])


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_folder_is_named(tmp_path: Path) -> None:
    write(tmp_path, "projects/a/1.jsonl")
    (tmp_path / "projects/a").chmod(0)
    try:
        assert find_transcripts(folder(tmp_path)).unreadable == [f"{tmp_path}/projects/a: Permission denied"]
    finally:
        (tmp_path / "projects/a").chmod(0o700)


def test_changed_paths_are_looked_at_alone(tmp_path: Path) -> None:
    write(tmp_path, "projects/a/1.jsonl", "projects/a/2.jsonl", "projects/a/x.txt")
    paths = [str(tmp_path / name) for name in ("projects/a/1.jsonl", "projects/a/x.txt", "projects/gone.jsonl")]
    assert [file.below for file in find_among(folder(tmp_path), [*paths, "/elsewhere/1.jsonl"])] == [
        "projects/a/1.jsonl"
    ]


def test_a_stored_file_is_found_where_it_was(tmp_path: Path) -> None:
    write(tmp_path, "moved/.claude/projects/a/1.jsonl", "moved/secret.txt")
    file = found_anywhere(folder(tmp_path / "home"), str(tmp_path / "moved/.claude/projects/a/1.jsonl"))
    assert file is not None
    assert file.below == "projects/a/1.jsonl"
    assert found_anywhere(folder(tmp_path / "home"), str(tmp_path / "moved/secret.txt")) is None
