-- The sessions of which one of the given metrics was sent, of the given ones.
SELECT DISTINCT SessionId
FROM metric_series
WHERE SessionId IN (SELECT unnest($sessions::VARCHAR[])) AND MetricName IN (SELECT unnest($metrics::VARCHAR[]))
