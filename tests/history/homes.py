"""Home folders with the transcripts of recorded runs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from tests.ledger.recorded import Run

_UUID = re.compile(rb"[0-9a-f]{4}(?=[0-9a-f]{4}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})")
_ID = re.compile(rb"\b(?:msg|req|toolu)_\w+")


def fill(home: Path, runs: Iterable[Run]) -> None:
    """Puts the transcripts of runs into one home folder, as if one person had done all of it."""
    for run in runs:
        for source in sorted(path for path in run.home.rglob("*") if path.is_file()):
            target = home / source.relative_to(run.home)
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.name == "session_index.jsonl" and target.exists():
                target.write_bytes(target.read_bytes() + source.read_bytes())
            else:
                target.write_bytes(source.read_bytes())


def fill_many(home: Path, run: Run, copies: int) -> None:
    """Puts so many copies of a run's transcripts into a home folder, each with ids of its own."""
    for number in range(copies):
        for source in sorted(run.home.rglob("*.json*")):
            below = _with_ids_of(str(source.relative_to(run.home)).encode(), number).decode()
            target = home / below
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(_with_ids_of(source.read_bytes(), number))


def _with_ids_of(text: bytes, number: int) -> bytes:
    return _ID.sub(lambda match: match[0] + b"x%d" % number, _UUID.sub(b"%04x" % number, text))
