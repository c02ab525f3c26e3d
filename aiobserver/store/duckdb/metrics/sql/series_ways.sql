-- How the points of a metric's series add up: delta, cumulative, level (a sum that goes up and down) or gauge.
SELECT DISTINCT
       CASE
           WHEN MetricType = 'gauge' THEN 'gauge'
           WHEN MetricType = 'summary' THEN 'cumulative'
           WHEN AggregationTemporality = 1 THEN 'delta'
           WHEN AggregationTemporality = 2 AND (IsMonotonic OR MetricType <> 'sum') THEN 'cumulative'
           ELSE 'level'
       END
FROM metric_series
WHERE MetricName = $name
  AND ($service IS NULL OR ServiceName = $service)
