-- The span rows of some numbers between two rows, by start; of a span stored repeatedly the row that came first.
SELECT {otel_traces columns}
FROM otel_traces
WHERE RowNumber BETWEEN $first AND $last AND RowNumber IN (SELECT unnest($rows::BIGINT[]))
QUALIFY row_number() OVER (PARTITION BY SpanId ORDER BY ReceivedAt, RowNumber) = 1
ORDER BY Timestamp, SpanId
