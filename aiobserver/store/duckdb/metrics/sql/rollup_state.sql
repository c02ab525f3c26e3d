-- (the first point that is not rolled up, the row after the last one)
SELECT (SELECT coalesce(max(Rows), 0) FROM metric_rollup_state)::BIGINT,
       (SELECT coalesce(max(RowNumber) + 1, 0) FROM otel_metrics)::BIGINT
