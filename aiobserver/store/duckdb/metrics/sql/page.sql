-- The points that match all filters (NULL: any), newest first.
SELECT {otel_metrics columns}
FROM otel_metrics
WHERE Timestamp >= $from_ns AND Timestamp < $to_ns
  AND ($service IS NULL OR ServiceName = $service)
  AND ($name IS NULL OR MetricName = $name)
  AND ($type IS NULL OR MetricType = $type)
ORDER BY Timestamp DESC, ReceivedAt DESC, rowid DESC
LIMIT $limit OFFSET $offset
