"""Crash marker: a small file beside the database that says which hook runs, in case it ends the process.

One byte per plugin says which hook it is in: a store into mapped memory, which the kernel keeps when the process ends.
Who was in a hook need not be to blame, since the server can be killed from outside at any moment. So the file also
holds evidence: the stack that `faulthandler` appends upon a fatal signal, and a byte that says `os._exit` was called.

The file: 256 bytes of page, one line of JSON with the names, then the stacks.
"""

from __future__ import annotations

import faulthandler
import json
import mmap
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

_PAGE_BYTES = 256
_EXITED = _PAGE_BYTES - 1
_MOST_PLUGINS = _EXITED
_MOST_STACK_BYTES = 2**20
_FATAL = re.compile(r"^Fatal Python error: (.*)$", re.MULTILINE)
_CURRENT = re.compile(r"^Current thread .*?(?:\n\n|\Z)", re.MULTILINE | re.DOTALL)

HOOK_FRAME = "call_hook"
"""Name of the function through which every hook is called; it stands in the stack of a hook."""


@dataclass(frozen=True, slots=True)
class Crash:
    """A plugin that was in a hook when the process ended; `how` is empty if nothing proves that the hook did it."""

    plugin: str
    hook: str
    how: str


class Marker:
    """The file of the running server."""

    def __init__(self, path: Path, plugins: Sequence[str], hooks: Sequence[str]) -> None:
        """Create the file, replacing an older one. :raises OSError: it cannot be written."""
        self._descriptor = os.open(
            path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600
        )
        names = json.dumps({"plugins": plugins[:_MOST_PLUGINS], "hooks": hooks})
        os.write(self._descriptor, bytes(_PAGE_BYTES) + names.encode() + b"\n")
        self._page = mmap.mmap(self._descriptor, _PAGE_BYTES)
        self._codes = {hook: code for code, hook in enumerate(hooks, 1)}
        self._pid = os.getpid()
        faulthandler.enable(self._descriptor, all_threads=True)

    def enter(self, number: int, hook: str) -> None:
        """Mark that the plugin runs a hook; of two threads in one plugin the later is seen."""
        if number < _MOST_PLUGINS:
            self._page[number] = self._codes[hook]

    def leave(self, number: int) -> None:
        if number < _MOST_PLUGINS:
            self._page[number] = 0

    def wrap_os_exit(self, running: Callable[[], int | None]) -> Callable[[int], None]:
        """Return an `os._exit` that first records which plugin called it.

        :param running: the number of the plugin whose hook runs in this thread.
        """
        end = os._exit

        def _exit(status: int) -> None:
            number = running() if os.getpid() == self._pid else None  # a forked child ends so too
            if number is not None and number < _MOST_PLUGINS:
                self._page[_EXITED] = number + 1
            end(status)

        return _exit

    def close(self) -> None:
        """Clear the marker: the process ends normally."""
        faulthandler.disable()
        self._page[:] = bytes(_PAGE_BYTES)
        self._page.close()
        os.close(self._descriptor)


def read_crashes(path: Path) -> tuple[Crash, ...]:
    """The plugins that were in a hook when the last process with this marker ended; none if it ended normally."""
    try:
        with path.open("rb") as file:
            page, names, stacks = file.read(_PAGE_BYTES), file.readline(), file.read(_MOST_STACK_BYTES)
        declared = json.loads(names)
        plugins, hooks = list(map(str, declared["plugins"])), list(map(str, declared["hooks"]))
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    fatal = _fatal_error(stacks.decode(errors="replace"))
    running = [(number, code) for number, code in enumerate(page[: len(plugins)]) if 0 < code <= len(hooks)]
    return tuple(
        Crash(plugins[number], hooks[code - 1], fatal or ("os._exit" if page[_EXITED] == number + 1 else ""))
        for number, code in running
    )


def _fatal_error(stacks: str) -> str:
    """The fatal signal, if the thread that got it was in a hook."""
    fatal = _FATAL.search(stacks)
    current = _CURRENT.search(stacks)
    if not fatal or not current:
        return ""
    in_hook = f" in {HOOK_FRAME}\n" in current[0] or current[0].rstrip().endswith("...")  # a deep stack is cut
    return fatal[1] if in_hook else ""
