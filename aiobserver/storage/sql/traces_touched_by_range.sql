-- The traces that have a span in the range.
CREATE OR REPLACE TEMP TABLE touched AS
SELECT DISTINCT TraceId
FROM otel_traces
WHERE Timestamp >= $from_ns AND Timestamp < $to_ns
