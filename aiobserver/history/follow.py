"""Follows transcripts as they are written."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from pathlib import Path

from watchfiles import Change, watch

from aiobserver.history.engine import Engine

_LOOK_AGAIN_MS = 60_000
"""Then all is looked at anew: folders that came to be, and changes of which nobody told."""
_TOGETHER_MS = 100
_STEP_MS = 20


def follow(engine: Engine, stop: threading.Event) -> None:
    """Read on in whatever is changed, until told to stop."""
    while not stop.is_set():
        roots = _existing(folder.root for _, folder in engine.folders())
        if not roots:
            stop.wait(_LOOK_AGAIN_MS / 1000)
        else:
            _follow(engine, roots, stop)
        engine.read_all()


def _follow(engine: Engine, roots: Iterable[str], stop: threading.Event) -> None:
    """Read changed files until nothing happens for a while."""
    changes = watch(
        *roots,
        watch_filter=None,
        debounce=_TOGETHER_MS,
        step=_STEP_MS,
        stop_event=stop,
        rust_timeout=_LOOK_AGAIN_MS,
        yield_on_timeout=True,
        raise_interrupt=False,
        ignore_permission_denied=True,
    )
    for changed in changes:
        paths = {path for change, path in changed if change != Change.deleted}
        if not paths:
            return
        engine.read_paths(paths)


def _existing(roots: Iterable[str]) -> list[str]:
    """The roots that exist, without those inside others."""
    real = sorted({os.path.realpath(root) for root in roots if Path(root).is_dir()})
    return [root for place, root in enumerate(real) if not any(root.startswith(f"{one}/") for one in real[:place])]
