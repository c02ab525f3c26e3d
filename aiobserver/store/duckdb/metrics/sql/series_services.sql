SELECT DISTINCT ServiceName
FROM metric_series
WHERE MetricName = $name
  AND ($service IS NULL OR ServiceName = $service)
