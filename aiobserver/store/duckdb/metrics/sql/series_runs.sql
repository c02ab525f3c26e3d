-- The points of cumulative series in the range, each once.
CREATE OR REPLACE TEMP TABLE point AS
WITH numbers AS (
    SELECT SeriesId,
           StartTimestamp,
           Timestamp,
           coalesce(Value, CASE WHEN $field = 'count' THEN Count::DOUBLE ELSE Sum END) AS Number
    FROM otel_metrics
    WHERE MetricName = $name
      AND Timestamp >= $from_ns
      AND Timestamp < $to_ns
      AND ($service IS NULL OR ServiceName = $service)
      AND (NOT $mixed OR {is cumulative})
)
SELECT SeriesId, StartTimestamp, Timestamp AS FirstTime, FirstTime AS LastTime,
       max(Number) AS First, First AS Last, 0.0::DOUBLE AS Total
FROM numbers
WHERE isfinite(Number)
GROUP BY SeriesId, StartTimestamp, Timestamp
