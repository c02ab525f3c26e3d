-- The span rows of some numbers between two rows.
SELECT *
FROM otel_traces
WHERE RowNumber BETWEEN $first AND $last AND RowNumber IN (SELECT unnest($rows::BIGINT[]))
