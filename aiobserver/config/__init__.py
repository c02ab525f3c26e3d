"""All settings: one `Config`, read from flags, environment and defaults, in this order."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiobserver.config.parsers import PARSERS, KeptText, RedactAction
from aiobserver.config.settings import SETTINGS, Setting
from aiobserver.errors import ConfigError

__all__ = ["SETTINGS", "Config", "Setting", "unknown_variables"]


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one server."""

    api_port: int
    otlp_port: int
    database_path: Path
    prices_path: Path | None
    """None: the usual file, which need not exist."""
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
    keep_text: KeptText
    """Text of conversations that is kept from transcripts."""

    @property
    def max_body_bytes(self) -> int:
        return self.max_body_mb * 2**20

    @property
    def max_size_bytes(self) -> int:
        return int(self.max_size_gb * 10**9)

    @property
    def prices_file(self) -> Path:
        return self.prices_path or self.database_path.parent / "prices.toml"

    @property
    def is_open(self) -> bool:
        """True if programs on other machines can connect without a token."""
        return not self.token and not all(ipaddress.ip_address(address).is_loopback for address in self.host)

    @property
    def otlp_endpoint(self) -> str:
        """The OTLP endpoint for tools on this machine."""
        return f"http://localhost:{self.otlp_port}"

    @classmethod
    def read(cls, flags: Mapping[str, str | None], environment: Mapping[str, str] = os.environ) -> Config:
        """Read the settings: flags beat the environment, which beats the defaults; an empty variable counts as absent.

        :raises ConfigError: names the variable or flag, the value and what was expected.
        """
        values: dict[str, Any] = {}
        for setting in SETTINGS:
            flag = flags.get(setting.name)
            source = setting.flag if flag is not None else setting.env
            text = flag if flag is not None else environment.get(setting.env, "").strip() or setting.default
            try:
                values[setting.name] = PARSERS[setting.name](text)
            except ValueError as error:
                shown = source if setting.secret else f"{source}={text!r}"
                raise ConfigError(f"{shown}: {error}") from None
        if values["api_port"] == values["otlp_port"]:
            raise ConfigError(
                f"AI_OBSERVER_API_PORT and AI_OBSERVER_OTLP_PORT are both {values['api_port']}: choose two"
            )
        return cls(**values)


def unknown_variables(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Variables with our prefix that this version does not know: a misspelt one must not be ignored silently."""
    known = {setting.env for setting in SETTINGS}
    return sorted(name for name in environment if name.startswith("AI_OBSERVER_") and name not in known)
