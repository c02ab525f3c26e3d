-- The sessions of some series.
SELECT DISTINCT SessionId FROM metric_series WHERE rowid >= $first AND rowid < $end AND SessionId IS NOT NULL
