-- (span, parent, row) of the stored spans of a trace between two rows.
SELECT SpanId, ParentSpanId, RowNumber
FROM otel_traces
WHERE RowNumber BETWEEN $first AND $last AND TraceId = $trace
