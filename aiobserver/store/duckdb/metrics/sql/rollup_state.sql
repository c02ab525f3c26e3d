-- The first point that is not rolled up.
SELECT coalesce(max(Rows), 0)::BIGINT
FROM metric_rollup_state
