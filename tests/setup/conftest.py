"""A home for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiobserver.hooks.host import Plugins
from tests.setup.home import Home


@pytest.fixture(scope="session")
def plugins() -> Plugins:
    return Plugins.load()


@pytest.fixture
def home(tmp_path: Path, plugins: Plugins) -> Home:
    path = tmp_path / "home"
    (path / "project").mkdir(parents=True)
    return Home(path, plugins)
