"""Metric rows out of what plugins derive from log records."""

from __future__ import annotations

import json
from collections.abc import Iterable

from aiobserver.model.batch import Batch
from aiobserver.model.columns import LOG_COLUMNS, METRIC_COLUMNS, TEMPORALITY_DELTA, Row
from aiobserver.model.derived import DerivedPoint
from aiobserver.model.series import series_id

SCOPE = "ai-observer"
"""Scope name of all derived points: tells them from what a tool sent itself."""

_LOG = {name: index for index, name in enumerate(LOG_COLUMNS)}


def derived_rows(logs: Batch, points: Iterable[DerivedPoint]) -> list[Row]:
    """Monotonic delta sums, each with the time, session and resource of the log record it comes from."""
    return [_row(logs.rows[point.position], point) for point in points]


def _row(record: Row, point: DerivedPoint) -> Row:
    resource = record[_LOG["ResourceAttributes"]]
    attributes = (
        json.dumps(dict(point.attributes), ensure_ascii=False, separators=(",", ":")) if point.attributes else None
    )
    fields = {
        "Timestamp": record[_LOG["Timestamp"]],
        "StartTimestamp": 0,
        "ServiceName": record[_LOG["ServiceName"]],
        "MetricName": point.name,
        "MetricDescription": point.description,
        "MetricUnit": point.unit,
        "ResourceAttributes": resource,
        "ScopeName": SCOPE,
        "ScopeVersion": "",
        "Attributes": attributes,
        "MetricType": "sum",
        "Value": float(point.value),
        "ValueInt": point.value if isinstance(point.value, int) else None,
        "AggregationTemporality": TEMPORALITY_DELTA,
        "IsMonotonic": True,
        "Flags": 0,
        "SeriesId": series_id(point.name, "sum", TEMPORALITY_DELTA, True, resource, (SCOPE, "", None), attributes),
        "SessionId": record[_LOG["SessionId"]],
        "ReceivedAt": record[_LOG["ReceivedAt"]],
    }
    return tuple(fields.get(column) for column in METRIC_COLUMNS)
