-- How many points match all filters (NULL: any).
SELECT count(*)
FROM otel_metrics
WHERE Timestamp >= $from_ns AND Timestamp < $to_ns
  AND ($service IS NULL OR ServiceName = $service)
  AND ($name IS NULL OR MetricName = $name)
  AND ($type IS NULL OR MetricType = $type)
