"""What only metrics tell is in the ledger, until something better is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.captures.recorded import Request, replay
from tests.ledger.recorded import Run, runs
from tests.server import Server

CLAUDE = [run for run in runs("claude") if run.folder.name in {"A", "subagents", "compact"} and run.requests]
GEMINI = [run for run in runs("gemini") if run.folder.name in {"A", "agents"}]
QUICK = {"claude-2.0.60/A", "claude-2.1.332/subagents", "gemini-0.61.0/agents"}


def each(items: list[Run]) -> list[Any]:
    """All of them in the long tests."""
    marks = {run.name: () if run.name in QUICK else (pytest.mark.long,) for run in items}
    return [pytest.param(run, id=run.name, marks=marks[run.name]) for run in items]


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path) as server:
        yield server


def of(run: Run, *signals: str) -> list[Request]:
    return [request for request in run.requests if request.signal in signals]


def total(server: Server) -> dict[str, Any]:
    answer: dict[str, Any] = server.api("/api/ledger")["total"]
    return answer


def sums(total: Mapping[str, Any]) -> tuple[int, ...]:
    return tuple(total["tokens"][name] for name in ("input", "cacheRead", "cacheWrite", "output"))


@pytest.mark.parametrize("run", each(CLAUDE))
def test_metrics_alone_have_the_same_sums_as_events(run: Run, fresh: Server) -> None:
    replay(fresh, of(run, "metrics"))
    metered = total(fresh)
    sessions = fresh.api("/api/ledger", group="session")["rows"]
    replay(fresh, of(run, "logs"))
    known = total(fresh)
    assert sums(metered) == sums(known)
    assert metered["cost"] == pytest.approx(known["cost"])
    assert (metered["calls"], metered["unpricedCalls"]) == (0, 0)
    assert known["calls"] > 0
    assert [row["session"] for row in sessions] == [
        row["session"] for row in fresh.api("/api/ledger", group="session")["rows"]
    ]
    assert fresh.api("/api/calls", outcome="metered")["calls"] == []


@pytest.mark.parametrize("run", each(CLAUDE))
def test_events_before_metrics_give_the_same(run: Run, fresh: Server) -> None:
    replay(fresh, of(run, "logs"))
    known = total(fresh)
    replay(fresh, of(run, "metrics"))
    assert total(fresh) == known
    replay(fresh, of(run, "metrics"))
    fresh.restart()
    assert total(fresh) == known


@pytest.mark.parametrize("run", each(GEMINI))
def test_gemini_counts_its_running_totals_once(run: Run, fresh: Server) -> None:
    replay(fresh, of(run, "metrics"))
    tokens = run.truth["totals"]["tokens"]
    assert sums(total(fresh)) == (
        *(tokens["input"] - tokens["cached"], tokens["cached"], 0),
        tokens["output"] + tokens.get("thoughts", 0),
    )
    replay(fresh, run.requests)
    assert sums(total(fresh))[1] == tokens["cached"]


def test_a_call_that_was_cut_short_is_a_gap(fresh: Server) -> None:
    (run,) = (run for run in runs("claude") if run.name == "claude-2.1.332/abort")
    replay(fresh, run.requests)
    assert sums(total(fresh)) == (3435, 7703, 7074, 37)
    (gap,) = fresh.api("/api/gaps")["gaps"]
    assert gap["kind"] == "surplus"
    assert gap["tokens"]["input"] == 1702
    assert gap["tokens"]["cacheRead"] == 7001
    assert "cut short" in gap["reason"]


def test_with_the_metrics_goes_what_they_told(fresh: Server) -> None:
    run = CLAUDE[-1]
    replay(fresh, of(run, "metrics"))
    assert total(fresh)["cost"]
    fresh.run("delete", "--signal", "metrics", "--from", "1970-01-01T00:00:00Z", "--yes")
    assert total(fresh)["cost"] is None
    assert total(fresh)["tokens"]["total"] == 0
