"""The programs and versions that appear in the sample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Client:
    """A program that sends, and how it names itself."""

    service: str
    version: str
    originator: str
    source: str
    log_scope: str
    share: float
    old: bool = False
    """One trace a session, no metrics."""

    @property
    def resource(self) -> Mapping[str, Any]:
        return {
            "env": "dev",
            "service.name": self.service,
            "service.version": self.version,
            "telemetry.sdk.language": "rust",
            "telemetry.sdk.name": "opentelemetry",
            "telemetry.sdk.version": "0.30.0" if self.old else "0.31.0",
        }


CLIENTS = (
    Client("codex-app-server", "0.169.0", "codex-tui", "cli", "codex_otel.log_only", 0.6),
    Client("codex_exec", "0.169.0", "codex_exec", "exec", "codex_otel.log_only", 0.2),
    Client("codex_cli_rs", "0.77.0", "codex_cli_rs", "cli", "codex_otel::otel_manager", 0.2, old=True),
)
