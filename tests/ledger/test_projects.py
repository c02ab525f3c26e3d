"""A directory is found to belong to its repository, whatever kind of directory it is."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from aiobserver.ledger.projects import Project, project_of


def git(folder: Path, *arguments: str) -> None:
    names = ["-c", "user.name=dev", "-c", "user.email=dev@example.org"]
    subprocess.run(["git", *names, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "work.app"
    (root / "src" / "deep").mkdir(parents=True)
    git(root, "init", "-q")
    git(root, "commit", "-q", "--allow-empty", "-m", "first")
    return root


def test_a_folder_within_it_belongs_to_it(repository: Path) -> None:
    expected = Project(str(repository), "", "work.app")
    assert project_of(str(repository)) == expected
    assert project_of(str(repository / "src" / "deep")) == expected


def test_a_worktree_belongs_to_the_main_repository(repository: Path, tmp_path: Path) -> None:
    git(repository, "worktree", "add", "-q", str(tmp_path / "beside"), "-b", "other")
    found = project_of(str(tmp_path / "beside"))
    assert found == Project(str(repository), "", "work.app")


def test_a_submodule_is_a_repository_of_its_own(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "part").mkdir()
    git(tmp_path / "part", "init", "-q")
    git(tmp_path / "part", "commit", "-q", "--allow-empty", "-m", "first")
    git(repository, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(tmp_path / "part"), "lib")
    found = project_of(str(repository / "lib"))
    assert found is not None
    assert found.root == str(repository / "lib")


@pytest.mark.parametrize(
    ("address", "remote", "name"),
    [
        ("git@example.org:owner/name.git", "git@example.org:owner/name.git", "owner/name"),
        ("https://example.org/owner/name", "https://example.org/owner/name", "owner/name"),
        (
            "https://me:secret@example.org/group/owner/name.git/",
            "https://example.org/group/owner/name.git/",
            "owner/name",
        ),
        ("ssh://git@example.org:22/owner/name.git", "ssh://example.org:22/owner/name.git", "owner/name"),
        ("/srv/git/name.git", "/srv/git/name.git", "git/name"),
    ],
)
def test_the_remote_gives_the_name_and_never_a_password(repository: Path, address: str, remote: str, name: str) -> None:
    git(repository, "remote", "add", "backup", "https://example.org/other/one.git")
    git(repository, "remote", "add", "origin", address)
    assert project_of(str(repository)) == Project(str(repository), remote, name)


@pytest.mark.parametrize("directory", ["", "relative/path", "/no/such/directory", "/with\0zero", "~/home"])
def test_what_is_no_directory_of_this_machine_has_none(directory: str) -> None:
    assert project_of(directory) is None


@pytest.mark.parametrize("kind", ["pipe", "garbage", "loop", "device"])
def test_a_hostile_git_file_does_no_harm(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    entry = folder / ".git"
    if kind == "pipe":
        os.mkfifo(entry)
    elif kind == "garbage":
        entry.write_bytes(b"gitdir: " + b"\xff\0" * 100)
    elif kind == "loop":
        entry.symlink_to(entry)
    else:
        entry.symlink_to("/dev/zero")
    found = project_of(str(folder))
    assert found is None or not found.root.startswith(str(folder))
