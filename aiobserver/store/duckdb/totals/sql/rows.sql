SELECT (SELECT count(*) FROM otel_traces), (SELECT count(*) FROM otel_metrics), (SELECT count(*) FROM otel_logs)
