"""Every field that was sent can be read again, for every recorded export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from tests.captures import oracle
from tests.captures.conftest import Replayed
from tests.captures.expected import stored_logs
from tests.captures.readings import pages
from tests.captures.recorded import names, recordings

ALL = recordings()
pytestmark = pytest.mark.parametrize("replayed", ALL, ids=names(ALL), indirect=True)


def test_all_spans(replayed: Replayed) -> None:
    sent = [span for message in replayed.recording.messages("traces") for span in oracle.spans(message)]
    shown: list[dict[str, Any]] = []
    for trace in {span["traceId"] for span in sent}:
        shown += replayed.server.api(f"/api/traces/{trace}/spans")["spans"]
    _assert_same(shown, sent)


def test_all_logs(replayed: Replayed) -> None:
    _assert_same(pages(replayed.server, "/api/logs", "logs"), stored_logs(replayed.recording))


def test_all_points(replayed: Replayed) -> None:
    sent = [point for message in replayed.recording.messages("metrics") for point in oracle.points(message)]
    metrics = {point["metricName"] for point in sent}
    shown = [
        point for name in sorted(metrics) for point in pages(replayed.server, "/api/metrics", "metrics", name=name)
    ]
    _assert_same(shown, sent)


def _assert_same(shown: Iterable[Mapping[str, Any]], sent: list[dict[str, Any]]) -> None:
    fields = {key: None for record in sent for key in record}
    found = Counter(oracle.comparable(record, fields) for record in shown)
    wanted = Counter(oracle.comparable(record) for record in sent)
    assert not (missing := wanted - found), f"{missing.total()} not found, such as {next(iter(missing))}"
    assert not (surplus := found - wanted), f"{surplus.total()} too many, such as {next(iter(surplus))}"
