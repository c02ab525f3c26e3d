"""The official SDK exporters send to the server, and all comes back through the API."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from opentelemetry._logs import SeverityNumber
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.metrics.view import ExponentialBucketHistogramAggregation, View
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, SpanKind, StatusCode, set_span_in_context

from tests.captures.readings import by, totals
from tests.server import Server

JS_EXPORTER = Path(__file__).parents[1] / "js_exporter"
COMPRESSIONS = ["none", "gzip"]
VALUES = (1, 7.5, 120, 9000)


@pytest.fixture(params=COMPRESSIONS)
def compression(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_python(server: Server, compression: str) -> None:
    service = f"python-{compression}"
    _send_with_python(server, service, compression)
    _assert_all_there(server, service, "python")


def test_javascript(server: Server, compression: str) -> None:
    service = f"js-{compression}"
    assert (JS_EXPORTER / "node_modules").is_dir(), "the packages are missing: make node-setup installs them"
    node = shutil.which("node", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert node, "Node.js is missing: make node-setup installs it"
    endpoint = f"http://127.0.0.1:{server.otlp_port}"
    subprocess.run([node, str(JS_EXPORTER / "send.mjs"), endpoint, service, compression], check=True, timeout=60)
    _assert_all_there(server, service, "js")


def _assert_all_there(server: Server, service: str, prefix: str) -> None:
    _assert_spans(server, service, prefix)
    _assert_logs(server, service, prefix)
    _assert_metrics(server, service, prefix)


def _assert_spans(server: Server, service: str, prefix: str) -> None:
    (trace,) = server.api("/api/traces", service=service)["traces"]
    assert (trace["rootSpan"], trace["spanCount"], trace["status"]) == (f"{prefix} parent", 2, "ERROR")
    spans = {span["spanName"]: span for span in server.api(f"/api/traces/{trace['traceId']}/spans")["spans"]}
    parent, child = spans[f"{prefix} parent"], spans[f"{prefix} child"]
    assert (parent["spanKind"], child["parentSpanId"]) == ("SERVER", parent["spanId"])
    assert parent["spanAttributes"] == {"text": "žluťoučký 🐎", "float": 1.5, "list": [1, 2, 3]}
    assert (child["statusCode"], child["statusMessage"]) == ("ERROR", "boom")
    assert [(event["name"], event["attributes"]) for event in child["events"]] == [(f"{prefix} event", {"a": 1})]
    assert [link["spanId"] for link in child["links"]] == [parent["spanId"]]
    resource = parent["resourceAttributes"]
    assert (resource["num.attr"], resource["flag"], resource["list.attr"]) == (7, True, ["a", "b"])


def _assert_logs(server: Server, service: str, prefix: str) -> None:
    records = server.api("/api/logs", service=service)["logs"]
    (named,) = (record for record in records if record.get("eventName") == f"{prefix}.named")
    (other,) = (record for record in records if record is not named)
    assert (named["body"], named["severityText"], named["logAttributes"]) == ("a text", "WARN", {"n": 1})
    assert other["body"] == {"nested": {"list": [1, "two", 3.5, None, True]}}
    assert other["logAttributes"] == {"bytes": "AP8="}


def _assert_metrics(server: Server, service: str, prefix: str) -> None:
    def stat(name: str) -> dict[Any, float]:
        return totals(server, f"{prefix}.{name}", service=service)

    assert by("color", server, f"{prefix}.counter", service=service) == {"red": 5, "blue": 2**40}
    assert stat("gauge") == {(): 22.5}
    for name in ("histogram", "exponential"):
        assert stat(name) == {(): sum(VALUES)}
        assert totals(server, f"{prefix}.{name}", service=service, stat="count") == {(): len(VALUES)}
        (point,) = server.api("/api/metrics", service=service, name=f"{prefix}.{name}")["metrics"]
        assert (point["min"], point["max"]) == (1, 9000)


def _send_with_python(server: Server, service: str, compression: str) -> None:
    resource = Resource({"service.name": service, "num.attr": 7, "flag": True, "list.attr": ["a", "b"]})

    def to(signal: str) -> dict[str, Any]:
        endpoint = f"http://127.0.0.1:{server.otlp_port}/v1/{signal}"
        return {"endpoint": endpoint, "compression": Compression(compression)}

    _python_spans(resource, OTLPSpanExporter(**to("traces")))
    _python_metrics(resource, OTLPMetricExporter(**to("metrics")))
    _python_logs(resource, OTLPLogExporter(**to("logs")))


def _python_spans(resource: Resource, exporter: OTLPSpanExporter) -> None:
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    tracer = provider.get_tracer("python.tracer", "1.2.3")
    attributes: dict[str, Any] = {"text": "žluťoučký 🐎", "float": 1.5, "list": [1, 2, 3]}
    parent = tracer.start_span("python parent", kind=SpanKind.SERVER, attributes=attributes)
    link = Link(parent.get_span_context())
    child = tracer.start_span("python child", context=set_span_in_context(parent), links=[link])
    child.add_event("python event", {"a": 1})
    child.set_status(StatusCode.ERROR, "boom")
    child.end()
    parent.end()
    provider.shutdown()


def _python_metrics(resource: Resource, exporter: OTLPMetricExporter) -> None:
    reader = PeriodicExportingMetricReader(exporter, export_interval_millis=3_600_000)
    view = View(instrument_name="python.exponential", aggregation=ExponentialBucketHistogramAggregation())
    provider = MeterProvider([reader], resource, views=[view])
    meter = provider.get_meter("python.meter", "1.2.3")
    counter = meter.create_counter("python.counter", unit="{thing}")
    counter.add(5, {"color": "red"})
    counter.add(2**40, {"color": "blue"})
    histograms = [meter.create_histogram(f"python.{name}", unit="ms") for name in ("histogram", "exponential")]
    for value in VALUES:
        for histogram in histograms:
            histogram.record(value)
    meter.create_gauge("python.gauge").set(22.5)
    provider.shutdown()


def _python_logs(resource: Resource, exporter: OTLPLogExporter) -> None:
    provider = LoggerProvider(resource=resource)
    provider.add_log_record_processor(BatchLogRecordProcessor(exporter))
    logger = provider.get_logger("python.logger", "1.2.3")
    logger.emit(
        severity_number=SeverityNumber.WARN,
        severity_text="WARN",
        body="a text",
        event_name="python.named",
        attributes={"n": 1},
    )
    logger.emit(
        severity_number=SeverityNumber.INFO,
        body={"nested": {"list": [1, "two", 3.5, None, True]}},
        attributes={"bytes": b"\x00\xff"},
    )
    provider.shutdown()
