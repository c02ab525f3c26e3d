-- The number of the next point: above all stored ones, and above those that were rolled up before some were deleted.
SELECT greatest((SELECT coalesce(max(RowNumber) + 1, 0) FROM otel_metrics),
                (SELECT coalesce(max(Rows), 0) FROM metric_rollup_state))::BIGINT
