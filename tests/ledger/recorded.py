"""Recorded runs of AI coding CLIs: transcripts, the requests that were sent meanwhile, and the truth about both."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.captures.recorded import DATA, Request


@dataclass(frozen=True)
class Run:
    """A folder with `home`, `truth.json` and, unless nothing was sent, `otlp.tar.xz`."""

    folder: Path

    @property
    def tool(self) -> str:
        return self.folder.parent.name.partition("-")[0]

    @property
    def name(self) -> str:
        return f"{self.folder.parent.name}/{self.folder.name}"

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @cached_property
    def truth(self) -> Mapping[str, Any]:
        truth: Mapping[str, Any] = json.loads((self.folder / "truth.json").read_text(encoding="utf-8"))
        return truth

    @property
    def written_calls(self) -> list[Mapping[str, Any]]:
        """The calls that the transcripts have, without those that the user stopped."""
        return [call for call in self.truth["calls"] if call.get("in_transcript") and call["status"] == 200]

    @cached_property
    def requests(self) -> tuple[Request, ...]:
        """The requests that were sent, in the order they came."""
        path = self.folder / "otlp.tar.xz"
        if not path.exists():
            return ()
        with tarfile.open(path) as archive:
            files = {entry.name: _content(archive, entry) for entry in archive}
        names = sorted(name for name in files if name.endswith(".json"))
        return tuple(Request(json.loads(files[name]), files[name.replace(".json", ".bin")]) for name in names)


def runs(*tools: str) -> list[Run]:
    """All folders of these tools, or of all tools, in a fixed order."""
    found = [Run(path.parent) for path in sorted((DATA / "transcripts").glob("*/*/truth.json"))]
    return [run for run in found if not tools or run.tool in tools]


def names(items: list[Run]) -> list[str]:
    """Test ids."""
    return [item.name for item in items]


def _content(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(entry)
    assert file is not None
    return file.read()
