"""The running server that has the database, if any: commands talk to it and open the file only if there is none."""

from __future__ import annotations

import http.client
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiobserver.client import Answer, Client
from aiobserver.config import Config
from aiobserver.errors import AIObserverError, ConfigError, NoAnswer, Unavailable
from aiobserver.store.duckdb.file.lock import InstanceLock

_TIMEOUT_S = 3600
"""A backup of a large database takes long."""
_BAD = 400
_LATER = (429, 503)
_CONNECTIONS: Mapping[str, Callable[..., http.client.HTTPConnection]] = {
    "http": http.client.HTTPConnection,
    "https": http.client.HTTPSConnection,
}


class RunningServer:
    """The REST API of a server on this machine."""

    def __init__(self, config: Config, port: int) -> None:
        self._client = Client(config, _TIMEOUT_S)
        self._port = port

    @classmethod
    def find(cls, config: Config) -> RunningServer | None:
        """The server that has the database of these settings, on any port; None if none runs."""
        port = InstanceLock.holder_port(Path(os.path.realpath(config.database_path)))
        return None if port is None else cls(config, port)

    def request(self, method: str, path: str, body: bytes | None = None) -> Any:
        """The JSON of the answer.

        :param body: JSON.
        :raises Unavailable: it does not answer, or cannot do it now.
        :raises AIObserverError: it refuses; the message says why.
        """
        answer = self._client.request(method, self._port, path, body)
        return _data(answer)


class RemoteServer:
    """The REST API of a server anywhere."""

    def __init__(self, url: str, token: str) -> None:
        """:raises ConfigError: no URL of a server."""
        parts = urlsplit(url)
        if parts.scheme not in _CONNECTIONS or not parts.hostname:
            raise ConfigError(f"--to={url!r}: expected a URL such as https://observer.example:8080")
        if parts.username or parts.password:
            raise ConfigError("--to: give the token as AI_OBSERVER_TOKEN, not in the URL")
        self._parts = parts
        self._token = token

    def request(self, method: str, path: str, body: bytes | None = None) -> Any:
        """The JSON of the answer.

        :raises Unavailable: it does not answer, or cannot do it now.
        :raises AIObserverError: it refuses; the message says why.
        """
        connection = _CONNECTIONS[self._parts.scheme](self._parts.netloc, timeout=_TIMEOUT_S)
        headers = {"Content-Type": "application/json"}
        headers |= {"Authorization": f"Bearer {self._token}"} if self._token else {}
        try:
            connection.request(method, self._parts.path.rstrip("/") + path, body, headers)
            response = connection.getresponse()
            answer = Answer(response.status, response.read())
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(f"{self._parts.netloc} does not answer: {error}") from None
        finally:
            connection.close()
        return _data(answer)


def _data(answer: Answer) -> Any:
    if answer.status in _LATER:
        raise Unavailable(f"the server cannot do it now: {_reason(answer)}")
    if answer.status >= _BAD:
        raise AIObserverError(f"the server refused: {_reason(answer)}")
    return answer.data


def _reason(answer: Answer) -> str:
    try:
        return str(answer.data["error"])
    except (KeyError, TypeError):
        return answer.body[:200].decode(errors="replace")
