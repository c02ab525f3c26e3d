"""Rules of metrics that several queries share, as SQL expressions; a query names them as `{increase}`.

They are over the columns of `otel_metrics` and `metric_series`.
"""

from __future__ import annotations

from collections.abc import Mapping

_IS_CUMULATIVE = (
    "(MetricType = 'summary' OR (AggregationTemporality = 2 AND MetricType <> 'gauge' "
    "AND (IsMonotonic OR MetricType <> 'sum')))"
)
_IS_DELTA = "(AggregationTemporality = 1 AND MetricType NOT IN ('gauge', 'summary'))"

RULES: Mapping[str, str] = {
    "{is cumulative}": _IS_CUMULATIVE,
    "{is delta}": _IS_DELTA,
    "{is level}": f"(MetricType <> 'gauge' AND NOT {_IS_CUMULATIVE} AND NOT {_IS_DELTA})",
    "{kind of series}": (
        f"CASE WHEN MetricType = 'gauge' THEN 'gauge' WHEN {_IS_CUMULATIVE} THEN 'cumulative' "
        f"WHEN {_IS_DELTA} THEN 'delta' ELSE 'level' END"
    ),
    # of two points of a run: the first one counts in full, and so does one below the last, a reset
    "{increase}": "CASE WHEN Before IS NULL OR Number < Before THEN greatest(Number, 0) ELSE Number - Before END",
    "{bucket}": (
        "CASE WHEN $width_ns = 0 THEN 0::UBIGINT ELSE Timestamp // $width_ns::UBIGINT * $width_ns::UBIGINT END"
    ),
}
