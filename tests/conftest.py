"""Fixtures for tests against a running server, and which tests share a process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server import Server


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests that share a server in one process: it is started once, not once a process.

    `--dist loadgroup` takes the group from the end of an id. Marks of pytest-xdist 3.8 would put it there, but have no
    effect since pytest 9.2 (pytest-xdist issue 1386).
    """
    if not config.getoption("loadgroup", False):  # only a process of pytest-xdist has this option
        return
    for item in items:
        if group := _group(item):
            item._id = type(item._id).parse(f"{item.nodeid}@{group}")


def _group(item: pytest.Item) -> str:
    """The recording that a test reads, or the folder or module whose fixtures it shares; empty for one on its own."""
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    if "replayed" in parameters:
        return str(parameters["replayed"].name)
    fixtures = item._fixtureinfo.name2fixturedefs if isinstance(item, pytest.Function) else {}
    scopes = {found[-1].scope for found in fixtures.values()}  # the last overrides the others
    if "package" in scopes:
        return item.path.parent.name
    return item.nodeid.partition("::")[0] if "module" in scopes else ""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server shared by the tests of a module: each test must use names and ids of its own."""
    with Server(tmp_path_factory.mktemp("server")) as running:
        yield running
