SELECT DISTINCT Attributes ->> $path AS Value
FROM metric_series
WHERE MetricName = $name
  AND ($service IS NULL OR ServiceName = $service)
  AND Value IS NOT NULL
ORDER BY Value
