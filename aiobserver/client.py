"""HTTP requests to a running server on this machine, for commands and the doctor."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any

from aiobserver.config import Config
from aiobserver.errors import NoAnswer

_LOOPBACK_OF = {"0.0.0.0": "127.0.0.1", "::": "::1"}


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body of an HTTP answer."""

    status: int
    body: bytes

    @property
    def data(self) -> Any:
        """The JSON of the body; None if it is empty or not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class Client:
    """Requests to the server of these settings, by its token."""

    def __init__(self, config: Config, timeout_s: float) -> None:
        self._host = _LOOPBACK_OF.get(config.host[0], config.host[0])
        self._headers = {"Authorization": f"Bearer {config.token}"} if config.token else {}
        self._timeout_s = timeout_s

    def request(self, method: str, port: int, path: str, body: bytes | None = None) -> Answer:
        """
        :param body: JSON.
        :raises NoAnswer: nobody answers, or not in time.
        """
        connection = http.client.HTTPConnection(self._host, port, timeout=self._timeout_s)
        try:
            headers = {"Host": f"localhost:{port}", "Content-Type": "application/json", **self._headers}
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return Answer(response.status, response.read())
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(f"the server on port {port} does not answer: {error}") from None
        finally:
            connection.close()
