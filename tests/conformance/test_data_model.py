"""The data model of OTLP: what is kept, what is rejected, what is shown."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.everything import ALL_KINDS, BIG, DEPTH, FULL
from tests.conformance.exports import ENCODINGS, TIME, TIME_TEXT, TYPES, Sample, encoded, rejected
from tests.server import EVER, Server

each_encoding = pytest.mark.parametrize("encoding", ENCODINGS)


def _send(server: Server, sample: Sample, request: Any, encoding: str = "protobuf") -> tuple[int, str]:
    return rejected(sample.signal, server.post(sample.path, encoded(request, encoding), TYPES[encoding]))


def _spans(request: Any) -> Any:
    return request.resource_spans[0].scope_spans[0].spans


def _records(request: Any) -> Any:
    return request.resource_logs[0].scope_logs[0].log_records


@each_encoding
def test_every_field_of_a_span(server: Server, traces: Sample, encoding: str) -> None:
    assert _send(server, traces, FULL["traces"](traces), encoding) == (0, "")
    parent, span = sorted(traces.stored(server), key=lambda span: str(span["spanName"]))
    wanted = {
        "traceId": parent["traceId"],
        "parentSpanId": parent["spanId"],
        "traceState": "vendor=1",
        "spanKind": "CLIENT",
        "statusCode": "ERROR",
        "statusMessage": "boom",
        "scopeName": "conformance",
        "scopeVersion": "1.2",
        "duration": 1000,
    }
    assert {key: span[key] for key in wanted} == wanted
    _assert_all_kinds(span["spanAttributes"])
    _assert_all_kinds(span["resourceAttributes"])
    (event,) = span["events"]
    assert (event["timestamp"], event["name"]) == ("2023-11-14T22:13:20.123456796Z", "event")
    _assert_all_kinds(event["attributes"])
    (link,) = span["links"]
    assert (link["traceId"], link["spanId"], link["traceState"]) == ("01" * 16, "02" * 8, "a=b")
    _assert_all_kinds(link["attributes"])


@each_encoding
def test_every_field_of_a_log_record(server: Server, logs: Sample, encoding: str) -> None:
    assert _send(server, logs, FULL["logs"](logs), encoding) == (0, "")
    (record,) = logs.stored(server)
    wanted = {
        "timestamp": TIME_TEXT,
        "observedTimestamp": "2023-11-14T22:13:20.123456798Z",
        "traceId": "01" * 16,
        "spanId": "02" * 8,
        "traceFlags": 1,
        "severityNumber": 17,
        "severityText": "Error",
        "eventName": "an.event",
    }
    assert {key: record[key] for key in wanted} == wanted
    _assert_all_kinds(record["logAttributes"])
    _assert_all_kinds(record["body"])


@each_encoding
def test_every_kind_of_metric_point(server: Server, metrics: Sample, encoding: str) -> None:
    assert _send(server, metrics, FULL["metrics"](metrics), encoding) == (0, "")
    shown = metrics.stored(server)
    points = {point["metricName"]: point for point in shown if "min" not in point or point["metricName"] != "histogram"}
    (histogram,) = (point for point in shown if point["metricName"] == "histogram" and "bucketCounts" in point)
    assert points["gauge"]["value"] == str(BIG)
    _assert_all_kinds(points["gauge"]["attributes"])
    assert (points["sum"]["aggregationTemporality"], points["sum"]["isMonotonic"]) == (2, True)
    assert points["missing"].get("value") is None
    assert (histogram["count"], histogram["sum"], histogram["min"], histogram["max"]) == (3, 6.5, 1, 4)
    assert (histogram["bucketCounts"], histogram["explicitBounds"]) == ([1, 2, 0], [1.5, 10])
    assert "sum" not in next(p for p in shown if p["metricName"] == "histogram" and "bucketCounts" not in p)
    exponential = points["exponential"]
    assert exponential["metricType"] == "exponential_histogram"
    assert (exponential["scale"], exponential["zeroCount"]) == (-2, 1)
    assert (exponential["positiveOffset"], exponential["positiveBucketCounts"]) == (3, [1, 0, 2])
    assert (exponential["negativeOffset"], exponential["negativeBucketCounts"]) == (-4, [2])
    assert points["summary"]["quantileQuantiles"] == [0.5, 0.99]
    assert points["summary"]["quantileValues"] == [1, 2.5]


def _assert_all_kinds(shown: dict[str, Any]) -> None:
    assert {key: shown[key] for key in ALL_KINDS} == ALL_KINDS
    value = shown["deep"]
    for _ in range(DEPTH):
        (value,) = value
    assert value == "bottom"


@each_encoding
@pytest.mark.parametrize(
    ("trace_id", "span_id"),
    [(b"", b"\1" * 8), (bytes(16), b"\1" * 8), (b"\1" * 15, b"\1" * 8), (b"\1" * 16, b""), (b"\1" * 16, bytes(8))],
    ids=["no trace id", "zero trace id", "short trace id", "no span id", "zero span id"],
)
def test_a_span_without_a_valid_id_is_rejected_alone(
    server: Server, traces: Sample, encoding: str, trace_id: bytes, span_id: bytes
) -> None:
    request = traces.message(2)
    _spans(request)[0].trace_id, _spans(request)[0].span_id = trace_id, span_id
    assert _send(server, traces, request, encoding)[0] == 1
    assert [span["spanName"] for span in traces.stored(server)] == ["span 1"]


@each_encoding
def test_a_parent_id_of_zeros_is_no_parent(server: Server, traces: Sample, encoding: str) -> None:
    request = traces.message()
    request.resource_spans[0].scope_spans[0].spans[0].parent_span_id = bytes(8)
    assert _send(server, traces, request, encoding) == (0, "")
    assert "parentSpanId" not in traces.stored(server)[0]


def test_an_empty_span_name_is_kept(server: Server, traces: Sample) -> None:
    request = traces.message()
    _spans(request)[0].name = ""
    assert _send(server, traces, request) == (0, "")
    assert traces.stored(server)[0]["spanName"] == ""


def test_a_span_that_ends_before_it_starts_is_kept_with_no_duration(server: Server, traces: Sample) -> None:
    request = traces.message()
    _spans(request)[0].end_time_unix_nano = TIME - 1
    assert _send(server, traces, request) == (0, "")
    assert traces.stored(server)[0]["duration"] == 0


@each_encoding
def test_a_log_with_an_invalid_id_is_kept_without_it(server: Server, logs: Sample, encoding: str) -> None:
    request = logs.message()
    _records(request)[0].trace_id, _records(request)[0].span_id = b"\1" * 3, bytes(8)
    assert _send(server, logs, request, encoding) == (0, "")
    (record,) = logs.stored(server)
    assert "traceId" not in record
    assert "spanId" not in record


@each_encoding
def test_a_log_without_a_time_takes_the_observed_one(server: Server, logs: Sample, encoding: str) -> None:
    request = logs.message()
    _records(request)[0].time_unix_nano, _records(request)[0].observed_time_unix_nano = 0, TIME
    assert _send(server, logs, request, encoding) == (0, "")
    assert logs.stored(server)[0]["timestamp"] == TIME_TEXT


@each_encoding
def test_a_log_without_any_time_takes_its_event_timestamp(server: Server, logs: Sample, encoding: str) -> None:
    request = logs.message()
    _records(request)[0].time_unix_nano = 0
    text = "2023-11-14T23:13:20.123456789+01:00"
    _records(request)[0].attributes.add(key="event.timestamp").value.string_value = text
    assert _send(server, logs, request, encoding) == (0, "")
    assert logs.stored(server)[0]["timestamp"] == TIME_TEXT


def test_a_log_that_says_no_time_at_all_takes_the_time_of_receipt(server: Server, logs: Sample) -> None:
    request = logs.message()
    _records(request)[0].time_unix_nano = 0
    assert _send(server, logs, request) == (0, "")
    answer = server.api("/api/logs", service=logs.service, **{"from": "now-1h", "to": "now"})
    assert answer["total"] == 1


@each_encoding
def test_a_point_without_a_time_is_rejected_alone(server: Server, metrics: Sample, encoding: str) -> None:
    request = metrics.message(2)
    request.resource_metrics[0].scope_metrics[0].metrics[0].gauge.data_points[0].time_unix_nano = 0
    assert _send(server, metrics, request, encoding)[0] == 1
    assert [point["metricName"] for point in metrics.stored(server)] == ["metric.1"]


@each_encoding
@pytest.mark.parametrize(("buckets", "bounds"), [(2, 2), (1, 3), (0, 1), (4, 1)])
def test_a_histogram_whose_lengths_do_not_fit_is_rejected_alone(
    server: Server, metrics: Sample, encoding: str, buckets: int, bounds: int
) -> None:
    request = metrics.message()
    metric = request.resource_metrics[0].scope_metrics[0].metrics.add(name="histogram")
    metric.histogram.aggregation_temporality = 1
    metric.histogram.data_points.add(
        time_unix_nano=TIME, count=buckets, bucket_counts=[1] * buckets, explicit_bounds=range(bounds)
    )
    assert _send(server, metrics, request, encoding)[0] == 1
    assert [point["metricName"] for point in metrics.stored(server)] == ["metric.0"]


@each_encoding
@pytest.mark.parametrize("kind", ["sum", "histogram"])
def test_a_point_without_a_recorded_value_is_missing_and_no_reset(
    server: Server, metrics: Sample, encoding: str, kind: str
) -> None:
    for second, value, flags in ((1, 10.0, 0), (2, 0.0, 1), (3, 15.0, 0)):
        request = metrics.message()
        metric = request.resource_metrics[0].scope_metrics[0].metrics.add(name=f"{metrics.service}.{kind}")
        data = getattr(metric, kind)
        data.aggregation_temporality = 2
        point = data.data_points.add(start_time_unix_nano=TIME, time_unix_nano=TIME + second * 10**9, flags=flags)
        if kind == "sum":
            data.is_monotonic, point.as_double = True, value
        else:
            point.count, point.sum = int(value), value
            point.bucket_counts.append(int(value))
        assert _send(server, metrics, request, encoding) == (0, "")
    series = f"{metrics.service}.{kind}"
    assert [server.api("/api/metrics/series", name=series, aggregate="true", **EVER)["total"]] == [15.0]
    missing = [point for point in server.api("/api/metrics", name=series, **EVER)["metrics"] if "sum" not in point]
    assert [point["noRecordedValue"] for point in missing if "value" not in point] == [True]


@each_encoding
def test_of_duplicate_attribute_keys_the_last_one_wins(server: Server, logs: Sample, encoding: str) -> None:
    request = logs.message()
    for value in ("first", "last"):
        _records(request)[0].attributes.add(key="twice").value.string_value = value
    assert _send(server, logs, request, encoding) == (0, "")
    assert logs.stored(server)[0]["logAttributes"] == {"twice": "last"}


def test_unknown_protobuf_fields_are_ignored(server: Server, traces: Sample) -> None:
    unknown = b"\xc2\x3e\x03abc" + b"\xc8\x3e\x05" + b"\xc3\x3e\x08\x01\xc4\x3e"  # text, number and group of field 1000
    request = traces.message()
    span = _spans(request)[0]
    span.MergeFromString(unknown)
    body = request.SerializeToString() + unknown
    assert rejected("traces", server.post(traces.path, body)) == (0, "")
    assert len(traces.stored(server)) == 1


@each_encoding
@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (1, "1970-01-01T00:00:00.000000001Z"),
        (2**63 - 1, "2262-04-11T23:47:16.854775807Z"),
        (2**63, "2262-04-11T23:47:16.854775808Z"),
        (2**64 - 1, "2554-07-21T23:34:33.709551615Z"),
    ],
    ids=["1970", "2262", "2^63", "2554"],
)
def test_all_times_are_kept(server: Server, traces: Sample, encoding: str, nanoseconds: int, text: str) -> None:
    request = traces.message()
    span = _spans(request)[0]
    span.start_time_unix_nano = span.end_time_unix_nano = nanoseconds
    assert _send(server, traces, request, encoding) == (0, "")
    shown = server.api(f"/api/traces/{span.trace_id.hex()}/spans")["spans"]
    assert shown[0]["timestamp"] == text


@each_encoding
@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), 1e308, -0.0, 5e-324])
def test_unusual_doubles_are_stored(server: Server, metrics: Sample, encoding: str, value: float) -> None:
    request = metrics.message()
    request.resource_metrics[0].scope_metrics[0].metrics[0].gauge.data_points[0].as_double = value
    assert _send(server, metrics, request, encoding) == (0, "")
    assert len(metrics.stored(server)) == 1
    series = server.api("/api/metrics/series", name="metric.0", service=metrics.service, aggregate="true")["series"]
    assert all(isinstance(point[1], float | int) for one in series for point in one["datapoints"])


@pytest.mark.parametrize(("value", "shown"), [(2**63 - 1, str(2**63 - 1)), (-(2**63), str(-(2**63))), (2**53, 2**53)])
def test_large_integer_points_are_exact(server: Server, metrics: Sample, value: int, shown: Any) -> None:
    request = metrics.message()
    request.resource_metrics[0].scope_metrics[0].metrics[0].gauge.data_points[0].as_int = value
    assert _send(server, metrics, request) == (0, "")
    assert metrics.stored(server)[0]["value"] == shown


@each_encoding
def test_a_missing_service_name_is_unknown(server: Server, logs: Sample, encoding: str) -> None:
    request = logs.message()
    del request.resource_logs[0].resource.attributes[:]
    _records(request)[0].body.string_value = logs.service
    assert _send(server, logs, request, encoding) == (0, "")
    answer = server.api("/api/logs", search=logs.service, **{"from": "2020-01-01T00:00:00Z", "to": "now"})
    assert [record["serviceName"] for record in answer["logs"]] == ["unknown"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e308])
def test_totals_of_unusual_doubles_are_still_json(server: Server, metrics: Sample, value: float) -> None:
    request = metrics.message()
    total = request.resource_metrics[0].scope_metrics[0].metrics.add(name="unusual").sum
    total.aggregation_temporality, total.is_monotonic = 1, True
    for offset in range(3):
        total.data_points.add(time_unix_nano=TIME + offset, as_double=value)
    assert _send(server, metrics, request) == (0, "")
    times = {"from": "2023-11-14T22:00:00Z", "to": "2023-11-14T23:00:00Z"}
    assert server.api("/api/metrics/series", name="unusual", service=metrics.service, interval="1 minute", **times)
    assert server.api("/api/metrics/series", name="unusual", service=metrics.service, aggregate="true", **times)


@each_encoding
def test_empty_names_are_kept(server: Server, metrics: Sample, encoding: str) -> None:
    request = metrics.message()
    metric = request.resource_metrics[0].scope_metrics[0].metrics[0]
    metric.name = metric.unit = metric.description = ""
    metric.gauge.data_points[0].attributes.add(key="").value.string_value = ""
    assert _send(server, metrics, request, encoding) == (0, "")
    (point,) = metrics.stored(server)
    assert (point["metricName"], point["attributes"]) == ("", {"": ""})
