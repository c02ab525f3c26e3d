INSERT INTO metric_rollup_state VALUES ($end)
