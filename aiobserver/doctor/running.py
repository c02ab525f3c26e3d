"""Check of the running server, over its own ports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aiobserver.client import Answer, Client
from aiobserver.config import Config
from aiobserver.doctor.findings import Finding, Section
from aiobserver.errors import Unavailable

_TIMEOUT_S = 5
_OK, _UNAUTHORIZED, _UNAVAILABLE = 200, 401, 503


class RunningServer:
    """The server that these settings describe."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._client = Client(config, _TIMEOUT_S)

    def get(self, port: int, path: str) -> Answer | None:
        """The answer to a GET request; None: nobody answered."""
        try:
            return self._client.request("GET", port, path)
        except Unavailable:
            return None

    def received(self) -> list[dict[str, Any]] | str:
        """The services in `/api/status`, or the reason why they cannot be read."""
        answer = self._status()
        if answer is None:
            return "the server does not answer"
        if answer.status == _OK and isinstance(answer.data, dict):
            received: list[dict[str, Any]] = answer.data.get("received", [])
            return received
        if answer.status == _UNAUTHORIZED:
            return "the server requires a token: set AI_OBSERVER_TOKEN to the server's token"
        return "the server does not answer"

    def refused(self) -> list[dict[str, Any]]:
        """The senders that the OTLP port refused, from `/api/status`; empty if it cannot be read."""
        answer = self._status()
        status = answer.data if answer else None
        refused: list[dict[str, Any]] = status.get("refused", []) if isinstance(status, dict) else []
        return refused

    def _status(self) -> Answer | None:
        return self.get(self._config.api_port, "/api/status")


def server_check(config: Config) -> Iterable[Section]:
    """Check that both ports answer and belong to this server."""
    server = RunningServer(config)
    ports = (
        ("dashboard", config.api_port, "AI_OBSERVER_API_PORT"),
        ("OTLP", config.otlp_port, "AI_OBSERVER_OTLP_PORT"),
    )
    yield Section("Server", tuple(_port(server, *port) for port in ports))


def _port(server: RunningServer, name: str, port: int, variable: str) -> Finding:
    answer = server.get(port, "/health")
    if answer is None:
        return Finding("problem", f"{name} port {port} does not answer: start the server with aiobserver")
    if answer.status == _OK and isinstance(answer.data, dict) and answer.data.get("status") == "ok":
        return Finding("ok", f"{name} port {port} answers")
    if answer.status == _UNAVAILABLE and isinstance(answer.data, dict):
        reason = answer.data.get("reason") or answer.data.get("error") or "no reason given"
        return Finding("problem", f"{name} port {port} is not accepting data: {reason}")
    if answer.status == _UNAUTHORIZED:
        return Finding("problem", f"{name} port {port} requires a token: set AI_OBSERVER_TOKEN to the server's token")
    return Finding("problem", f"{name} port {port} is used by another program: stop it or set {variable}")
