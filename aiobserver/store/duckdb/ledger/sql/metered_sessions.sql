-- The sessions of which one of the given metrics was sent, of the given ones.
SELECT DISTINCT SessionId
FROM metric_series
WHERE list_contains($sessions::VARCHAR[], SessionId) AND list_contains($metrics::VARCHAR[], MetricName)
