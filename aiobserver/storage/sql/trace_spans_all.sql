-- The stored spans of a trace between two rows.
SELECT *
FROM otel_traces
WHERE RowNumber BETWEEN $first AND $last AND TraceId = $trace
