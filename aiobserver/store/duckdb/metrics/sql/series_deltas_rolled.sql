-- What delta points add, by series and bucket: the rollup, and the points it does not cover.
CREATE OR REPLACE TEMP TABLE bucketed AS
WITH part AS (
    SELECT SeriesId, Bucket AS Time, Total AS Number
    FROM metric_rollup
    WHERE MetricName = $name
      AND Bucket >= $first_ns
      AND Bucket < $last_ns
      AND Field IN ('', $field)
      AND ($service IS NULL OR ServiceName = $service)
    UNION ALL
    SELECT SeriesId, Timestamp, Number
    FROM unrolled
)
SELECT SeriesId,
       CASE WHEN $width_ns = 0 THEN 0::UBIGINT ELSE Time // $width_ns::UBIGINT * $width_ns::UBIGINT END AS Bucket,
       sum(Number) AS Number
FROM part
GROUP BY ALL
