-- What delta points add, by series and bucket; those of histograms have no Value. `mixed`: the metric has other series too.
CREATE OR REPLACE TEMP TABLE bucketed AS
WITH numbers AS (
    SELECT SeriesId,
           {bucket} AS Bucket,
           coalesce(Value, CASE WHEN $field = 'count' THEN Count::DOUBLE ELSE Sum END) AS Number
    FROM otel_metrics
    WHERE MetricName = $name
      AND Timestamp >= $from_ns
      AND Timestamp < $to_ns
      AND ($service IS NULL OR ServiceName = $service)
      AND (NOT $mixed OR {is delta})
)
SELECT SeriesId, Bucket, sum(Number) AS Number
FROM numbers
WHERE isfinite(Number)
GROUP BY ALL
