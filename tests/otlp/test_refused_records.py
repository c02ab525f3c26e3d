"""OTLP/JSON: what cannot be read is refused alone, with a reason and a path; all else is stored."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aiobserver.errors import InvalidRequest
from aiobserver.model.batch import Export
from aiobserver.otlp.decode import Decoder
from aiobserver.otlp.rows import Refusals
from tests.rows import NOW

IDS = {"traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": "00f067aa0ba902b7"}
ATTRIBUTES = [{"key": "k", "value": {"stringValue": 5}}]
SPANS = "resourceSpans[0].scopeSpans[0].spans[1]"
LOGS = "resourceLogs[0].scopeLogs[0].logRecords[1]"


def decode(request: Any) -> Export:
    return Decoder(lambda _service: ()).decode(
        json.dumps(request).encode(), content_type="application/json", path_signal=None, received_ns=NOW
    )


def spans(*records: Any) -> dict[str, Any]:
    return {"resourceSpans": [{"scopeSpans": [{"spans": list(records)}]}]}


def logs(*records: Any) -> dict[str, Any]:
    return {"resourceLogs": [{"scopeLogs": [{"logRecords": list(records)}]}]}


def metrics(*items: Any) -> dict[str, Any]:
    return {"resourceMetrics": [{"scopeMetrics": [{"metrics": list(items)}]}]}


def metric(kind: str, *points: Any, **data: Any) -> dict[str, Any]:
    return {"name": "m", kind: {"dataPoints": list(points)} | data}


BAD_SPANS: dict[str, tuple[Any, str]] = {
    "no object": (5, ""),
    "a list": ([], ""),
    "id that is no hex": (IDS | {"traceId": "not hex"}, ".traceId"),
    "id too short": (IDS | {"spanId": "00f0"}, ".spanId"),
    "zero id": (IDS | {"traceId": "0" * 32}, ".traceId"),
    "parent that is no hex": (IDS | {"parentSpanId": "xy"}, ".parentSpanId"),
    "enum": (IDS | {"kind": "SPAN_KIND_OTHER"}, ".kind"),
    "enum too large": (IDS | {"kind": 2**31}, ".kind"),
    "status": (IDS | {"status": 1}, ".status"),
    "status code": (IDS | {"status": {"code": True}}, ".status.code"),
    "wrong type": (IDS | {"name": 5}, ".name"),
    "time over 2^64": (IDS | {"startTimeUnixNano": "18446744073709551616"}, ".startTimeUnixNano"),
    "negative time": (IDS | {"endTimeUnixNano": -1}, ".endTimeUnixNano"),
    "no whole number": (IDS | {"flags": 1.5}, ".flags"),
    "list expected": (IDS | {"attributes": {"key": "k"}}, ".attributes"),
    "attribute": (IDS | {"attributes": ATTRIBUTES}, ".attributes[0].value.stringValue"),
    "attribute that is none": (IDS | {"attributes": ["k"]}, ".attributes[0]"),
    "event": (IDS | {"events": [{}, {"timeUnixNano": "x"}]}, ".events[1].timeUnixNano"),
    "link": (IDS | {"links": [{"traceId": "x"}]}, ".links[0].traceId"),
    "count": (IDS | {"droppedLinksCount": 2**32}, ".droppedLinksCount"),
}


@pytest.mark.parametrize(("record", "where"), BAD_SPANS.values(), ids=BAD_SPANS)
def test_a_span_that_cannot_be_read_is_refused_alone(record: Any, where: str) -> None:
    export = decode(spans(IDS, record, IDS | {"name": "last"}))
    assert (export.row_count, export.rejected) == (2, 1)
    assert export.message.endswith(f"first at {SPANS}{where}")


BAD_LOGS: dict[str, tuple[Any, str]] = {
    "no object": ("text", ""),
    "id that is no hex": ({"traceId": "zz"}, ".traceId"),
    "severity": ({"severityNumber": "INFO"}, ".severityNumber"),
    "body": ({"body": "plain"}, ".body"),
    "body's member": ({"body": {"intValue": "9223372036854775808"}}, ".body.intValue"),
    "base64": ({"body": {"bytesValue": "***"}}, ".body.bytesValue"),
    "flags": ({"flags": ""}, ".flags"),
    "dropped": ({"droppedAttributesCount": []}, ".droppedAttributesCount"),
    "attribute in a map": (
        {"attributes": [{"key": "k", "value": {"kvlistValue": {"values": [{"key": 1}]}}}]},
        ".attributes[0].value.kvlistValue.key",
    ),
}


@pytest.mark.parametrize(("record", "where"), BAD_LOGS.values(), ids=BAD_LOGS)
def test_a_log_record_that_cannot_be_read_is_refused_alone(record: Any, where: str) -> None:
    export = decode(logs({}, record, {}))
    assert (export.row_count, export.rejected) == (2, 1)
    assert export.message.endswith(f"first at {LOGS}{where}")


GOOD = {"timeUnixNano": "5"}
BAD_POINTS: dict[str, tuple[str, Any, str]] = {
    "no object": ("gauge", 5, ""),
    "time": ("gauge", {"timeUnixNano": "later"}, ".timeUnixNano"),
    "no time": ("gauge", {}, ".timeUnixNano"),
    "number": ("sum", GOOD | {"asInt": "1.5"}, ".asInt"),
    "double": ("sum", GOOD | {"asDouble": "much"}, ".asDouble"),
    "count": ("histogram", GOOD | {"count": -1}, ".count"),
    "buckets": ("histogram", GOOD | {"bucketCounts": [1, "x"]}, ".bucketCounts"),
    "bounds": ("histogram", GOOD | {"explicitBounds": 5}, ".explicitBounds"),
    "buckets that do not fit": ("histogram", GOOD | {"bucketCounts": [1], "explicitBounds": [1]}, ".bucketCounts"),
    "side": ("exponentialHistogram", GOOD | {"positive": []}, ".positive"),
    "offset": ("exponentialHistogram", GOOD | {"negative": {"offset": 2**31}}, ".negative.offset"),
    "quantile": ("summary", GOOD | {"quantileValues": [{"quantile": "x"}]}, ".quantileValues[0].quantile"),
    "exemplar": ("gauge", GOOD | {"exemplars": [{}, {"traceId": "x"}]}, ".exemplars[1].traceId"),
    "attribute": ("gauge", GOOD | {"attributes": ATTRIBUTES}, ".attributes[0].value.stringValue"),
}


@pytest.mark.parametrize(("kind", "point", "where"), BAD_POINTS.values(), ids=BAD_POINTS)
def test_a_point_that_cannot_be_read_is_refused_alone(kind: str, point: Any, where: str) -> None:
    export = decode(metrics(metric(kind, GOOD, point, GOOD, aggregationTemporality=2)))
    assert (export.row_count, export.rejected) == (2, 1)
    assert export.message.endswith(f"metrics[0].{kind}.dataPoints[1]{where}")


def test_fields_of_other_points_are_unknown_and_ignored() -> None:
    export = decode(metrics(metric("gauge", GOOD | {"bucketCounts": 5, "explicitBounds": {}, "quantileValues": 1})))
    assert (export.row_count, export.rejected) == (1, 0)


BAD_METRICS: dict[str, tuple[Any, int]] = {
    "no object": (5, 1),
    "name": (metric("gauge", GOOD, GOOD) | {"name": 5}, 2),
    "metadata": (metric("gauge", GOOD, GOOD) | {"metadata": 5}, 2),
    "temporality": (metric("sum", GOOD, GOOD, {}, aggregationTemporality="DELTA"), 3),
    "monotonic": (metric("sum", GOOD, isMonotonic="true"), 1),
    "data": ({"name": "m", "gauge": 5}, 1),
    "points": ({"name": "m", "gauge": {"dataPoints": {}}}, 1),
}


@pytest.mark.parametrize(("item", "refused"), BAD_METRICS.values(), ids=BAD_METRICS)
def test_a_metric_that_cannot_be_read_is_refused_with_its_points(item: Any, refused: int) -> None:
    export = decode(metrics(metric("gauge", GOOD), item, metric("gauge", GOOD)))
    assert (export.row_count, export.rejected) == (2, refused)
    assert "first at resourceMetrics[0].scopeMetrics[0].metrics[1]" in export.message


SCOPE: dict[str, Any] = {"logRecords": [{}, {}]}
BAD_SCOPES: dict[str, tuple[Any, int, str]] = {
    "no object": (5, 1, ""),
    "list of records": ({"logRecords": {}}, 1, ".logRecords"),
    "scope": (SCOPE | {"scope": 5}, 2, ".scope"),
    "name": (SCOPE | {"scope": {"name": 5}}, 2, ".scope.name"),
    "dropped": (SCOPE | {"scope": {"droppedAttributesCount": -1}}, 2, ".scope.droppedAttributesCount"),
    "attributes": (SCOPE | {"scope": {"attributes": ATTRIBUTES}}, 2, ".scope.attributes[0].value.stringValue"),
    "schema": (SCOPE | {"schemaUrl": 5}, 2, ".schemaUrl"),
    "nothing in it": ({"schemaUrl": 5}, 0, ".schemaUrl"),
}


@pytest.mark.parametrize(("group", "refused", "where"), BAD_SCOPES.values(), ids=BAD_SCOPES)
def test_a_scope_that_cannot_be_read_is_refused_with_its_records(group: Any, refused: int, where: str) -> None:
    export = decode({"resourceLogs": [{"scopeLogs": [SCOPE, group, SCOPE]}]})
    assert (export.row_count, export.rejected) == (4, refused)
    assert export.message.endswith(f"first at resourceLogs[0].scopeLogs[1]{where}")


RESOURCE: dict[str, Any] = {"scopeLogs": [SCOPE, {"logRecords": [{}]}]}
BAD_RESOURCES: dict[str, tuple[Any, int, str]] = {
    "no object": ("x", 1, ""),
    "list of scopes": ({"scopeLogs": 5}, 1, ".scopeLogs"),
    "resource": (RESOURCE | {"resource": []}, 3, ".resource"),
    "attributes": (RESOURCE | {"resource": {"attributes": 5}}, 3, ".resource.attributes"),
    "dropped": (RESOURCE | {"resource": {"droppedAttributesCount": "x"}}, 3, ".resource.droppedAttributesCount"),
    "entity": (RESOURCE | {"resource": {"entityRefs": [{"idKeys": [5]}]}}, 3, ".resource.entityRefs[0].idKeys"),
    "schema": (RESOURCE | {"schemaUrl": 5}, 3, ".schemaUrl"),
}


@pytest.mark.parametrize(("envelope", "refused", "where"), BAD_RESOURCES.values(), ids=BAD_RESOURCES)
def test_a_resource_that_cannot_be_read_is_refused_with_its_records(envelope: Any, refused: int, where: str) -> None:
    export = decode({"resourceLogs": [RESOURCE, envelope, RESOURCE]})
    assert (export.row_count, export.rejected) == (6, refused)
    assert export.message.endswith(f"first at resourceLogs[1]{where}")


def test_points_are_counted_when_their_resource_cannot_be_read() -> None:
    bad = metrics(metric("gauge", GOOD, GOOD), metric("sum", {}), 5, {"name": "none"})["resourceMetrics"][0]
    export = decode({"resourceMetrics": [bad | {"resource": 5}]})
    assert (export.row_count, export.rejected) == (0, 4)


def test_the_same_reason_is_told_once_with_its_first_place() -> None:
    export = decode(logs({}, {"severityText": 1}, {"eventName": 2}))
    assert export.message == f"2 refused: expected a string, got a number, first at {LOGS}.severityText"


def test_of_many_reasons_twenty_are_told() -> None:
    export = decode(logs(*({"severityNumber": f"S{number}"} for number in range(1000))))
    assert export.rejected == 1000
    assert export.message.count("expected a number or a name") == 20
    assert export.message.endswith("; 980 refused for other reasons")


def test_a_reason_that_is_told_counts_on_when_there_are_many() -> None:
    refusals = Refusals()
    for number in [*range(30), 0]:
        refusals.refuse(f"reason {number}", "place")
    assert refusals.message().startswith("2 refused: reason 0, first at place; ")


@pytest.mark.parametrize("top", [[], 5, "text", None, True, {"resourceSpans": {}}, {"resource_logs": 5}])
def test_a_request_of_the_wrong_shape_is_refused_as_a_whole(top: Any) -> None:
    with pytest.raises(InvalidRequest):
        decode(top)


def test_a_value_nested_too_deep_refuses_the_request_and_is_named() -> None:
    value: Any = {"stringValue": "x"}
    for _ in range(65):
        value = {"arrayValue": {"values": [value]}}
    with pytest.raises(InvalidRequest, match="nested deeper than 64 levels") as caught:
        decode(logs({}, {"body": value}))
    assert caught.value.where.startswith(f"{LOGS}.body.arrayValue")
