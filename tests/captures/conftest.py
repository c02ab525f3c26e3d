"""A server per recording, with all of it sent in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.captures.recorded import Recording, replay
from tests.server import Server


@dataclass(frozen=True, slots=True)
class Replayed:
    """A recording and the server that got it."""

    recording: Recording
    server: Server


@pytest.fixture(scope="session")
def replayed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replayed]:
    """Parametrized indirectly with recordings."""
    recording: Recording = request.param
    with Server(tmp_path_factory.mktemp("server")) as server:
        replay(server, recording.requests)
        yield Replayed(recording, server)
