-- The histogram points of the range and, for cumulative ones, the last before it of each run; by run and time.
WITH numbers AS (
    SELECT wanted.ServiceName, wanted.Type, wanted.Part, wanted.Way, wanted.SeriesId,
           stored.StartTimestamp, stored.Timestamp, stored.Detail
    FROM otel_metrics AS stored
    JOIN wanted USING (SeriesId)
    WHERE stored.Timestamp < $to_ns
      AND stored.MetricName = $name
      AND stored.MetricType IN ('histogram', 'exponential_histogram')
      AND stored.Detail IS NOT NULL
      AND (stored.Timestamp >= $from_ns OR wanted.Way = 'cumulative')
),
runs AS (
    SELECT DISTINCT SeriesId, StartTimestamp
    FROM numbers
    WHERE Timestamp >= $from_ns
)
SELECT *
FROM (
    SELECT numbers.*
    FROM numbers
    SEMI JOIN runs USING (SeriesId, StartTimestamp)
    WHERE Timestamp < $from_ns
    QUALIFY row_number() OVER (PARTITION BY SeriesId, StartTimestamp ORDER BY Timestamp DESC) = 1
    UNION ALL
    SELECT * FROM numbers WHERE Timestamp >= $from_ns
)
ORDER BY SeriesId, StartTimestamp, Timestamp
