"""Fixtures for tests against a running server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server shared by the tests of a module: each test must use names and ids of its own."""
    with Server(tmp_path_factory.mktemp("server")) as running:
        yield running
