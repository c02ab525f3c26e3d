"""Recorded exports of the official SDKs: the final value of each series."""

from __future__ import annotations

import re

import pytest

from tests.captures.conftest import Replayed
from tests.captures.readings import by, everything, totals
from tests.captures.recorded import names, recordings, replay
from tests.server import EVER

SDKS = recordings("sdk-python", "sdk-js")
pytestmark = pytest.mark.parametrize("replayed", SDKS, ids=names(SDKS), indirect=True)

_SERIES = re.compile(r"(?P<metric>[\w.]+?)(?:\.(?P<stat>count|sum))?(?:{(?P<label>\w+)=(?P<value>\w+)})?")


def test_final_value_of_each_series(replayed: Replayed) -> None:
    for series, final in replayed.recording.truth["final"].items():
        match = _SERIES.fullmatch(series)
        assert match, series
        if match["metric"].endswith("gauge"):
            newest = replayed.server.api("/api/metrics", name=match["metric"], limit=1, **EVER)["metrics"][0]
            assert newest["value"] == final, series
        elif match["label"]:
            assert by(match["label"], replayed.server, match["metric"])[match["value"]] == final, series
        else:
            stat = {"stat": "count"} if match["stat"] == "count" else {}
            assert totals(replayed.server, match["metric"], **stat) == {(): final}, series


def test_spans_logs_and_points(replayed: Replayed) -> None:
    truth = replayed.recording.truth
    stats = replayed.server.api("/api/stats", **EVER)
    assert (stats["spanCount"], stats["logCount"]) == (truth["spans"], truth["logs"])
    assert (stats["traceCount"], stats["metricCount"]) == (truth["sent"]["traces"], truth["sent"]["metric_points"])


def test_sending_all_again_changes_nothing(replayed: Replayed) -> None:
    before = everything(replayed.server)
    replay(replayed.server, replayed.recording.requests)
    assert everything(replayed.server) == before
