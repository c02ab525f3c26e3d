-- The row after the last one. The number in the condition is a parameter: by a subquery all rows would be read.
SELECT coalesce(max(RowNumber) + 1, $first)::BIGINT
FROM otel_traces
WHERE RowNumber >= $first
