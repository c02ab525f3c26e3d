-- The series of a metric with their labels, and how their points add up.
CREATE OR REPLACE TEMP TABLE wanted AS
SELECT SeriesId,
       ServiceName,
       coalesce(Attributes ->> '$.type', Attributes ->> '$."gen_ai.token.type"', '') AS Type,
       coalesce(Attributes ->> $breakdown_path, '') AS Part,
       CASE
           WHEN MetricType = 'gauge' THEN 'gauge'
           WHEN MetricType = 'summary' THEN 'cumulative'
           WHEN AggregationTemporality = 1 THEN 'delta'
           WHEN AggregationTemporality = 2 AND (IsMonotonic OR MetricType <> 'sum') THEN 'cumulative'
           ELSE 'level'
       END AS Way
FROM metric_series
WHERE MetricName = $name
  AND ($service IS NULL OR ServiceName = $service)
  AND NOT list_contains($left_out::UBIGINT[], SeriesId)
