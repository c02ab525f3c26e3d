"""OTLP/JSON with the names that protobuf has for fields and enums, alone and mixed with those of JSON."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from google.protobuf.message import Message
from hypothesis import given
from hypothesis import strategies as st

from aiobserver.errors import InvalidRequest
from aiobserver.model.batch import Export
from aiobserver.model.columns import Signal
from aiobserver.otlp.decode import Decoder
from tests.chance import by_chance
from tests.otlp.messages import REQUESTS, as_json
from tests.rows import NOW, field

DECODER = Decoder(lambda _service: ("session.id",))
SIGNALS: tuple[Signal, ...] = ("traces", "metrics", "logs")
IDS = {"traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": "00f067aa0ba902b7"}


def decode(request: Any, signal: Signal | None = None) -> Export:
    body = json.dumps(request).encode()
    return DECODER.decode(body, content_type="application/json", path_signal=signal, received_ns=NOW)


def spans(*records: dict[str, Any]) -> dict[str, Any]:
    return {"resourceSpans": [{"scopeSpans": [{"spans": list(records)}]}]}


def logs(*records: dict[str, Any]) -> dict[str, Any]:
    return {"resourceLogs": [{"scopeLogs": [{"logRecords": list(records)}]}]}


def sums(data: dict[str, Any]) -> dict[str, Any]:
    return {"resourceMetrics": [{"scopeMetrics": [{"metrics": [{"name": "m", "sum": data}]}]}]}


def renamed(plain: Any, message: Message, chance: random.Random) -> Any:
    """A message's JSON form in which some names are those of protobuf."""
    given_names = {}
    for descriptor in message.DESCRIPTOR.fields:
        if descriptor.json_name in plain:
            name = descriptor.name if chance.random() < 0.6 else descriptor.json_name
            given_names[name] = _value(
                plain[descriptor.json_name], descriptor, getattr(message, descriptor.name), chance
            )
    return given_names


def _value(plain: Any, descriptor: Any, value: Any, chance: random.Random) -> Any:
    if isinstance(plain, list):
        return [_value(item, descriptor, inner, chance) for item, inner in zip(plain, value, strict=True)]
    if descriptor.type == descriptor.TYPE_MESSAGE:
        return renamed(plain, value, chance)
    if descriptor.enum_type is not None and plain in descriptor.enum_type.values_by_number and chance.random() < 0.6:
        return descriptor.enum_type.values_by_number[plain].name
    return plain


@pytest.mark.parametrize("signal", SIGNALS)
@given(data=st.data(), seed=st.integers(0, 99))
@by_chance(300)
def test_both_names_mean_the_same_in_any_mixture(signal: Signal, data: st.DataObject, seed: int) -> None:
    message = data.draw(REQUESTS[signal])
    plain = json.loads(as_json(message))
    mixed = renamed(plain, message, random.Random(seed))
    one, other = decode(plain, signal), decode(mixed, signal)
    assert [repr(batch.rows) for batch in one.batches] == [repr(batch.rows) for batch in other.batches]
    assert (one.rejected, one.message) == (other.rejected, other.message)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("SPAN_KIND_UNSPECIFIED", "UNSPECIFIED"), ("SPAN_KIND_SERVER", "SERVER"), ("SPAN_KIND_CONSUMER", "CONSUMER")],
)
def test_a_kind_by_name(name: str, shown: str) -> None:
    (batch,) = decode(spans(IDS | {"kind": name})).batches
    assert batch.rows[0][6] == shown


@pytest.mark.parametrize(("name", "shown"), [("STATUS_CODE_UNSET", "UNSET"), ("STATUS_CODE_ERROR", "ERROR")])
def test_a_status_by_name(name: str, shown: str) -> None:
    (batch,) = decode(spans(IDS | {"status": {"code": name}})).batches
    assert batch.rows[0][13] == shown


@pytest.mark.parametrize(("name", "number"), [("SEVERITY_NUMBER_TRACE", 1), ("SEVERITY_NUMBER_FATAL4", 24)])
def test_a_severity_by_name(name: str, number: int) -> None:
    (batch,) = decode(logs({"severity_number": name})).batches
    assert field(batch.rows[0], "SeverityNumber") == number


