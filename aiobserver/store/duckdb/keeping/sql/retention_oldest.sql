-- By when the given share of all records had come.
SELECT quantile_disc(ReceivedAt, $share)
FROM (
    SELECT ReceivedAt FROM otel_traces
    UNION ALL
    SELECT ReceivedAt FROM otel_metrics
    UNION ALL
    SELECT ReceivedAt FROM otel_logs
)
