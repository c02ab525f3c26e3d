"""One server for all of them, and a sample of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

import pytest

from tests.conformance.exports import Sample
from tests.server import Server


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("conformance")) as running:
        yield running


@pytest.fixture
def service(request: pytest.FixtureRequest) -> str:
    """A service name that no other test uses."""
    return "conformance-" + blake2b(request.node.nodeid.encode(), digest_size=8).hexdigest()


@pytest.fixture
def traces(service: str) -> Sample:
    return Sample("traces", service)


@pytest.fixture
def metrics(service: str) -> Sample:
    return Sample("metrics", service)


@pytest.fixture
def logs(service: str) -> Sample:
    return Sample("logs", service)


@pytest.fixture
def sample(signal: str, service: str) -> Sample:
    """For tests parametrized over `signal`."""
    return Sample(signal, service)
