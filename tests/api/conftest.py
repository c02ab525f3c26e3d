"""The real API application on a database of its own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aiobserver.api.services import Services
from aiobserver.config import Config
from aiobserver.server.services import start_services


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    path: Path = tmp_path_factory.mktemp("api") / "db.duckdb"
    config = Config.read({"database_path": str(path)}, {})
    services = start_services(config, time.time_ns())
    yield services
    services.close()
