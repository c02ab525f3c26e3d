"""The example of a third-party plugin, as its author would give it to others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.server import REPOSITORY

EXAMPLE = REPOSITORY / "tests" / "example_plugin"


def example_wheel(folder: Path) -> Path:
    """Builds its wheel in a folder of its own."""
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*build, "--wheel-dir", str(folder), str(EXAMPLE)], check=True, timeout=120)
    return next(folder.iterdir())
