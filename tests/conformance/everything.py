"""Export requests that use every field of the protocol."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.conformance.exports import TIME, Sample

BIG = 2**53 + 1
DEPTH = 17


def add_all_kinds(attributes: Any) -> None:
    """Attributes of all seven kinds, and one without a value."""
    attributes.add(key="text").value.string_value = "ž🐎\u0000\u202e"
    attributes.add(key="flag").value.bool_value = True
    attributes.add(key="integer").value.int_value = -5
    attributes.add(key="big").value.int_value = BIG
    attributes.add(key="double").value.double_value = 5.0
    attributes.add(key="bytes").value.bytes_value = b"\x00\xff"
    attributes.add(key="list").value.array_value.values.add().double_value = float("nan")
    attributes.add(key="map").value.kvlist_value.values.add(key="inner").value.string_value = "x"
    attributes.add(key="unset").value.SetInParent()
    attributes.add(key="").value.string_value = "empty key"
    nested = attributes.add(key="deep").value
    for _ in range(DEPTH):
        nested = nested.array_value.values.add()
    nested.string_value = "bottom"


ALL_KINDS = {
    "text": "ž🐎\u0000\u202e",
    "flag": True,
    "integer": -5,
    "big": str(BIG),
    "double": 5.0,
    "bytes": "AP8=",
    "list": ["NaN"],
    "map": {"inner": "x"},
    "unset": None,
    "": "empty key",
}
"""How the API shows them, without the deep one."""


def spans(sample: Sample) -> Any:
    request = sample.message(2)
    resource = request.resource_spans[0]
    _describe(resource, resource.scope_spans[0])
    parent, span = resource.scope_spans[0].spans
    span.trace_id = parent.trace_id
    span.parent_span_id = parent.span_id
    span.trace_state = "vendor=1"
    span.flags = 0x301
    span.kind = 3
    span.status.code = 2
    span.status.message = "boom"
    span.dropped_attributes_count, span.dropped_events_count, span.dropped_links_count = 1, 2, 3
    add_all_kinds(span.attributes)
    event = span.events.add(time_unix_nano=TIME + 7, name="event", dropped_attributes_count=4)
    add_all_kinds(event.attributes)
    link = span.links.add(
        trace_id=b"\x01" * 16, span_id=b"\x02" * 8, trace_state="a=b", flags=1, dropped_attributes_count=5
    )
    add_all_kinds(link.attributes)
    return request


def logs(sample: Sample) -> Any:
    request = sample.message(1)
    resource = request.resource_logs[0]
    _describe(resource, resource.scope_logs[0])
    record = resource.scope_logs[0].log_records[0]
    record.observed_time_unix_nano = TIME + 9
    record.trace_id, record.span_id, record.flags = b"\x01" * 16, b"\x02" * 8, 1
    record.severity_number, record.severity_text = 17, "Error"
    record.event_name = "an.event"
    record.dropped_attributes_count = 2
    add_all_kinds(record.attributes)
    add_all_kinds(record.body.kvlist_value.values)
    return request


def metrics(sample: Sample) -> Any:
    request = sample.message(1)
    resource = request.resource_metrics[0]
    scope = resource.scope_metrics[0]
    _describe(resource, scope)
    point = {"start_time_unix_nano": TIME - 10, "time_unix_nano": TIME, "flags": 0}
    gauge = scope.metrics.add(name="gauge", unit="1", description="d").gauge.data_points.add(as_int=BIG, **point)
    add_all_kinds(gauge.attributes)
    exemplar = gauge.exemplars.add(time_unix_nano=TIME - 1, as_double=1.5, trace_id=b"\x01" * 16, span_id=b"\x02" * 8)
    exemplar.filtered_attributes.add(key="f").value.string_value = "x"
    total = scope.metrics.add(name="sum").sum
    total.aggregation_temporality, total.is_monotonic = 2, True
    total.data_points.add(as_double=2.5, **point)
    scope.metrics.add(name="missing").gauge.data_points.add(time_unix_nano=TIME, flags=1)
    histogram = scope.metrics.add(name="histogram").histogram
    histogram.aggregation_temporality = 1
    histogram.data_points.add(
        count=3, sum=6.5, min=1, max=4, bucket_counts=[1, 2, 0], explicit_bounds=[1.5, 10], **point
    )
    histogram.data_points.add(count=3, **point)
    exponential = scope.metrics.add(name="exponential").exponential_histogram
    exponential.aggregation_temporality = 2
    buckets = exponential.data_points.add(count=6, sum=9, scale=-2, zero_count=1, zero_threshold=0.25, **point)
    buckets.positive.offset, buckets.negative.offset = 3, -4
    buckets.positive.bucket_counts.extend([1, 0, 2])
    buckets.negative.bucket_counts.extend([2])
    summary = scope.metrics.add(name="summary").summary.data_points.add(count=2, sum=3.5, **point)
    summary.quantile_values.add(quantile=0.5, value=1)
    summary.quantile_values.add(quantile=0.99, value=2.5)
    return request


def _describe(resource: Any, scope: Any) -> None:
    add_all_kinds(resource.resource.attributes)
    resource.resource.dropped_attributes_count = 6
    resource.schema_url = "https://example.org/resource"
    scope.schema_url = "https://example.org/scope"
    scope.scope.version = "1.2"
    scope.scope.dropped_attributes_count = 7
    add_all_kinds(scope.scope.attributes)


FULL: Mapping[str, Callable[[Sample], Any]] = {"traces": spans, "metrics": metrics, "logs": logs}
