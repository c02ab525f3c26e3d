"""All recorded exports together give the same answers in any order, repeated, and across restarts."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.captures.readings import everything
from tests.captures.recorded import Request, recordings, replay
from tests.server import Server

ONE_EACH = (
    "claude/2.1.330-A-json",
    "codex/0.169.0-A",
    "gemini/0.61.0-A",
    "sdk-js/0.223-json-delta",
    "sdk-python/1.45.2-cumulative-gzip",
)
EACH_TOOL = [request for recording in recordings() if recording.name in ONE_EACH for request in recording.requests]
"""One recording of each tool and SDK, in order; `make test-faults` takes all recordings."""
ALL = [request for recording in recordings() for request in recording.requests]

Reference = Callable[[list[Request]], dict[str, Any]]


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    """The answers after requests came once, in order."""

    @cache
    def of(everything_sent: bool) -> dict[str, Any]:
        with Server(tmp_path_factory.mktemp("server")) as server:
            replay(server, ALL if everything_sent else EACH_TOOL)
            return everything(server)

    return lambda requests: of(requests is ALL)


def _crash(server: Server) -> None:
    server.kill()
    server.start()


@pytest.mark.parametrize(
    ("sent", "seed", "times", "disturb"),
    [
        pytest.param(EACH_TOOL, 4, 2, [_crash, Server.restart], id="of each tool, each sent twice, killed, restarted"),
        pytest.param(ALL, 1, 1, [], id="shuffled", marks=pytest.mark.long),
        pytest.param(ALL, 2, 2, [], id="shuffled, each sent twice", marks=pytest.mark.long),
        pytest.param(ALL, 3, 1, [Server.restart] * 3, id="shuffled, restarted", marks=pytest.mark.long),
        pytest.param(ALL, 4, 2, [_crash] * 3, id="shuffled, each sent twice, killed", marks=pytest.mark.long),
        pytest.param(ALL, None, 1, [Server.restart] * 3, id="last first, restarted", marks=pytest.mark.long),
        pytest.param(ALL, None, 1, [_crash] * 3, id="last first, killed", marks=pytest.mark.long),
    ],
)
def test_any_order_gives_the_same_answers(
    reference: Reference,
    tmp_path: Path,
    sent: list[Request],
    seed: int | None,
    times: int,
    disturb: list[Callable[[Server], None]],
) -> None:
    requests = _disordered(sent * times, seed)
    with Server(tmp_path) as server:
        third = len(requests) // 3 + 1
        for part in range(3):
            replay(server, requests[part * third : (part + 1) * third])
            for each in disturb[part : part + 1]:
                each(server)
        _assert_same(everything(server), reference(sent))


@pytest.mark.parametrize(
    "sent", [pytest.param(EACH_TOOL, id="of each tool"), pytest.param(ALL, id="all", marks=pytest.mark.long)]
)
def test_the_root_path_takes_every_recorded_request(reference: Reference, tmp_path: Path, sent: list[Request]) -> None:
    with Server(tmp_path) as server:
        replay(server, [replace(request, meta={**request.meta, "path": "/"}) for request in sent])
        _assert_same(everything(server), reference(sent))


def _assert_same(answers: dict[str, Any], reference: dict[str, Any]) -> None:
    assert answers.keys() == reference.keys()
    for part, answer in answers.items():
        assert answer == reference[part], part


def _disordered(requests: list[Request], seed: int | None) -> list[Request]:
    if seed is None:
        return requests[::-1]
    shuffled = list(requests)
    random.Random(seed).shuffle(shuffled)
    return shuffled
