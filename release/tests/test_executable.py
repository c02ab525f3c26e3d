"""The executable as such; that it works is shown by tests/smoke. `make test-binary` makes it and runs both."""

from __future__ import annotations

import subprocess
import textwrap
from pathlib import Path

import pytest

EXECUTABLE = Path(__file__).parents[2] / "bin" / "ai-observer"
LARGEST = 54_000_000


def _run(folder: Path, *arguments: str, **environment: str) -> str:
    """Runs it where nothing can be found, and gives what it prints."""
    result = subprocess.run(
        [EXECUTABLE, *arguments],
        cwd=folder,
        env={"PATH": str(folder), "HOME": str(folder), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stdout
    return result.stdout


def test_it_is_one_file_of_bearable_size() -> None:
    assert list(EXECUTABLE.parent.iterdir()) == [EXECUTABLE]
    assert EXECUTABLE.stat().st_size <= LARGEST


def test_it_needs_no_program_of_the_machine(tmp_path: Path) -> None:
    assert "claude" in _run(tmp_path, "--plugins")


def test_it_leaves_nothing_in_the_temporary_folder(tmp_path: Path) -> None:
    (tmp_path / "temporary").mkdir()
    _run(tmp_path, "--version", TMPDIR=str(tmp_path / "temporary"))
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.parametrize("set_by_user", [None, "/of/the/user"])
def test_a_plugin_has_the_standard_library_and_the_library_path_of_the_user(
    tmp_path: Path, set_by_user: str | None
) -> None:
    folder = tmp_path / "plugins"
    (folder / "probe-1.dist-info").mkdir(parents=True)
    (folder / "probe-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: probe\nVersion: 1\n")
    (folder / "probe-1.dist-info" / "entry_points.txt").write_text("[aiobserver]\nprobe = probe\n")
    source = f"""
        import importlib, os
        for name in ("csv", "sqlite3", "statistics", "xml.etree.ElementTree", "zoneinfo", "tomllib", "ctypes"):
            importlib.import_module(name)
        assert os.environ.get("LD_LIBRARY_PATH") == {set_by_user!r}, os.environ
    """
    (folder / "probe.py").write_text(textwrap.dedent(source))
    user = {} if set_by_user is None else {"LD_LIBRARY_PATH": set_by_user}
    listed = _run(tmp_path, "--plugin-path", str(folder), "--plugins", **user)
    assert "probe  probe 1" in listed
    assert "error" not in listed
