"""The user's environment, in which a tool finds its files and variables: home, variables and current folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aiobserver.model.setup import SetupFile


@dataclass(frozen=True, slots=True)
class UserEnvironment:
    """The environment of a tool started here and now."""

    environment: Mapping[str, str]
    home: Path
    folder: Path

    @classmethod
    def current(cls) -> UserEnvironment:
        return cls(os.environ, Path.home(), Path.cwd())

    def path(self, file: SetupFile) -> Path:
        """The place of the file, whether it exists or not."""
        found = (self.expanded(path) for path in file.paths)
        return next((path for path in found if path is not None), self.folder / Path(file.paths[-1]).name)

    def expanded(self, path: str) -> Path | None:
        """A path of a declaration; None if its variable is not set."""
        head, _, rest = path.partition("/")
        if head == "~":
            return self.home / rest
        if head.startswith("$"):
            value = self.environment.get(head[1:], "")
            return self.folder / value / rest if value else None
        return self.folder / path

    def shown(self, path: Path) -> str:
        """The path as a person would write it."""
        try:
            return f"~/{path.relative_to(self.home).as_posix()}"
        except ValueError:
            return str(path)
