"""The running server, asked over its own ports."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aiobserver.config import Config
from aiobserver.doctor.findings import Finding, Section

_TIMEOUT_S = 5
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}
_OK, _UNAUTHORIZED, _UNAVAILABLE = 200, 401, 503


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and JSON of an answer; no status if nobody answered."""

    status: int | None
    data: Any = None


class RunningServer:
    """The server that these settings describe."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._headers = {"Authorization": f"Bearer {config.token}"} if config.token else {}

    def get(self, port: int, path: str) -> Answer:
        """A GET request; never raises."""
        host = _EVERYWHERE.get(self._config.host[0], self._config.host[0])
        connection = http.client.HTTPConnection(host, port, timeout=_TIMEOUT_S)
        try:
            connection.request("GET", path, headers={"Host": f"localhost:{port}", **self._headers})
            response = connection.getresponse()
            return Answer(response.status, _json(response.read()))
        except (OSError, http.client.HTTPException):
            return Answer(None)
        finally:
            connection.close()

    def received(self) -> list[dict[str, Any]] | str:
        """What `/api/status` says of each service, or why that cannot be had."""
        answer = self._status()
        if answer.status == _OK and isinstance(answer.data, dict):
            received: list[dict[str, Any]] = answer.data.get("received", [])
            return received
        if answer.status == _UNAUTHORIZED:
            return "the server asks for a token: set AI_OBSERVER_TOKEN as the server has it"
        return "the server does not answer"

    def refused(self) -> list[dict[str, Any]]:
        """Whom the OTLP port refused, by `/api/status`; nobody if that cannot be had."""
        answer = self._status()
        refused: list[dict[str, Any]] = answer.data.get("refused", []) if isinstance(answer.data, dict) else []
        return refused

    def _status(self) -> Answer:
        return self.get(self._config.api_port, "/api/status")


def server_check(config: Config) -> Iterable[Section]:
    """Whether both ports answer, and are ours."""
    server = RunningServer(config)
    ports = (
        ("dashboard", config.api_port, "AI_OBSERVER_API_PORT"),
        ("OTLP", config.otlp_port, "AI_OBSERVER_OTLP_PORT"),
    )
    yield Section("Server", tuple(_port(server, *port) for port in ports))


def _port(server: RunningServer, name: str, port: int, variable: str) -> Finding:
    answer = server.get(port, "/health")
    if answer.status is None:
        return Finding("problem", f"{name} port {port} does not answer: start the server with aiobserver")
    if answer.status == _OK and isinstance(answer.data, dict) and answer.data.get("status") == "ok":
        return Finding("ok", f"{name} port {port} answers")
    if answer.status == _UNAVAILABLE and isinstance(answer.data, dict):
        reason = answer.data.get("reason") or answer.data.get("error") or "it does not say why"
        return Finding("problem", f"{name} port {port} accepts nothing now: {reason}")
    if answer.status == _UNAUTHORIZED:
        return Finding("problem", f"{name} port {port} asks for a token: set AI_OBSERVER_TOKEN as the server has it")
    return Finding("problem", f"{name} port {port} is that of another program: stop it, or choose one by {variable}")


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None
