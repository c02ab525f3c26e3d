-- Forgets the series that have no points any more; how many.
DELETE FROM metric_series
WHERE SeriesId NOT IN (SELECT DISTINCT SeriesId FROM otel_metrics)
