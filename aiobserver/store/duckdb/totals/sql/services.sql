-- The services that have a span or a log record in the range.
SELECT ServiceName FROM otel_traces WHERE Timestamp >= $from_ns AND Timestamp < $to_ns
UNION
SELECT ServiceName FROM otel_logs WHERE Timestamp >= $from_ns AND Timestamp < $to_ns
