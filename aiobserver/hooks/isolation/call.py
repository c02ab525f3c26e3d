"""One call of a hook, as the watchdog sees it."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import get_ident


class HookGivenUp(SystemExit):
    """Ends a thread whose hook took too long; no `except Exception` of a plugin holds it up."""


class HookCall:
    """A hook that runs in this thread. Plain slots: one is made per plugin, hook and batch."""

    __slots__ = ("budget_s", "hook", "number", "overran", "spent_s", "started_s", "starved_s", "thread")

    def __init__(self, number: int, hook: str, budget_s: float, overran: Callable[[str], None]) -> None:
        """
        :param number: of the plugin on the marker's page. :param budget_s: how long it may take.
        :param overran: told, perhaps in the watchdog's thread, that it took longer.
        """
        self.number = number
        self.hook = hook
        self.budget_s = budget_s
        self.overran = overran
        self.thread = get_ident()
        self.started_s = time.monotonic()
        self.spent_s = 0.0
        """What it is charged with."""
        self.starved_s = 0.0
        """How long its thread had waited for a processor, when the watchdog last looked."""
