"""OTLP/JSON: ids, enums, names, numbers, and that it means the same as protobuf."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conformance.everything import FULL
from tests.conformance.exports import SIGNALS, Sample, encoded, json_form, protobuf_json_form, rejected
from tests.server import JSON, Server

TRACE_ID = "5b8efff798038103d269b633813fc60c"


def _post_log(server: Server, logs: Sample, record: str) -> dict[str, Any]:
    """Sends one log record, given as JSON members, and returns it as shown."""
    resource = f'{{"attributes":[{{"key":"service.name","value":{{"stringValue":"{logs.service}"}}}}]}}'
    body = f'{{"resourceLogs":[{{"resource":{resource},"scopeLogs":[{{"logRecords":[{{{record}}}]}}]}}]}}'
    answer = server.post(logs.path, body.encode(), JSON)
    assert answer.status == 200, answer
    shown = logs.stored(server)
    assert len(shown) == 1
    return shown[0]


def _attribute(server: Server, logs: Sample, value: str) -> Any:
    """An attribute value as shown."""
    record = _post_log(server, logs, f'"timeUnixNano":"1","attributes":[{{"key":"k","value":{value}}}]')
    return record["logAttributes"]["k"]


def test_ids_are_hex_in_either_case(server: Server, logs: Sample) -> None:
    record = _post_log(server, logs, f'"traceId":"{TRACE_ID.upper()}","spanId":"EEE19B7EC3C1B174"')
    assert (record["traceId"], record["spanId"]) == (TRACE_ID, "eee19b7ec3c1b174")


def test_base64_ids_are_rejected(server: Server, traces: Sample) -> None:
    form = json_form(traces.message())
    form["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["traceId"] = "W47/95gDgQPSabYzgT/GDA=="
    answer = server.post(traces.path, json.dumps(form).encode(), JSON)
    assert answer.status == 400 or rejected("traces", answer)[0] == 1
    assert traces.stored(server) == []


@pytest.mark.parametrize("kind", [6, 99, -1])
def test_unknown_enum_numbers_are_unspecified(server: Server, traces: Sample, kind: int) -> None:
    form = json_form(traces.message())
    form["resourceSpans"][0]["scopeSpans"][0]["spans"][0] |= {"kind": kind, "status": {"code": kind}}
    assert server.post(traces.path, json.dumps(form).encode(), JSON).status == 200
    (span,) = traces.stored(server)
    assert (span["spanKind"], span["statusCode"]) == ("UNSPECIFIED", "UNSET")


@pytest.mark.parametrize("signal", SIGNALS)
def test_unknown_names_are_ignored_at_every_level(server: Server, sample: Sample, signal: str) -> None:
    def grown(node: Any) -> Any:
        if isinstance(node, dict):
            inner = {key: grown(item) for key, item in node.items()}
            return {"unknownBefore": [{"deep": [1, None, {"x": "y" * 10_000}]}], **inner, "snake_case": {"a": []}}
        return [grown(item) for item in node] if isinstance(node, list) else node

    body = json.dumps(grown(json_form(sample.message()))).encode()
    assert rejected(signal, server.post(sample.path, body, JSON)) == (0, "")
    assert len(sample.stored(server)) == 1


@pytest.mark.parametrize("signal", SIGNALS)
def test_names_of_protobuf_mean_the_same(server: Server, signal: str, service: str) -> None:
    shown = []
    for form in (json_form, protobuf_json_form):
        sample = Sample(signal, f"{service}-{form.__name__}")
        body = json.dumps(form(FULL[signal](sample))).encode()
        assert rejected(signal, server.post(sample.path, body, JSON)) == (0, "")
        shown.append(_without_own_names(sample, json.dumps(sample.stored(server), sort_keys=True)))
    assert shown[0] == shown[1]
    assert shown[0] != "[]"


@pytest.mark.parametrize("number", ["1700000000123456789", '"1700000000123456789"'])
def test_64_bit_integers_are_numbers_or_strings(server: Server, logs: Sample, number: str) -> None:
    assert _post_log(server, logs, f'"timeUnixNano":{number}')["timestamp"] == "2023-11-14T22:13:20.123456789Z"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ('{"intValue":"10"}', 10),
        ('{"intValue":10}', 10),
        ('{"intValue":10.0}', 10),
        ('{"intValue":1e3}', 1000),
        ('{"intValue":"-9223372036854775808"}', "-9223372036854775808"),
        ('{"intValue":9007199254740993}', "9007199254740993"),
        ('{"intValue":9007199254740992}', 9007199254740992),
        ('{"doubleValue":5}', 5.0),
        ('{"doubleValue":"1.5"}', 1.5),
        ('{"doubleValue":1e308}', 1e308),
        ('{"doubleValue":"NaN"}', "NaN"),
        ('{"doubleValue":"Infinity"}', "Infinity"),
        ('{"doubleValue":"-Infinity"}', "-Infinity"),
        ('{"boolValue":false}', False),
        ('{"stringValue":""}', ""),
        ('{"bytesValue":"AP8="}', "AP8="),
        ('{"bytesValue":"AP8"}', "AP8="),
        ('{"bytesValue":"_-8="}', "/+8="),
        ('{"arrayValue":{}}', []),
        ('{"arrayValue":{"values":[{"intValue":1},{},{"stringValue":"x"}]}}', [1, None, "x"]),
        ('{"kvlistValue":{"values":[{"key":"a","value":{"boolValue":true}}]}}', {"a": True}),
        ("{}", None),
        ("null", None),
        ('{"stringValue":null}', None),
    ],
)
def test_attribute_values(server: Server, logs: Sample, value: str, shown: Any) -> None:
    stored = _attribute(server, logs, value)
    assert (stored, type(stored)) == (shown, type(shown))


def test_null_means_unset(server: Server, logs: Sample) -> None:
    members = '"timeUnixNano":null,"observedTimeUnixNano":"1700000000000000000","traceId":null,"body":null,"flags":null'
    record = _post_log(server, logs, f'{members},"attributes":null,"severityText":null,"severityNumber":null')
    assert record["timestamp"] == "2023-11-14T22:13:20.000000000Z"
    assert "traceId" not in record


def test_of_two_members_of_a_oneof_the_last_one_wins(server: Server, logs: Sample) -> None:
    body = '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"a","intValue":"1"}}]}]}]}'
    assert server.post(logs.path, body.encode(), JSON).status in (200, 400)


def test_of_duplicate_json_keys_the_last_one_wins(server: Server, logs: Sample) -> None:
    record = _post_log(server, logs, '"timeUnixNano":"1","severityText":"first","severityText":"last"')
    assert record["severityText"] == "last"


def test_a_lone_surrogate_is_never_a_server_error(server: Server, logs: Sample) -> None:
    body = '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"\\ud800"}}]}]}]}'
    assert server.post(logs.path, body.encode(), JSON).status in (200, 400)


def test_a_byte_order_mark_is_tolerated(server: Server, logs: Sample) -> None:
    assert server.post(logs.path, b"\xef\xbb\xbf" + logs.body("json"), JSON).status == 200
    assert len(logs.stored(server)) == 1


@pytest.mark.parametrize("signal", SIGNALS)
def test_json_means_the_same_as_protobuf(server: Server, signal: str, service: str) -> None:
    shown = []
    for encoding in ("protobuf", "json"):
        sample = Sample(signal, f"{service}-{encoding}")
        request = FULL[signal](sample)
        content_type = "application/x-protobuf" if encoding == "protobuf" else JSON
        assert rejected(signal, server.post(sample.path, encoded(request, encoding), content_type)) == (0, "")
        shown.append(_without_own_names(sample, json.dumps(sample.stored(server), sort_keys=True)))
    assert shown[0] == shown[1]
    assert shown[0] != "[]"


def _without_own_names(sample: Sample, text: str) -> str:
    """What a sample shows, with the service's name and ids replaced."""
    text = text.replace(sample.service, "SERVICE")
    for index in range(2):
        trace_id = sample.trace_id(index).hex()
        text = text.replace(trace_id, f"TRACE {index}").replace(trace_id[:16], f"SPAN {index}")
    return text