@pytest.mark.parametrize("name", ["server", "SERVER", "span_kind_server", "2", "", "STATUS_CODE_OK"])
def test_a_name_that_is_none_of_the_enum_refuses_the_record(name: str) -> None:
    export = decode(spans(IDS | {"kind": name}, IDS))
    assert (export.row_count, export.rejected) == (1, 1)
    assert "spans[0].kind" in export.message


def test_a_temporality_that_is_none_refuses_all_points_of_the_metric() -> None:
    export = decode(sums({"aggregation_temporality": "DELTA", "data_points": [{"time_unix_nano": 1}, {}, {}]}))
    assert (export.row_count, export.rejected) == (0, 3)
    assert "metrics[0].sum.aggregationTemporality" in export.message


BOTH: dict[str, tuple[dict[str, Any], int]] = {
    "span": (spans(IDS | {"trace_id": IDS["traceId"]}, IDS), 1),
    "event": (spans(IDS | {"events": [{"timeUnixNano": 1, "time_unix_nano": 1}]}, IDS), 1),
    "link": (spans(IDS | {"links": [{"traceState": "", "trace_state": ""}]}, IDS), 1),
    "log": (logs({"severityText": "a", "severity_text": "a"}, {}), 1),
    "value": (logs({"body": {"stringValue": "a", "string_value": "a"}}, {}), 1),
    "value in a list": (logs({"body": {"arrayValue": {"values": [{"intValue": 1, "int_value": 1}]}}}, {}), 1),
    "attribute": (logs({"attributes": [{"key": "k", "value": {"boolValue": True, "bool_value": True}}]}, {}), 1),
    "point": (sums({"dataPoints": [{"asInt": 1, "as_int": 1, "timeUnixNano": 1}, {"timeUnixNano": 1}]}), 1),
    "exemplar": (
        sums({"dataPoints": [{"timeUnixNano": 1, "exemplars": [{"asInt": 1, "as_int": 1}]}, {"timeUnixNano": 1}]}),
        1,
    ),
    "metric": (sums({"isMonotonic": True, "is_monotonic": True, "dataPoints": [{}, {}]}), 2),
    "points twice": (sums({"dataPoints": [{}, {}], "data_points": [{}]}), 3),
    "scope": ({"resourceLogs": [{"scopeLogs": [{"logRecords": [{}, {}], "log_records": [{}]}]}]}, 3),
    "resource": ({"resourceLogs": [{"scopeLogs": [{"logRecords": [{}]}], "scope_logs": [{"log_records": [{}]}]}]}, 2),
}


@pytest.mark.parametrize(("request_", "refused"), BOTH.values(), ids=BOTH)
def test_a_field_under_both_names_refuses_what_it_stands_in(request_: dict[str, Any], refused: int) -> None:
    export = decode(request_)
    assert export.rejected == refused
    assert "given twice" in export.message


def test_resources_under_both_names_refuse_the_request() -> None:
    with pytest.raises(InvalidRequest, match="resourceSpans: the field is given twice"):
        decode({"resourceSpans": [], "resource_spans": []})


def test_of_both_names_the_one_that_is_null_is_absent() -> None:
    (batch,) = decode(logs({"severityText": None, "severity_text": "a", "event_name": None, "eventName": "e"})).batches
    assert (field(batch.rows[0], "SeverityText"), field(batch.rows[0], "EventName")) == ("a", "e")


def test_names_of_other_messages_are_unknown_and_ignored() -> None:
    export = decode(spans(IDS | {"string_value": 5, "severity_number": "X", "scope_spans": {}, "as_int": []}))
    assert (export.row_count, export.rejected) == (1, 0)


@pytest.mark.parametrize("signal", SIGNALS)
@pytest.mark.parametrize("spelling", ["resource_spans", "resource_logs", "resource_metrics"])
def test_the_signal_is_told_by_names_of_protobuf(spelling: str, signal: Signal) -> None:
    found = {"resource_spans": "traces", "resource_logs": "logs", "resource_metrics": "metrics"}[spelling]
    assert decode({spelling: []}, signal).signal == found
