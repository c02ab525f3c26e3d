-- The points of a range that the rollup does not cover: those not rolled up yet, and those at the ends of the range.
CREATE OR REPLACE TEMP TABLE unrolled AS
WITH points AS NOT MATERIALIZED (
    SELECT *,
           coalesce(Value, CASE WHEN $field = 'count' THEN Count::DOUBLE ELSE Sum END) AS Number
    FROM otel_metrics
    WHERE MetricName = $name AND ($service IS NULL OR ServiceName = $service)
),
uncovered AS (
    SELECT SeriesId, StartTimestamp, Timestamp, Number
    FROM points
    WHERE Timestamp >= $first_ns AND Timestamp < $last_ns AND RowNumber >= $rolled
    UNION ALL
    SELECT SeriesId, StartTimestamp, Timestamp, Number
    FROM points
    WHERE Timestamp >= $from_ns AND Timestamp < $first_ns
    UNION ALL
    SELECT SeriesId, StartTimestamp, Timestamp, Number
    FROM points
    WHERE Timestamp >= $last_ns AND Timestamp < $to_ns
)
SELECT *
FROM uncovered
WHERE isfinite(Number)
