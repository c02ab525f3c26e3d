"""Home folders with the transcripts of recorded runs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.ledger.recorded import Run


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
