"""Refused requests, counted by reason, path and sender, so that people can fix the senders."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

log = logging.getLogger(__name__)

_MOST_ENTRIES = 100
_LONGEST_NAME = 200
_LONGEST_REMEDY = 400
_LOG_PAUSE_NS = 60 * 10**9


@dataclass(frozen=True, slots=True)
class Refused:
    """Requests refused for one reason, at one path, of one program; the texts are short and safe to print.

    Path and program are empty if nobody knows them.
    """

    reason: str
    path: str
    user_agent: str
    count: int
    last_ns: int
    remedy: str
    """Remedy of the last refusal."""


class RefusedRequests:
    """Refusals since the start of the server; the least recent entries are dropped if there are too many."""

    def __init__(self, now_ns: Callable[[], int] = time.time_ns) -> None:
        self._now_ns = now_ns
        self._entries: dict[tuple[str, str, str], Refused] = {}
        self._logged_ns: dict[str, int] = {}

    def count(self, reason: str, path: str, user_agent: str, remedy: str) -> None:
        """Counts a request, and logs it unless one was logged for this reason within a minute.

        :param reason: one of a few fixed ones; the other texts may be anything.
        """
        key = (reason, _shown(path, _LONGEST_NAME), _shown(user_agent, _LONGEST_NAME))
        before = self._entries.pop(key, None)
        entry = Refused(*key, before.count + 1 if before else 1, self._now_ns(), _shown(remedy, _LONGEST_REMEDY))
        self._entries[key] = entry
        if len(self._entries) > _MOST_ENTRIES:
            del self._entries[next(iter(self._entries))]
        self._log(entry)

    def entries(self) -> Iterable[Refused]:
        """The last ones first."""
        return reversed(self._entries.values())

    def _log(self, entry: Refused) -> None:
        logged_ns = self._logged_ns.get(entry.reason)
        if logged_ns is None or not 0 <= entry.last_ns - logged_ns < _LOG_PAUSE_NS:
            self._logged_ns[entry.reason] = entry.last_ns
            sender = entry.user_agent or "a program that does not name itself"
            where = f" at {entry.path}" if entry.path else ""
            log.warning("refused %s%s: %s; %s", sender, where, entry.reason, entry.remedy)


def _shown(text: str, longest: int) -> str:
    """Short, without characters that control a terminal or the direction of writing."""
    short = text if len(text) <= longest else text[: longest - 1] + "…"
    return "".join(character if character.isprintable() else "�" for character in short)
