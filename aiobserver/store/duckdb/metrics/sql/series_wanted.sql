-- The series of a metric with their labels, and how their points add up.
CREATE OR REPLACE TEMP TABLE wanted AS
SELECT SeriesId,
       ServiceName,
       coalesce(Attributes ->> '$.type', Attributes ->> '$."gen_ai.token.type"', '') AS Type,
       coalesce(Attributes ->> $breakdown_path, '') AS Part,
       {kind of series} AS Way
FROM metric_series
WHERE MetricName = $name
  AND ($service IS NULL OR ServiceName = $service)
  AND NOT list_contains($left_out::UBIGINT[], SeriesId)
