-- All of them.
CREATE OR REPLACE TEMP TABLE shown AS
SELECT DISTINCT SpanId
FROM otel_traces
WHERE RowNumber BETWEEN $first AND $last AND TraceId = $trace
