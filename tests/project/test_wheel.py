"""What is in the wheel: all that runs, nothing that tests."""

from __future__ import annotations

import configparser
import subprocess
import sys
from email import message_from_bytes
from zipfile import ZipFile

import pytest

from aiobserver import __version__
from tests.server import REPOSITORY

PACKAGES = {"aiobserver", "aiobserver_claude", "aiobserver_codex", "aiobserver_gemini"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=REPOSITORY, check=True, timeout=120)
    (path,) = folder.iterdir()
    assert path.name == f"aiobserver-{__version__}-py3-none-any.whl"
    return ZipFile(path)


def test_it_holds_every_file_of_the_packages(wheel: ZipFile) -> None:
    folders = [REPOSITORY / "aiobserver", *(REPOSITORY / "plugins").glob("*/aiobserver_*")]
    files = {
        path.relative_to(folder.parent).as_posix()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files <= set(wheel.namelist())
    assert {f"{package}/py.typed" for package in PACKAGES} <= files


def test_it_holds_the_dashboard_and_nothing_but_packages(wheel: ZipFile) -> None:
    assert "aiobserver/dashboard/index.html" in wheel.namelist()
    assert any(name.startswith("aiobserver/dashboard/assets/") for name in wheel.namelist())
    assert {name.split("/")[0] for name in wheel.namelist()} == {*PACKAGES, f"aiobserver-{__version__}.dist-info"}


def test_it_tells_from_which_commit_it_was_made(wheel: ZipFile) -> None:
    assert "COMMIT" in wheel.read("aiobserver/_build.py").decode()
    assert not (REPOSITORY / "aiobserver" / "_build.py").exists(), "it would speak for the checkout"


def test_its_entry_points_are_the_commands_and_the_plugins(wheel: ZipFile) -> None:
    parser = configparser.ConfigParser()
    parser.read_string(wheel.read(f"aiobserver-{__version__}.dist-info/entry_points.txt").decode())
    assert set(parser["console_scripts"]) == {"aiobserver", "ai-observer"}
    assert set(parser["aiobserver"]) == {"claude", "codex", "gemini"}


def test_its_metadata_is_complete(wheel: ZipFile) -> None:
    metadata = message_from_bytes(wheel.read(f"aiobserver-{__version__}.dist-info/METADATA"))
    assert (metadata["Name"], metadata["License-Expression"]) == ("aiobserver", "MIT")
    assert "Typing :: Typed" in metadata.get_all("Classifier", [])
    assert "AI Observer" in str(metadata.get_payload())
