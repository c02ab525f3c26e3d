-- The points of the range, each once; for cumulative series also the last one before it of each run, as baseline.
CREATE OR REPLACE TEMP TABLE point AS
WITH numbers AS (
    SELECT wanted.*,
           stored.StartTimestamp,
           stored.Timestamp,
           CASE
               WHEN stored.MetricType IN ('gauge', 'sum') THEN stored.Value
               WHEN $field = 'count' THEN stored.Count::DOUBLE
               ELSE stored.Sum
           END AS Number
    FROM otel_metrics AS stored
    JOIN wanted USING (SeriesId)
    WHERE stored.Timestamp < $to_ns
      AND stored.MetricName = $name
      AND (stored.Timestamp >= $from_ns OR wanted.Way = 'cumulative')
),
runs AS (
    SELECT DISTINCT SeriesId, StartTimestamp
    FROM numbers
    WHERE Timestamp >= $from_ns
),
baselines AS (
    SELECT numbers.*
    FROM numbers
    SEMI JOIN runs USING (SeriesId, StartTimestamp)
    WHERE numbers.Timestamp < $from_ns AND isfinite(Number)
    QUALIFY row_number() OVER (PARTITION BY SeriesId, StartTimestamp ORDER BY Timestamp DESC, Number DESC) = 1
)
SELECT * FROM baselines
UNION ALL
SELECT * FROM numbers WHERE Timestamp >= $from_ns AND isfinite(Number)
