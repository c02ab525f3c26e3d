"""The Homebrew formula of a release."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path

from tests.server import REPOSITORY

EXECUTABLES = ("linux-amd64", "linux-arm64", "darwin-arm64", "windows-amd64.exe")


def _formula(folder: Path, names: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    sums = folder / "SHA256SUMS"
    lines = [f"{hashlib.sha256(name.encode()).hexdigest()}  ai-observer-{name}\n" for name in names]
    sums.write_text("".join(lines))
    script = REPOSITORY / "release" / "homebrew" / "formula.py"
    command = [sys.executable, str(script), "someone/ai-observer", "1.2.3", str(sums)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_it_has_each_executable_with_its_checksum(tmp_path: Path) -> None:
    text = _formula(tmp_path, EXECUTABLES).stdout
    found = dict(re.findall(r'url "(\S+)"\n\s+sha256 "(\w+)"', text))
    download = "https://github.com/someone/ai-observer/releases/download/v1.2.3/ai-observer-"
    assert found == {download + name: hashlib.sha256(name.encode()).hexdigest() for name in EXECUTABLES[:3]}
    assert 'version "1.2.3"' in text
    assert "@" not in text


def test_a_missing_executable_fails_the_release(tmp_path: Path) -> None:
    result = _formula(tmp_path, EXECUTABLES[:2])
    assert result.returncode != 0
    assert "darwin-arm64" in result.stderr
