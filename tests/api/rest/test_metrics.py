"""`/api/metrics`: lists, names, breakdown values, series one by one and in batches."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.conformance.exports import TIME, Sample
from tests.server import JSON, Answer, Server

SERVICE = "metrics-of-all-kinds"
HOUR = {"from": "2023-11-14T22:00:00Z", "to": "2023-11-14T22:59:59Z"}
START = TIME - 10**9
MINUTE = 60 * 10**9
# metric → (kind, temporality, monotonic, values of one series after each other)
METRICS: dict[str, tuple[str, int, bool, tuple[float, ...]]] = {
    "delta": ("sum", 1, True, (1, 2, 4)),
    "cumulative": ("sum", 2, True, (10, 15, 3)),
    "level": ("sum", 2, False, (10, 15, 3)),
    "gauge": ("gauge", 0, False, (10, 15, 3.5)),
}


@pytest.fixture(scope="module")
def filled(server: Server) -> Server:
    sample = Sample("metrics", SERVICE)
    request = sample.message(1)
    metrics = request.resource_metrics[0].scope_metrics[0].metrics
    metrics.pop()
    for name, (kind, temporality, monotonic, values) in METRICS.items():
        data = getattr(metrics.add(name=name, unit="tokens", description="of a test"), kind)
        if kind == "sum":
            data.aggregation_temporality, data.is_monotonic = temporality, monotonic
        for series, kind_of_token in enumerate(("input", "output")):
            for minute, value in enumerate(values):
                point = data.data_points.add(
                    start_time_unix_nano=START, time_unix_nano=TIME + minute * MINUTE, as_double=value
                )
                for key, text in (("type", kind_of_token), ("model", f"model {series}"), ("a\"b'.c", "odd")):
                    point.attributes.add(key=key).value.string_value = text
    assert server.post("/v1/metrics", request.SerializeToString()).status == 200
    return server


def series(server: Server, name: str, **asked: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = server.api("/api/metrics/series", name=name, service=SERVICE, **(HOUR | asked))[
        "series"
    ]
    return found


def test_the_list_shows_the_fields_of_a_point(filled: Server) -> None:
    shown = filled.api("/api/metrics", name="cumulative", service=SERVICE, type="sum", limit=1, **HOUR)
    assert (shown["total"], shown["hasMore"]) == (6, True)
    assert (
        shown["metrics"][0].items()
        >= {
            "timestamp": "2023-11-14T22:15:20.123456789Z",
            "startTime": "2023-11-14T22:13:19.123456789Z",
            "metricName": "cumulative",
            "metricType": "sum",
            "metricUnit": "tokens",
            "metricDescription": "of a test",
            "serviceName": SERVICE,
            "scopeName": "conformance",
            "aggregationTemporality": 2,
            "isMonotonic": True,
            "value": 3.0,
        }.items()
    )
    assert filled.api("/api/metrics", name="cumulative", type="gauge", **HOUR)["total"] == 0
    assert filled.get("/api/metrics?type=unknown").status == 400


def test_names_and_breakdown_values_are_sorted(filled: Server) -> None:
    assert filled.api("/api/metrics/names", service=SERVICE) == {"names": sorted(METRICS)}
    assert filled.api("/api/metrics/names", service="nobody") == {"names": []}
    asked = {"name": "delta", "attribute": "model"}
    assert filled.api("/api/metrics/breakdown-values", **asked) == {"values": ["model 0", "model 1"]}
    assert filled.api("/api/metrics/breakdown-values", **asked, service="nobody") == {"values": []}
    assert filled.api("/api/metrics/breakdown-values", name="delta", attribute="a\"b'.c") == {"values": ["odd"]}
    assert filled.api("/api/metrics/breakdown-values", name="delta", attribute="$.*") == {"values": []}
    for missing in ("name=delta", "attribute=model"):
        assert filled.get(f"/api/metrics/breakdown-values?{missing}").status == 400


@pytest.mark.parametrize(("name", "total"), [("delta", 7), ("cumulative", 18), ("level", 3), ("gauge", 9.5)])
def test_an_aggregate_is_one_datapoint_a_series(filled: Server, name: str, total: float) -> None:
    found = series(filled, name, aggregate="true")
    assert [one["labels"] for one in found] == [{"service": SERVICE, "type": kind} for kind in ("input", "output")]
    assert [one["datapoints"] for one in found] == [[[0, total]]] * 2
    answer = filled.api("/api/metrics/series", name=name, aggregate="true", **HOUR)
    assert answer.get("total") == (None if name == "gauge" else total * 2)


@pytest.mark.parametrize(("name", "values"), [("delta", [1, 2, 4]), ("cumulative", [10, 5, 3])])
@pytest.mark.parametrize("interval", ["60", "60s", "1 minute", "1m"])
def test_increases_have_every_bucket_of_the_range(
    filled: Server, name: str, values: list[float], interval: str
) -> None:
    for one in series(filled, name, interval=interval):
        assert len(one["datapoints"]) == 60
        assert {moment % 60_000 for moment, _ in one["datapoints"]} == {0}
        assert [value for _, value in one["datapoints"] if value] == values


@pytest.mark.parametrize(("name", "values"), [("level", [10, 15, 3]), ("gauge", [10, 15, 3.5])])
def test_gauges_and_levels_have_no_invented_zeros(filled: Server, name: str, values: list[float]) -> None:
    for one in series(filled, name, interval="1 minute"):
        assert [value for _, value in one["datapoints"]] == values


def test_a_later_range_starts_from_the_last_point_before_it(filled: Server) -> None:
    (one, _) = series(filled, "cumulative", aggregate="true", **{"from": "2023-11-14T22:14:00Z"})
    assert one["datapoints"] == [[0, 5 + 3]]


def test_a_breakdown_is_a_label(filled: Server) -> None:
    for name in METRICS:
        labels = [one["labels"] for one in series(filled, name, breakdown="model", aggregate="true")]
        assert labels == [
            {"service": SERVICE, "type": kind, "model": f"model {index}"}
            for index, kind in enumerate(("input", "output"))
        ]
        assert all("none" not in one["labels"] for one in series(filled, name, breakdown="none"))


def test_the_default_interval_gives_at_most_1500_points(filled: Server) -> None:
    for start in ("2023-11-14T21:59:00Z", "2023-11-01T00:00:00Z", "1990-01-01T00:00:00Z"):
        for one in series(filled, "delta", **{"from": start}):
            assert len(one["datapoints"]) <= 1501


def test_what_is_unknown_has_no_series(filled: Server) -> None:
    assert series(filled, "unknown") == []
    assert series(filled, "delta", **{"from": "2001-01-01T00:00:00Z", "to": "2001-01-02T00:00:00Z"}) == []


BAD = {
    "": "name",
    "name=delta&stat=p42": "stat",
    "name=delta&interval=soon": "interval",
    "name=delta&interval=0": "interval",
    "name=delta&interval=-1": "interval",
    "name=delta&interval=1%20second&from=0001-01-01T00:00:00Z&to=9999-12-31T00:00:00Z": "interval",
    "name=delta&from=now&to=now-1h": "from",
}


@pytest.mark.parametrize(("query", "named"), BAD.items())
def test_a_series_that_cannot_be_computed_is_400(filled: Server, query: str, named: str) -> None:
    answer = filled.get(f"/api/metrics/series?{query}")
    assert answer.status == 400
    assert named in answer.json()["error"]


def batch(server: Server, *queries: object, **common: object) -> Answer:
    body = json.dumps({**HOUR, **common, "queries": queries}).encode()
    return server.request("POST", "/api/metrics/batch-series", body, {"Content-Type": JSON})


def test_a_batch_answers_in_order_and_each_as_if_asked_alone(filled: Server) -> None:
    asked: list[dict[str, Any]] = [
        {"id": "b", "name": "gauge", "service": SERVICE},
        {"id": "a", "name": "delta", "service": SERVICE, "interval": "1 hour", "breakdown": "model"},
        {"id": "a", "name": "delta", "service": SERVICE, "aggregate": True},
        {"id": "c", "name": "unknown", "service": None, "stat": None, "aggregate": None},
    ]
    results = batch(filled, *asked, interval=60).json()["results"]
    assert [(result["id"], result["success"]) for result in results] == [(query["id"], True) for query in asked]
    assert results[0]["series"] == series(filled, "gauge", interval=60)
    assert results[1]["series"] == series(filled, "delta", interval=3600, breakdown="model")
    assert results[2]["series"] == series(filled, "delta", aggregate="true")
    assert results[3]["series"] == []


@pytest.mark.parametrize("wrong", [{"stat": "p42"}, {"interval": "soon"}, {"interval": 0}])
def test_a_query_that_fails_does_not_fail_the_others(filled: Server, wrong: dict[str, Any]) -> None:
    answer = batch(filled, {"id": "bad", "name": "delta", **wrong}, {"id": "good", "name": "delta"})
    bad, good = answer.json()["results"]
    assert (answer.status, bad["success"], bad["series"], good["success"]) == (200, False, [], True)
    assert bad["error"]


@pytest.mark.parametrize(
    ("queries", "named"),
    [
        ([], "queries"),
        ([{"id": "a", "name": "x"}] * 51, "queries"),
        ([{"id": "a", "name": "x"}, {"name": "x"}], "queries[1].id"),
        ([{"id": "a"}], "queries[0].name"),
        ([{"id": "", "name": "x"}], "queries[0].id"),
        ([{"id": 5, "name": "x"}], "queries[0].id"),
        ([5], "queries[0]"),
        ([{"id": "a", "name": "x", "aggregate": "yes"}], "queries[0].aggregate"),
    ],
    ids=["empty", "51", "no id", "no name", "empty id", "id is no text", "no object", "aggregate is no flag"],
)
def test_a_batch_that_is_none_is_400_with_the_index(filled: Server, queries: list[Any], named: str) -> None:
    answer = batch(filled, *queries)
    assert answer.status == 400
    assert named in answer.json()["error"]


def test_a_batch_of_fifty_is_answered(filled: Server) -> None:
    assert len(batch(filled, *[{"id": str(n), "name": "delta"} for n in range(50)]).json()["results"]) == 50


def test_a_bad_range_fails_the_whole_batch(filled: Server) -> None:
    assert batch(filled, {"id": "a", "name": "delta"}, **{"from": "soon"}).status == 400


def test_an_answer_of_too_many_points_is_refused_before_it_is_made(server: Server) -> None:
    sample = Sample("metrics", "many-series")
    request = sample.message(1)
    metrics = request.resource_metrics[0].scope_metrics[0].metrics
    metrics.pop()
    data = metrics.add(name="many").sum
    data.aggregation_temporality, data.is_monotonic = 1, True
    for number in range(45):
        point = data.data_points.add(start_time_unix_nano=START, time_unix_nano=TIME, as_double=1)
        point.attributes.add(key="session.id").value.string_value = str(number)
    assert server.post("/v1/metrics", request.SerializeToString()).status == 200
    asked = {"name": "many", "breakdown": "session.id", "from": "2023-10-16T00:00:00Z", "to": "2023-11-18T00:00:00Z"}
    refused = server.get("/api/metrics/series?" + urlencode(asked | {"interval": "60"}))
    assert refused.status == 400
    assert refused.json()["error"].startswith("45 series of 47521 points are too many; choose a wider interval")
    assert len(server.api("/api/metrics/series", **asked, interval="3600")["series"]) == 45
