"""Endpoints in configuration values: URLs compared by server; all names of this machine are one."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}

Server = tuple[str, str, int]
"""Scheme, host and port."""


def server_of(url: str) -> Server | None:
    """The server a URL names; all names of this machine are one. None if it is not a URL."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname:
        return None
    return parts.scheme, "localhost" if _is_loopback(parts.hostname) else parts.hostname.rstrip("."), port


def urls(value: Any) -> list[str]:
    """All URLs in a value, however deep."""
    if isinstance(value, Mapping):
        return [url for part in value.values() for url in urls(part)]
    return [value] if isinstance(value, str) and "://" in value else []


def targets(value: Any, endpoint: str) -> bool:
    """True if a value has URLs, and all of them name this server."""
    found = urls(value)
    return bool(found) and all(server_of(url) == server_of(endpoint) for url in found)


def equivalent(one: Any, other: Any) -> bool:
    """True if two values mean the same: URLs with the same server and path do."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(equivalent(part, other[name]) for name, part in one.items())
    if isinstance(one, str) and isinstance(other, str) and server_of(one) is not None:
        return server_of(one) == server_of(other) and _path(one) == _path(other)
    return type(one) is type(other) and bool(one == other)


def fulfils(value: Any, wanted: Any) -> bool:
    """True if a value is as wanted; a mapping may hold more, such as the user's own headers."""
    if isinstance(value, Mapping) and isinstance(wanted, Mapping):
        return all(name in value and fulfils(value[name], part) for name, part in wanted.items())
    return equivalent(value, wanted)


def _path(url: str) -> str:
    return urlsplit(url.strip()).path.rstrip("/")


def _is_loopback(host: str) -> bool:
    if host.rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
