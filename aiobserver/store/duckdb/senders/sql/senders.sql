-- (service, signal, scope, name) of the records of some services; two columns that hardly take room are read of each.
SELECT DISTINCT ServiceName, 'logs', ScopeName, EventName
FROM otel_logs
WHERE list_contains($services::VARCHAR[], ServiceName)
UNION ALL
SELECT DISTINCT ServiceName, 'metrics', ScopeName, MetricName
FROM otel_metrics
WHERE list_contains($services::VARCHAR[], ServiceName)
UNION ALL
SELECT DISTINCT ServiceName, 'traces', ScopeName, ''
FROM otel_traces
WHERE list_contains($services::VARCHAR[], ServiceName)
