"""One call of a hook, as the watchdog sees it."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import get_ident


class HookGivenUp(SystemExit):
    """Ends a thread whose hook took too long; no `except Exception` of a plugin catches it."""


class HookCall:
    """A hook that runs in this thread. Plain slots: one is made per plugin, hook and batch."""

    __slots__ = ("budget_s", "cpu_wait_s", "hook", "number", "overran", "spent_s", "started_s", "thread")

    def __init__(self, number: int, hook: str, budget_s: float, overran: Callable[[str], None]) -> None:
        """
        :param number: of the plugin on the marker's page. :param budget_s: how long it may take.
        :param overran: called, perhaps in the watchdog's thread, when it took longer.
        """
        self.number = number
        self.hook = hook
        self.budget_s = budget_s
        self.overran = overran
        self.thread = get_ident()
        self.started_s = time.monotonic()
        self.spent_s = 0.0
        """The time billed to it."""
        self.cpu_wait_s = 0.0
        """Total CPU wait of its thread at the watchdog's last tick."""
