"""Temporary storage of the sample: its own folder, removed afterwards."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from aiobserver.config import Config


@contextmanager
def temporary_database(config: Config) -> Iterator[Config]:
    """The settings with another database; its folder is removed at the end, even if a signal ends the start."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    with TemporaryDirectory(prefix="ai-observer-demo-", ignore_cleanup_errors=True) as folder:
        yield replace(config, database_path=Path(folder) / "demo.duckdb")


def _leave(number: int, _frame: object) -> None:
    sys.exit(128 + number)
