-- What the points in `fresh_point` add up to.
INSERT INTO metric_rollup
WITH kind AS (
    SELECT *,
           Timestamp // $width_ns::UBIGINT * $width_ns::UBIGINT AS Bucket,
           {is delta} AS IsDelta,
           {is cumulative} AS IsTotal
    FROM fresh_point
),
number AS (
    SELECT *, '' AS Field, Value AS Number FROM kind WHERE Value IS NOT NULL
    UNION ALL
    SELECT *, 'sum', Sum FROM kind WHERE Value IS NULL
    UNION ALL
    SELECT *, 'count', Count::DOUBLE FROM kind WHERE Value IS NULL
),
total AS (
    SELECT MetricName, ServiceName, SeriesId, StartTimestamp, Bucket, Field, Timestamp, max(Number) AS Number
    FROM number
    WHERE IsTotal AND isfinite(Number)
    GROUP BY ALL
),
stepped AS (
    SELECT *, lag(Number) OVER (PARTITION BY SeriesId, StartTimestamp, Bucket, Field ORDER BY Timestamp) AS Before
    FROM total
)
SELECT MetricName, ServiceName, SeriesId, StartTimestamp, Bucket, Field,
       min(Timestamp), max(Timestamp), arg_min(Number, Timestamp), arg_max(Number, Timestamp),
       sum(CASE WHEN Before IS NULL THEN 0 ELSE {increase} END)
FROM stepped
GROUP BY MetricName, ServiceName, SeriesId, StartTimestamp, Bucket, Field
UNION ALL
SELECT MetricName, ServiceName, SeriesId, 0, Bucket, Field, min(Timestamp), max(Timestamp), 0, 0, sum(Number)
FROM number
WHERE IsDelta AND isfinite(Number)
GROUP BY MetricName, ServiceName, SeriesId, Bucket, Field
ORDER BY MetricName, Bucket
