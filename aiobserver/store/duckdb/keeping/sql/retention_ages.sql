-- (signal, first arrival, last arrival, records)
SELECT 'traces', min(ReceivedAt), max(ReceivedAt), count(*) FROM otel_traces
UNION ALL
SELECT 'metrics', min(ReceivedAt), max(ReceivedAt), count(*) FROM otel_metrics
UNION ALL
SELECT 'logs', min(ReceivedAt), max(ReceivedAt), count(*) FROM otel_logs
