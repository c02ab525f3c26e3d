"""All settings: one `Config`, read from flags, environment and defaults, in this order; every default is here."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from aiobserver.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: where it comes from and what it means."""

    name: str
    flag: str
    env: str
    default: str
    """As written in the environment; empty: none."""
    default_text: str
    help: str
    secret: bool = False
    """Its value is shown nowhere, not even in an error."""


def _setting(
    name: str,
    default: str,
    help: str,  # noqa: A002
    default_text: str | None = None,
    *,
    secret: bool = False,
) -> Setting:
    flag = "--" + name.replace("_", "-")
    return Setting(name, flag, "AI_OBSERVER_" + name.upper(), default, default_text or default or "none", help, secret)


PLUGIN_FOLDER = "~/.config/ai-observer/plugins"
"""Where plugins are looked for when no folder is set; it need not be there."""

SETTINGS = (
    _setting("api_port", "8080", "Port of the dashboard, REST API and WebSocket."),
    _setting("otlp_port", "4318", "Port of OTLP ingestion."),
    _setting(
        "database_path",
        "./data/ai-observer.duckdb",
        "Database file; its folder is created.",
    ),
    _setting(
        "frontend_url",
        "http://localhost:5173",
        "Web origin allowed beside the page's own and http://localhost:8080 (CORS, WebSocket).",
    ),
    _setting("log_level", "INFO", "DEBUG, INFO, WARN or ERROR."),
    _setting("host", "127.0.0.1,::1", "Addresses to bind, comma separated; in a container 0.0.0.0."),
    _setting("disabled_plugins", "", "Names of plugins not to load, comma separated."),
    _setting(
        "plugin_path",
        "",
        "Folders with further plugins, unpacked or as wheels; separated as in PATH.",
        PLUGIN_FOLDER,
    ),
    _setting("max_body_mb", "64", "Largest request body in MiB, before and after decompression."),
    _setting("backup_hours", "24", "Hours between automatic backups, made if something was stored since; 0: none."),
    _setting("backup_keep", "3", "Automatic backups to keep; older ones are removed."),
    _setting("backup_max_gb", "10", "Size of all automatic backups together in GB; the oldest are removed first."),
    _setting(
        "retention_days",
        "",
        "Days that data are kept after they came, for all signals or per signal as in `traces=30,logs=90`.",
    ),
    _setting("max_size_gb", "10", "Size of the database in GB; beyond it the oldest data are deleted. 0: no limit."),
    _setting(
        "redact",
        "",
        "What to take out before anything is stored or shown: `content` (what the tools' plugins call so) or names of "
        "attributes, comma separated, each with `=drop` (if nothing is said) or `=hash`.",
    ),
    _setting("allowed_hosts", "", "Further names this server may be called by (Host header), comma separated."),
    _setting(
        "token",
        "",
        "Secret that every request and every login must give; opens the server to other machines.",
        secret=True,
    ),
)

_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]{16,256}={0,2}")
"""What can stand in a header, a shell, JSON and TOML as it is (RFC 6750)."""
_SIGNALS = ("traces", "metrics", "logs")

RedactAction = Literal["drop", "hash"]

_LOG_LEVELS = ("DEBUG", "INFO", "WARN", "ERROR")


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one server."""

    api_port: int
    otlp_port: int
    database_path: Path
    frontend_url: str
    log_level: str
    host: tuple[str, ...]
    disabled_plugins: tuple[str, ...]
    plugin_path: tuple[Path, ...]
    max_body_mb: int
    backup_hours: int
    backup_keep: int
    backup_max_gb: int
    allowed_hosts: tuple[str, ...]
    token: str = field(repr=False)
    """Empty: none is needed."""
    retention_days: Mapping[str, int]
    """Signal → days; what is not there is kept for ever."""
    max_size_gb: float
    redact: tuple[tuple[str, RedactAction], ...]
    """(attribute name or `content`, what to do)"""

    @property
    def max_body_bytes(self) -> int:
        return self.max_body_mb * 2**20

    @property
    def max_size_bytes(self) -> int:
        return int(self.max_size_gb * 10**9)

    @property
    def is_open(self) -> bool:
        """Whether programs on other machines can connect without a token."""
        return not self.token and not all(ipaddress.ip_address(address).is_loopback for address in self.host)

    @property
    def otlp_endpoint(self) -> str:
        """What a tool on this machine is told to send to."""
        return f"http://localhost:{self.otlp_port}"

    @classmethod
    def read(cls, flags: Mapping[str, str | None], environment: Mapping[str, str] = os.environ) -> Config:
        """Flags beat the environment, that beats the defaults; an empty variable counts as absent.

        :raises ConfigError: names the variable or flag, the value and what was expected.
        """
        values: dict[str, Any] = {}
        for setting in SETTINGS:
            flag = flags.get(setting.name)
            source = setting.flag if flag is not None else setting.env
            text = flag if flag is not None else environment.get(setting.env, "").strip() or setting.default
            try:
                values[setting.name] = _PARSERS[setting.name](text)
            except ValueError as error:
                shown = source if setting.secret else f"{source}={text!r}"
                raise ConfigError(f"{shown}: {error}") from None
        if values["api_port"] == values["otlp_port"]:
            raise ConfigError(
                f"AI_OBSERVER_API_PORT and AI_OBSERVER_OTLP_PORT are both {values['api_port']}: choose two"
            )
        return cls(**values)


def unknown_variables(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Variables that look like ours but mean nothing to this version: a misspelt one must not pass in silence."""
    known = {setting.env for setting in SETTINGS}
    return sorted(name for name in environment if name.startswith("AI_OBSERVER_") and name not in known)


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


def _folders(text: str) -> tuple[Path, ...]:
    """What was asked for, whether it is there or not; else the usual folder, if it is there."""
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
            raise ValueError(f"{address!r} is no IP address; expected one such as 127.0.0.1 or 0.0.0.0") from None
    return addresses


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def _retention(text: str) -> Mapping[str, int]:
    days: dict[str, int] = {}
    for item in _names(text):
        signal, equals, number = item.rpartition("=")
        if equals and signal.strip() not in _SIGNALS:
            raise ValueError(f"{signal.strip()!r} is none of {', '.join(_SIGNALS)}")
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
                f"{item!r} is no attribute with what to do; expected such as prompt, user.id=hash, content"
            )
        actions[{"prompts": "content"}.get(name, name)] = action  # type: ignore[assignment]
    return tuple(actions.items())


def _host_names(text: str) -> tuple[str, ...]:
    names = tuple(name.lower() for name in _names(text))
    for name in names:
        if not all(character.isalnum() or character in "-._:[]" for character in name):
            raise ValueError(f"{name!r} is no host name; expected names such as observer.home.arpa, without a port")
    return names


def _token(text: str) -> str:
    if text and not _TOKEN.fullmatch(text):
        raise ValueError(
            "expected 16 to 256 letters, digits and the signs - . _ ~ + /, as `openssl rand -hex 24` makes"
        )
    return text


_PARSERS = {
    "api_port": _port,
    "otlp_port": _port,
    "database_path": _path,
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
}
