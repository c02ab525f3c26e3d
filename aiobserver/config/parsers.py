"""Parsers of settings: text → value; invalid text raises a ValueError that says what was expected."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from aiobserver.config.settings import PLUGIN_FOLDER

_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]{16,256}={0,2}")
"""Tokens that need no quoting in a header, a shell, JSON and TOML (RFC 6750)."""
_SIGNALS = ("traces", "metrics", "logs")

RedactAction = Literal["drop", "hash"]
KeptText = Literal["all", "titles", "none"]

_LOG_LEVELS = ("DEBUG", "INFO", "WARN", "ERROR")


def _port(text: str) -> int:
    return _integer(text, 1, 65535, "a port")


def _body_mb(text: str) -> int:
    return _integer(text, 1, 1024, "a number of MiB")


def _hours(text: str) -> int:
    return _integer(text, 0, 8760, "a number of hours")


def _backups(text: str) -> int:
    return _integer(text, 1, 1000, "a number of backups")


def _gigabytes(text: str) -> int:
    return _integer(text, 1, 100_000, "a number of GB")


def _integer(text: str, low: int, high: int, what: str) -> int:
    if not text.isascii() or not text.isdigit() or not low <= int(text[:10]) <= high:
        raise ValueError(f"expected {what} from {low} to {high}")
    return int(text)


def _path(text: str) -> Path:
    if not text or "\0" in text:
        raise ValueError("expected the path of a file")
    return Path(text).expanduser()


def _optional_path(text: str) -> Path | None:
    return _path(text) if text else None


def _folders(text: str) -> tuple[Path, ...]:
    """The folders asked for, existing or not; by default the usual folder, if it exists."""
    if "\0" in text:
        raise ValueError(f"expected folders separated by {os.pathsep!r}")
    if not text:
        usual = Path(os.path.expanduser(PLUGIN_FOLDER))  # noqa: PTH111 - Path.expanduser fails without a home
        return (usual,) if usual.is_dir() else ()
    names = dict.fromkeys(name for name in text.split(os.pathsep) if name)
    return tuple(Path(name).expanduser().absolute() for name in names)


def _level(text: str) -> str:
    level = {"WARNING": "WARN"}.get(text.upper(), text.upper())
    if level not in _LOG_LEVELS:
        raise ValueError(f"expected one of {', '.join(_LOG_LEVELS)}")
    return level


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise ValueError("expected an origin such as http://localhost:5173")
    _ = parts.port
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _addresses(text: str) -> tuple[str, ...]:
    addresses = tuple("127.0.0.1" if name == "localhost" else name for name in _names(text))
    if not addresses:
        raise ValueError("expected an address such as 127.0.0.1")
    for address in addresses:
        try:
            ipaddress.ip_address(address)
        except ValueError:
            raise ValueError(f"{address!r} is not an IP address; expected one such as 127.0.0.1 or 0.0.0.0") from None
    return addresses


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def _retention(text: str) -> Mapping[str, int]:
    days: dict[str, int] = {}
    for item in _names(text):
        signal, equals, number = item.rpartition("=")
        if equals and signal.strip() not in _SIGNALS:
            raise ValueError(f"unknown signal {signal.strip()!r}; expected {', '.join(_SIGNALS)}")
        value = _integer(number.strip(), 1, 36_500, "a number of days")
        days |= {signal.strip(): value} if equals else {each: value for each in _SIGNALS if each not in days}
    return days


def _size_gb(text: str) -> float:
    if not re.fullmatch(r"\d{1,6}(\.\d{1,9})?", text, re.ASCII):
        raise ValueError("expected a number of GB such as 10 or 0.5; 0: no limit")
    return float(text)


def _redactions(text: str) -> tuple[tuple[str, RedactAction], ...]:
    actions: dict[str, RedactAction] = {}
    for item in _names(text):
        name, _, action = item.rpartition("=") if "=" in item else (item, "", "drop")
        name, action = name.strip(), action.strip().lower()
        if not name or action not in get_args(RedactAction):
            raise ValueError(
                f"cannot parse {item!r}; expected attribute names with an optional =drop or =hash, "
                "such as prompt, user.id=hash"
            )
        actions[{"prompts": "content"}.get(name, name)] = action  # type: ignore[assignment]
    return tuple(actions.items())


def _kept_text(text: str) -> KeptText:
    for choice in get_args(KeptText):
        if text.lower() == choice:
            return choice  # type: ignore[no-any-return]
    raise ValueError("expected all, titles or none")


def _host_names(text: str) -> tuple[str, ...]:
    names = tuple(name.lower() for name in _names(text))
    for name in names:
        if not all(character.isalnum() or character in "-._:[]" for character in name):
            raise ValueError(f"{name!r} is not a host name; expected names such as observer.home.arpa, without a port")
    return names


def _token(text: str) -> str:
    if text and not _TOKEN.fullmatch(text):
        raise ValueError(
            "expected 16 to 256 letters, digits and the characters - . _ ~ + /, "
            "such as the output of `openssl rand -hex 24`"
        )
    return text


PARSERS: Mapping[str, Callable[[str], Any]] = {
    "api_port": _port,
    "otlp_port": _port,
    "database_path": _path,
    "prices_path": _optional_path,
    "frontend_url": _origin,
    "log_level": _level,
    "host": _addresses,
    "disabled_plugins": _names,
    "plugin_path": _folders,
    "max_body_mb": _body_mb,
    "backup_hours": _hours,
    "backup_keep": _backups,
    "backup_max_gb": _gigabytes,
    "allowed_hosts": _host_names,
    "token": _token,
    "retention_days": _retention,
    "max_size_gb": _size_gb,
    "redact": _redactions,
    "keep_text": _kept_text,
}
"""Name of a setting → its parser."""
