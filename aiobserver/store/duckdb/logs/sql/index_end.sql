-- The row after the last one, and in no block that the index knows; the number is a parameter as in traces/index_end.
SELECT coalesce(max(RowNumber) + 1, $first)::BIGINT
FROM otel_logs
WHERE RowNumber >= $first
