"""Fixtures for tests against a running server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server import Server


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a module that share a server in one process: it is started once, not once a process."""
    for item in items:
        shares = {"server", "filled", "watched", "shared"} & set(getattr(item, "fixturenames", ()))
        if shares and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.split("::", 1)[0]))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server shared by the tests of a module: each test must use names and ids of its own."""
    with Server(tmp_path_factory.mktemp("server")) as running:
        yield running
