-- The last number of each series of a sum that goes up and down, by bucket.
CREATE OR REPLACE TEMP TABLE bucketed AS
SELECT SeriesId,
       {bucket} AS Bucket,
       arg_max(Value, Timestamp) AS Number
FROM otel_metrics
WHERE MetricName = $name
  AND Timestamp >= $from_ns
  AND Timestamp < $to_ns
  AND ($service IS NULL OR ServiceName = $service)
  AND {is level}
  AND isfinite(Value)
GROUP BY ALL
