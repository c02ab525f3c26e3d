"""The command under test: `SMOKE_COMMAND`, words as in a shell; without it this checkout's."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from functools import partial

import pytest

from tests.captures.recorded import recordings, replay
from tests.server import AIOBSERVER, Server

RECORDED = tuple(recording for recording in recordings() if recording.folder.name.endswith(("-A", "-gzip")))
"""All tools in all versions, and an SDK: each has sessions of its own, so they add up."""

SmokeServer = partial(Server, command=tuple(shlex.split(os.environ.get("SMOKE_COMMAND", ""))) or AIOBSERVER)


@pytest.fixture(scope="module")
def observer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that got the recorded exports."""
    with SmokeServer(tmp_path_factory.mktemp("server")) as server:
        for recording in RECORDED:
            replay(server, recording.requests)
        yield server
