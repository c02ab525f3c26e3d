-- Those of the given services that have a metric point in the range.
SELECT DISTINCT ServiceName
FROM otel_metrics
WHERE Timestamp >= $from_ns AND Timestamp < $to_ns AND list_contains($services::VARCHAR[], ServiceName)
