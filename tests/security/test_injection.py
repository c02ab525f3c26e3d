"""Hostile text in every parameter and in every place of the telemetry stays text (T12, T18)."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import yaml

from tests.chance import THOROUGH
from tests.conformance.exports import SIGNALS, TYPES, Sample
from tests.server import EVER, JSON, Server, request

DOCUMENT: dict[str, Any] = yaml.safe_load((files("aiobserver.api") / "openapi.yaml").read_text(encoding="utf-8"))
HOSTILE = [
    "'",
    '"',
    "''; DROP TABLE otel_logs; --",
    '"; DROP TABLE store.otel_traces; --',
    "' OR '1'='1",
    "1) UNION SELECT content FROM read_text('/etc/passwd') --",
    "x' || (SELECT content FROM read_text('/etc/passwd')) || '",
    "$.*",
    '$."a"."b"',
    "a.b",
    'a"] || b',
    "%",
    "_",
    "\\",
    "1; COPY otel_logs TO '/tmp/x.csv'",
    "'; ATTACH '/tmp/evil.db' AS evil; --",
    "'; INSTALL httpfs; LOAD httpfs; --",
    "'; SET enable_external_access = true; --",
    "/*",
    "--",
    "\x00",
    "\u202e",
    "{{7*7}}",
    "${jndi:ldap://x}",
    "a" * 5_000,
    "(a+)+$",
]
WIDE = {"from": "0001-01-01T00:00:00Z", "to": "9999-12-31T00:00:00Z"}
_LEAKS = (b"root:", b"Binder Error", b"Parser Error", b"Catalog Error", b"Conversion Error", b"duckdb", b"Traceback")


def _parameters(path: str, item: dict[str, Any]) -> list[str]:
    named = [_resolved(parameter) for parameter in item["get"].get("parameters", [])]
    return [parameter["name"] for parameter in named if parameter["in"] == "query"]


def _resolved(parameter: dict[str, Any]) -> dict[str, Any]:
    reference = parameter.get("$ref", "").rpartition("/")[2]
    return DOCUMENT["components"]["parameters"][reference] if reference else parameter


READS = {path: _parameters(path, item) for path, item in DOCUMENT["paths"].items() if "get" in item and path != "/ws"}


@pytest.fixture(scope="module")
def filled(server: Server) -> Server:
    for signal in SIGNALS:
        assert server.post(f"/v1/{signal}", Sample(signal, "injection").body("json", 3), TYPES["json"]).status == 200
    return server


def _state(server: Server) -> object:
    return server.api("/api/status")["rows"], server.api("/api/dashboards"), server.api("/api/stats")


@pytest.mark.chance
@pytest.mark.parametrize("path", READS)
def test_hostile_text_in_any_parameter_is_text(filled: Server, path: str) -> None:
    before = _state(filled)
    names = READS[path] or [""]
    for number, text in enumerate(HOSTILE):
        start, parameter, _ = path.partition("{")
        url = start + (quote(text, safe="") if parameter else "")
        # each text in some parameters, each parameter with some texts; with all of them in `make test-faults`
        for name in names if THOROUGH else names[number % 3 :: 3] or names:
            required = {"name": "metric", "attribute": "a", "event": "e", "value": "v"} if "/series" in path else {}
            answer = filled.get(f"{url}?{urlencode({**required, **EVER, name: text})}")
            assert answer.status in (200, 400, 404), (path, name, text, answer)
            assert not any(leak in answer.body for leak in _LEAKS), (path, name, text, answer)
    assert _state(filled) == before


def test_a_search_is_literal(filled: Server) -> None:
    for text in ("%", "_", "lo_", "%log%"):
        assert filled.api("/api/logs", service="injection", search=text, **EVER)["total"] == 0, text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_a_query_of_a_batch_or_a_dashboard_is_text(filled: Server, text: str) -> None:
    rows = filled.api("/api/status")["rows"]
    query = {"id": text, "name": text, "service": text, "breakdown": text, "interval": text, "stat": text}
    for body, path in (({"queries": [query]}, "/api/metrics/batch-series"), ({"name": text[:200]}, "/api/dashboards")):
        answer = filled.request("POST", path, json.dumps(body).encode(), {"Content-Type": JSON})
        assert answer.status in (200, 201, 400), answer
        assert not any(leak in answer.body for leak in _LEAKS), answer
    assert filled.api("/api/status")["rows"] == rows


@pytest.mark.parametrize("text", [text for text in HOSTILE if len(text) < 1000])
def test_hostile_text_in_telemetry_is_stored_as_it_is(filled: Server, text: str) -> None:
    value = {"stringValue": text}
    record = {"timeUnixNano": "1700000000000000000", "body": value, "attributes": [{"key": text, "value": value}]}
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": f"hostile {text}"}}]}
    body = {"resourceLogs": [{"resource": resource, "scopeLogs": [{"logRecords": [record]}]}]}
    assert filled.post("/v1/logs", json.dumps(body).encode(), JSON).status == 200
    answer = filled.api("/api/logs", service=f"hostile {text}", **EVER)
    assert [log["body"] for log in answer["logs"]] == [text]
    assert answer["logs"][0]["logAttributes"] == {text: text}


@pytest.mark.parametrize(
    "number", ["1000000000", "-1", "1e3", "NaN", "9223372036854775808", "99999999999999999999", "0x10"]
)
def test_absurd_limits_are_bounded(filled: Server, number: str) -> None:
    for path in ("/api/logs", "/api/traces", "/api/metrics", "/api/sessions", "/api/traces/recent"):
        assert filled.get(f"{path}?{urlencode({**WIDE, 'limit': number})}").status == 200
        assert filled.get(f"{path}?{urlencode({**WIDE, 'offset': number})}").status == 200


@pytest.mark.parametrize("interval", ["1 second", "1", "1s"])
def test_more_buckets_than_anybody_can_see_are_refused(filled: Server, interval: str) -> None:
    for path in ("/api/metrics/series?name=m", "/api/logs/histogram?x=", "/api/logs/series?event=e&value=v"):
        assert filled.get(f"{path}&{urlencode({**WIDE, 'interval': interval})}").status == 400


def test_deep_json_is_refused(filled: Server) -> None:
    for body in (b"[" * 100_000, b'{"a":' * 100_000, b'{"name":"x","config":' + b"[" * 70 + b"]" * 70 + b"}"):
        for path in ("/api/dashboards", "/api/metrics/batch-series"):
            assert request(filled.api_port, "POST", path, body, {"Content-Type": JSON}).status == 400
