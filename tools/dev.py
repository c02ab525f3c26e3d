"""Runs the server and Vite side by side; when one ends, or on Ctrl-C, both end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress

_TARGETS = ("backend-dev", "frontend-dev")
_GRACE_S = 10


def main() -> int:
    """The exit status of the one that ended by itself; 0 if both were told to."""
    for number in (signal.SIGINT, signal.SIGTERM):  # also if a shell started us with SIGINT ignored
        signal.signal(number, signal.default_int_handler)
    children = [_start(target) for target in _TARGETS]
    try:
        return _first_status(children)
    except KeyboardInterrupt:
        return 0
    finally:
        for child in children:
            _stop(child)


def _first_status(children: Sequence[subprocess.Popen[bytes]]) -> int:
    """The exit status of the child that ends first."""
    while True:
        for child in children:
            status = child.poll()
            if status is not None:
                return status
        time.sleep(0.1)


def _start(target: str) -> subprocess.Popen[bytes]:
    """In a group of its own, so that a signal to the group ends all that make starts."""
    command = ["make", "--no-print-directory", target]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)


def _stop(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGTERM)
    try:
        child.wait(_GRACE_S)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


if __name__ == "__main__":
    sys.exit(main())
