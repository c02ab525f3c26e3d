-- The runs of cumulative series in the range, by the rollup, and the points it does not cover.
CREATE OR REPLACE TEMP TABLE point AS
SELECT SeriesId, StartTimestamp, FirstTime, LastTime, First, Last, Total
FROM metric_rollup
WHERE MetricName = $name
  AND Bucket >= $first_ns
  AND Bucket < $last_ns
  AND Field IN ('', $field)
  AND ($service IS NULL OR ServiceName = $service)
UNION ALL
SELECT SeriesId, StartTimestamp, Timestamp, Timestamp, max(Number) AS First, First, 0
FROM unrolled
GROUP BY SeriesId, StartTimestamp, Timestamp
