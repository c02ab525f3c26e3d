-- Forgets the series that have no points any more.
DELETE FROM metric_series
WHERE SeriesId NOT IN (SELECT SeriesId FROM otel_metrics)
RETURNING SeriesId
