-- The row after the last one.
SELECT coalesce(max(RowNumber) + 1, 0)::BIGINT
FROM otel_logs
