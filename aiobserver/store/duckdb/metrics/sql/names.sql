SELECT DISTINCT MetricName
FROM metric_series
WHERE $service IS NULL OR ServiceName = $service
ORDER BY MetricName
