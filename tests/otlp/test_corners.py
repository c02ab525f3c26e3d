"""Corners of the decoders that no ordinary export reaches."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aiobserver.errors import InvalidRequest, TooLarge
from aiobserver.model.batch import Export
from aiobserver.model.columns import SPAN_COLUMNS
from aiobserver.otlp.decode import Decoder
from aiobserver.otlp.json.fields import json_double
from aiobserver.otlp.protobuf.wire import MOST_ELEMENTS, is_message
from tests.conformance.exports import Sample, encoded
from tests.rows import NOW, field

EXTRAS = SPAN_COLUMNS.index("Extras")


def decode(request: dict[str, Any], decoder: Decoder | None = None) -> Export:
    return (decoder or Decoder(lambda _service: ("session.id",))).decode(
        json.dumps(request).encode(), content_type=None, path_signal=None, received_ns=NOW
    )


def spans(*records: dict[str, Any]) -> dict[str, Any]:
    ids = {"traceId": "0af7651916cd43dd8448eb211c80319c", "startTimeUnixNano": "5", "endTimeUnixNano": "6"}
    made = [ids | {"spanId": f"{number:016x}"} | record for number, record in enumerate(records, 1)]
    return {"resourceSpans": [{"scopeSpans": [{"spans": made}]}]}


def logs(*records: dict[str, Any]) -> dict[str, Any]:
    return {"resourceLogs": [{"scopeLogs": [{"logRecords": list(records)}]}]}


def test_the_remembered_texts_of_many_different_records_are_right() -> None:
    counts = range(1, 5000)
    (batch,) = decode(spans(*({"droppedAttributesCount": count} for count in counts))).batches
    assert [json.loads(row[EXTRAS])["droppedAttributesCount"] for row in batch.rows] == list(counts)
    (batch,) = decode(logs(*({"droppedAttributesCount": count} for count in counts))).batches
    assert [json.loads(row[-2])["droppedAttributesCount"] for row in batch.rows] == list(counts)


@pytest.mark.parametrize("encoding", ["protobuf", pytest.param("json", marks=pytest.mark.long)])
def test_more_different_attributes_and_series_than_are_remembered_are_right(encoding: str) -> None:
    decoder = Decoder(lambda _service: ("session.id",))
    for start in range(0, 70_000, 10_000):
        message = Sample("metrics", "many").message(10_000)
        points = message.resource_metrics[0].scope_metrics[0].metrics
        for number, metric in enumerate(points, start):
            point = metric.sum.data_points[0] if metric.HasField("sum") else metric.gauge.data_points[0]
            point.attributes.add(key="number").value.string_value = f"n{number}"
        body = encoded(message, encoding)
        (batch,) = decoder.decode(body, content_type=None, path_signal="metrics", received_ns=NOW).batches
        found = [json.loads(row[9])["number"] for row in batch.rows]
        assert found == [f"n{number}" for number in range(start, start + len(found))]


def test_an_integer_beyond_all_doubles_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="out of range of a double"):
        json_double(10**400, "value")


@pytest.mark.parametrize("value", [True, [], "1_0", " 1", "x", "1e999", "０"])
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(InvalidRequest, match="expected a number"):
        json_double(value, "value")


@pytest.mark.parametrize("text", ["0g" * 8, "abc", "a b"])
def test_a_span_whose_id_is_no_hex_is_refused_alone(text: str) -> None:
    export = decode(spans({}, {"spanId": text}))
    assert (export.row_count, export.rejected) == (1, 1)
    assert "expected an id in hex digits" in export.message
    assert export.message.endswith("resourceSpans[0].scopeSpans[0].spans[1].spanId")


@pytest.mark.parametrize("text", ["yesterday", "1969-12-31T23:59:59Z", ""])
def test_a_log_whose_event_time_is_none_takes_the_time_of_receipt(text: str) -> None:
    attribute = {"key": "event.timestamp", "value": {"stringValue": text}}
    (batch,) = decode(logs({"attributes": [attribute]})).batches
    assert field(batch.rows[0], "Timestamp") == NOW if text else batch.rows[0][0] == NOW


def test_a_text_that_only_starts_like_a_message_is_none() -> None:
    assert is_message(b"\n\x03abc")
    assert not is_message(b"\n\x7fabc")
    assert not is_message(b"\x12\x03abc")


@pytest.mark.parametrize(
    "content", [b"\x0a\x02\x12\x00", b"\x0a\x02\x10\x01", b"\x0a\x04\x12\x02\x10\x01", b"\x08\x01"]
)
def test_envelopes_without_records_are_empty_or_refused(content: bytes) -> None:
    try:
        export = Decoder(lambda _service: ()).decode(
            content, content_type="application/x-protobuf", path_signal=None, received_ns=NOW
        )
    except InvalidRequest as error:
        assert str(error)
    else:
        assert export.row_count == 0


def test_too_many_empty_objects_are_refused_before_they_are_built() -> None:
    body = b'{"resourceSpans":[' + b"{}," * MOST_ELEMENTS + b"{}]}"
    with pytest.raises(TooLarge):
        Decoder(lambda _service: ()).decode(body, content_type=None, path_signal=None, received_ns=NOW)


def test_records_that_fit_no_signal_are_refused() -> None:
    record = b"\xfa\x7f\x01x"  # field 2047
    body = b"\n%c\x12%c\x12%c" % (len(record) + 4, len(record) + 2, len(record)) + record
    with pytest.raises(InvalidRequest, match="neither spans nor metrics nor logs"):
        Decoder(lambda _service: ()).decode(
            body, content_type="application/x-protobuf", path_signal=None, received_ns=NOW
        )
