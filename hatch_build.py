"""Writes commit and build date into the wheel."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before a wheel is built; an editable install reads git instead."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable" or self.target_name != "wheel":
            return
        target = Path(self.root) / "aiobserver" / "_build.py"
        today = datetime.now(UTC).date().isoformat()
        target.write_text(f'"""Made by the build."""\n\nCOMMIT = "{_commit(self.root)}"\nDATE = "{today}"\n')
        build_data["artifacts"].append("aiobserver/_build.py")


def _commit(root: str) -> str:
    try:
        found = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=root, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return found.stdout.strip()
