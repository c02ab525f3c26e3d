"""Limit on wrong tokens, by client address."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable

from aiobserver.errors import TooManyAttempts

_MOST = 100
_WINDOW_S = 60.0
_ADDRESSES = 10_000
_NETWORK_BITS = 64
"""Prefix length of the smallest IPv6 network of one machine: counting single addresses would bound nothing."""


class Attempts:
    """Allows 100 wrong tokens a minute from one address; then all its tokens are refused until the minute is over."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._windows: dict[str, tuple[float, int]] = {}
        """(end of the window, wrong tokens in it) by network."""

    def check(self, address: str) -> None:
        """:raises TooManyAttempts: with the seconds that are left."""
        end, count = self._windows.get(_network(address), (0.0, 0))
        left = end - self._now()
        if count >= _MOST and left > 0:
            raise TooManyAttempts("too many wrong tokens; try again later", retry_after_s=int(left) + 1)

    def count(self, address: str) -> None:
        """Count a wrong token."""
        now = self._now()
        network = _network(address)
        end, count = self._windows.pop(network, (0.0, 0))
        self._windows[network] = (end, count + 1) if end > now else (now + _WINDOW_S, 1)
        if len(self._windows) > _ADDRESSES:
            del self._windows[next(iter(self._windows))]


def _network(address: str) -> str:
    try:
        own = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(own) if own.version == 4 else str(ipaddress.ip_network((own, _NETWORK_BITS), strict=False))  # noqa: PLR2004
