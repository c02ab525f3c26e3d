-- How the points of a metric's series add up: delta, cumulative, level (a sum that goes up and down) or gauge.
SELECT DISTINCT {kind of series}
FROM metric_series
WHERE MetricName = $name
  AND ($service IS NULL OR ServiceName = $service)
