"""Metric points as the JSON objects of the API."""

from __future__ import annotations

from typing import Any

import orjson

from aiobserver.api.http.media import fragment
from aiobserver.model.columns import METRIC_COLUMNS, NO_RECORDED_VALUE, Row
from aiobserver.model.numbers import plain_double, plain_integer
from aiobserver.model.times import rfc3339

_COLUMN = {name: index for index, name in enumerate(METRIC_COLUMNS)}
_TEXTS = (
    ("metricDescription", "MetricDescription"),
    ("metricUnit", "MetricUnit"),
    ("scopeName", "ScopeName"),
    ("scopeVersion", "ScopeVersion"),
    ("sessionId", "SessionId"),
)
_JSON = (("resourceAttributes", "ResourceAttributes"), ("attributes", "Attributes"), ("extras", "Extras"))
_DOUBLES = (("sum", "Sum"), ("min", "Min"), ("max", "Max"))


def point_json(row: Row) -> dict[str, Any]:
    """Point, out of a row of otel_metrics. Integers beyond 2^53, NaN and infinities are text."""
    kind = row[_COLUMN["MetricType"]]
    shape: dict[str, Any] = {
        "timestamp": rfc3339(row[_COLUMN["Timestamp"]]),
        "serviceName": row[_COLUMN["ServiceName"]],
        "metricName": row[_COLUMN["MetricName"]],
        "metricType": kind,
    }
    if row[_COLUMN["StartTimestamp"]]:
        shape["startTime"] = rfc3339(row[_COLUMN["StartTimestamp"]])
    for name, column in _TEXTS:
        if row[_COLUMN[column]]:
            shape[name] = row[_COLUMN[column]]
    for name, column in _JSON:
        if row[_COLUMN[column]]:
            shape[name] = fragment(row[_COLUMN[column]])
    return shape | _numbers(row, kind)


def _numbers(row: Row, kind: str) -> dict[str, Any]:
    numbers: dict[str, Any] = {}
    integer, value = row[_COLUMN["ValueInt"]], row[_COLUMN["Value"]]
    if integer is not None:
        numbers["value"] = plain_integer(integer)
    elif value is not None:
        numbers["value"] = plain_double(value)
    if kind in ("sum", "histogram", "exponential_histogram"):
        numbers["aggregationTemporality"] = row[_COLUMN["AggregationTemporality"]]
    if kind == "sum":
        numbers["isMonotonic"] = row[_COLUMN["IsMonotonic"]]
    if row[_COLUMN["Count"]] is not None:
        numbers["count"] = plain_integer(row[_COLUMN["Count"]])
    for name, column in _DOUBLES:
        if row[_COLUMN[column]] is not None:
            numbers[name] = plain_double(row[_COLUMN[column]])
    if row[_COLUMN["Flags"]]:
        numbers["flags"] = row[_COLUMN["Flags"]]
        numbers["noRecordedValue"] = bool(row[_COLUMN["Flags"]] & NO_RECORDED_VALUE)
    detail = row[_COLUMN["Detail"]]
    return numbers | orjson.loads(detail) if detail else numbers
