"""The running server that has the database, if any: commands talk to it and open the file only if there is none."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from aiobserver.client import Answer, Client
from aiobserver.config import Config
from aiobserver.errors import AIObserverError, Unavailable
from aiobserver.store.duckdb.file.lock import InstanceLock

_TIMEOUT_S = 3600
"""A backup of a large database takes long."""
_BAD = 400
_LATER = (429, 503)


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
