-- The last number of each series of a sum that goes up and down, by bucket.
CREATE OR REPLACE TEMP TABLE bucketed AS
SELECT SeriesId,
       CASE WHEN $width_ns = 0 THEN 0::UBIGINT ELSE Timestamp // $width_ns::UBIGINT * $width_ns::UBIGINT END AS Bucket,
       arg_max(Value, Timestamp) AS Number
FROM otel_metrics
WHERE MetricName = $name
  AND Timestamp >= $from_ns
  AND Timestamp < $to_ns
  AND ($service IS NULL OR ServiceName = $service)
  AND (AggregationTemporality NOT IN (1, 2) OR (AggregationTemporality = 2 AND NOT IsMonotonic AND MetricType = 'sum'))
  AND MetricType NOT IN ('gauge', 'summary')
  AND isfinite(Value)
GROUP BY ALL
