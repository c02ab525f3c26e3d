"""Wheel and source archive as a user gets them: `make dist` made them, `make test-dist` runs this."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from zipfile import ZipFile

import pytest

from aiobserver import __version__

ROOT = Path(__file__).parents[2]
TOOLS = ROOT / ".cache" / "release" / "bin"
(WHEEL,) = (ROOT / "dist").glob("*.whl")
(ARCHIVE,) = (ROOT / "dist").glob("*.tar.gz")


def _run(command: Sequence[str | Path], folder: Path, **environment: str) -> str:
    result = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=900,
        check=False,
    )
    assert result.returncode == 0, result.stdout
    return result.stdout


def _contents(wheel: Path) -> dict[str, bytes]:
    with ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A virtual environment with the wheel and what it asks for, and nothing else."""
    folder = tmp_path_factory.mktemp("bare")
    _run([sys.executable, "-m", "venv", folder / "venv"], folder)
    _run([folder / "venv" / "bin" / "pip", "install", "--quiet", WHEEL], folder, PYTHONPATH="")
    yield folder / "venv" / "bin"
    shutil.rmtree(folder)


def test_the_archive_builds_the_same_wheel_without_network_and_node(tmp_path: Path) -> None:
    build: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-index",
        "--no-deps",
        "--no-build-isolation",
        ARCHIVE,
    ]
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    offline = [shutil.which("unshare") or "unshare", "--net", "--map-root-user"] if sys.platform == "linux" else []
    _run([*offline, *build], tmp_path, PATH=str(nothing))
    (made,) = tmp_path.glob("*.whl")
    assert _contents(made) == _contents(WHEEL)


def test_what_the_wheel_asks_for_fits_together(bare: Path, tmp_path: Path) -> None:
    _run([bare / "pip", "check"], tmp_path)


def test_both_commands_and_the_module_are_there(bare: Path, tmp_path: Path) -> None:
    for command in ([bare / "aiobserver"], [bare / "ai-observer"], [bare / "python", "-m", "aiobserver"]):
        assert _run([*command, "--version"], tmp_path).startswith(f"AI Observer {__version__}\n")


def test_it_works_in_a_bare_environment(bare: Path) -> None:
    _run([sys.executable, "-m", "pytest", "tests/smoke"], ROOT, SMOKE_COMMAND=str(bare / "aiobserver"))


@pytest.mark.parametrize(
    "command",
    [
        [TOOLS / "uvx", "--python", sys.executable, "--from", WHEEL, "aiobserver"],
        [TOOLS / "pipx", "run", "--spec", WHEEL, "aiobserver"],
    ],
    ids=["uvx", "pipx"],
)
def test_it_runs_without_being_installed(tmp_path: Path, command: Sequence[str | Path]) -> None:
    homes = {name: str(tmp_path / name) for name in ("UV_CACHE_DIR", "PIPX_HOME", "HOME")}
    assert f"AI Observer {__version__}\n" in _run([*command, "--version"], tmp_path, **homes)
