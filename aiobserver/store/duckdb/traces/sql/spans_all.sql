-- The stored spans of a trace between two rows, by start; of one stored repeatedly the row that came first.
SELECT {otel_traces columns}
FROM otel_traces
WHERE RowNumber BETWEEN $first AND $last AND TraceId = $trace
QUALIFY row_number() OVER (PARTITION BY SpanId ORDER BY ReceivedAt, RowNumber) = 1
ORDER BY Timestamp, SpanId
