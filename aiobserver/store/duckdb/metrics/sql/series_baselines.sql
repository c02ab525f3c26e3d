-- Adds the last points before the range of its open runs, as far back as `since`; they are the baselines.
INSERT INTO point
WITH numbers AS (
    SELECT SeriesId,
           StartTimestamp,
           Timestamp,
           coalesce(Value, CASE WHEN $field = 'count' THEN Count::DOUBLE ELSE Sum END) AS Number
    FROM otel_metrics
    SEMI JOIN open_run USING (SeriesId, StartTimestamp)
    WHERE MetricName = $name
      AND Timestamp >= $since_ns
      AND Timestamp < $from_ns
)
SELECT SeriesId, StartTimestamp, Timestamp, Timestamp, Number, Number, 0
FROM numbers
WHERE isfinite(Number)
QUALIFY row_number() OVER (PARTITION BY SeriesId, StartTimestamp ORDER BY Timestamp DESC, Number DESC) = 1
