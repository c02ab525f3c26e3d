-- The stored spans to show, by start; of one stored repeatedly the row that came first.
SELECT * EXCLUDE (RowNumber)
FROM otel_traces
WHERE RowNumber BETWEEN $first AND $last AND TraceId = $trace AND SpanId IN (SELECT SpanId FROM shown)
QUALIFY row_number() OVER (PARTITION BY SpanId ORDER BY ReceivedAt, RowNumber) = 1
ORDER BY Timestamp, SpanId
