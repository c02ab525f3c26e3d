-- The row after the last one; the number is a parameter as in traces/index_end.
SELECT coalesce(max(RowNumber) + 1, $first)::BIGINT
FROM otel_metrics
WHERE RowNumber >= $first
