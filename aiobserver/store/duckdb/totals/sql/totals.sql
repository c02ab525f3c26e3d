-- (spans, failed spans, logs, points) of the range.
SELECT count(*),
       count(*) FILTER (WHERE StatusCode = 'ERROR'),
       (SELECT count(*) FROM otel_logs WHERE Timestamp >= $from_ns AND Timestamp < $to_ns),
       (SELECT count(*) FROM otel_metrics WHERE Timestamp >= $from_ns AND Timestamp < $to_ns)
FROM otel_traces
WHERE Timestamp >= $from_ns AND Timestamp < $to_ns
