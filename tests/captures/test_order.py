"""All recorded exports together give the same answers in any order, repeated, and across restarts."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.captures.readings import everything
from tests.captures.recorded import Request, recordings, replay
from tests.server import Server

IN_ORDER = [request for recording in recordings() for request in recording.requests]


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The answers after all exports came once, in order."""
    with Server(tmp_path_factory.mktemp("server")) as server:
        replay(server, IN_ORDER)
        return everything(server)


def _undisturbed(_server: Server) -> None:
    pass


def _crash(server: Server) -> None:
    server.kill()
    server.start()


@pytest.mark.parametrize(
    ("seed", "times", "disturb"),
    [
        pytest.param(1, 1, _undisturbed, id="shuffled", marks=pytest.mark.long),
        pytest.param(2, 2, _undisturbed, id="shuffled, each sent twice", marks=pytest.mark.long),
        pytest.param(3, 1, Server.restart, id="shuffled, restarted", marks=pytest.mark.long),
        pytest.param(4, 2, _crash, id="shuffled, each sent twice, killed"),
        pytest.param(None, 1, Server.restart, id="last first, restarted"),
        pytest.param(None, 1, _crash, id="last first, killed", marks=pytest.mark.long),
    ],
)
def test_any_order_gives_the_same_answers(
    reference: dict[str, Any], tmp_path: Path, seed: int | None, times: int, disturb: Callable[[Server], None]
) -> None:
    requests = _disordered(IN_ORDER * times, seed)
    with Server(tmp_path) as server:
        for start in range(0, len(requests), len(requests) // 3 + 1):
            replay(server, requests[start : start + len(requests) // 3 + 1])
            disturb(server)
        _assert_same(everything(server), reference)


def test_the_root_path_takes_every_recorded_request(reference: dict[str, Any], tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        replay(server, [replace(request, meta={**request.meta, "path": "/"}) for request in IN_ORDER])
        _assert_same(everything(server), reference)


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
