"""The server that has the database, if one runs: commands talk to it and open the file only when there is none."""

from __future__ import annotations

import http.client
import json
import os
from pathlib import Path
from typing import Any

from aiobserver.config import Config
from aiobserver.errors import AIObserverError, Unavailable
from aiobserver.store.duckdb.file.lock import InstanceLock

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}
_TIMEOUT_S = 3600
"""A backup of a large database takes long."""
_BAD = 400


class RunningServer:
    """The REST API of a server on this machine."""

    def __init__(self, config: Config, port: int) -> None:
        self._config = config
        self._port = port

    @classmethod
    def find(cls, config: Config) -> RunningServer | None:
        """The server that has the database of these settings, whatever its port; None if none runs."""
        port = InstanceLock.holder_port(Path(os.path.realpath(config.database_path)))
        return None if port is None else cls(config, port)

    def request(self, method: str, path: str) -> Any:
        """The JSON of the answer.

        :raises Unavailable: it does not answer, or not now. :raises AIObserverError: it refuses, and why.
        """
        address = self._config.host[0]
        connection = http.client.HTTPConnection(_EVERYWHERE.get(address, address), self._port, timeout=_TIMEOUT_S)
        try:
            connection.request(method, path, headers={"Host": f"localhost:{self._port}", **self._authorization()})
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise Unavailable(f"the server on port {self._port} does not answer: {error}") from None
        finally:
            connection.close()
        if response.status >= _BAD:
            raise AIObserverError(f"the server says: {_reason(content)}")
        return json.loads(content) if content else None

    def _authorization(self) -> dict[str, str]:
        token = self._config.token
        return {"Authorization": f"Bearer {token}"} if token else {}


def _reason(content: bytes) -> str:
    try:
        return str(json.loads(content)["error"])
    except (ValueError, KeyError, TypeError):
        return content[:200].decode(errors="replace")
