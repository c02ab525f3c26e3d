"""A third-party plugin, installed as a user would, is found by its entry point and acts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server import REPOSITORY, Server

EXAMPLE = REPOSITORY / "tests" / "example_plugin"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example plugin installed in it."""
    folder = tmp_path_factory.mktemp("site")
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*install, "--target", str(folder), str(EXAMPLE)], check=True, timeout=120)
    return folder


@pytest.fixture(scope="module")
def with_example(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that has the example plugin."""
    with Server(tmp_path_factory.mktemp("server"), _environment(site)) as server:
        yield server


def _environment(site: Path) -> dict[str, str]:
    return {"PYTHONPATH": os.pathsep.join([str(site), os.environ.get("PYTHONPATH", "")])}


def test_the_example_is_listed_beside_the_bundled_ones(site: Path, tmp_path: Path) -> None:
    listed = Server(tmp_path, _environment(site), start=False).run("--plugins").stdout
    names = [line.split()[0] for line in listed.splitlines() if not line.startswith(" ")]
    assert set(names) > {"claude", "codex", "gemini"}
    assert "error" not in listed
