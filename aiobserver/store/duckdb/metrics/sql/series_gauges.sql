-- (service, type, breakdown value, bucket start in ns, value) of gauges: the average, or the statistic asked for.
WITH point AS (
    SELECT wanted.*, stored.Timestamp, stored.Value AS Number
    FROM otel_metrics AS stored
    JOIN wanted USING (SeriesId)
    WHERE stored.MetricName = $name
      AND stored.Timestamp >= $from_ns
      AND stored.Timestamp < $to_ns
      AND wanted.Way = 'gauge'
      AND isfinite(stored.Value)
)
SELECT ServiceName,
       Type,
       Part,
       {bucket} AS Bucket,
       CASE $stat
           WHEN 'count' THEN count(*)
           WHEN 'sum' THEN sum(Number)
           WHEN 'p50' THEN quantile_cont(Number, 0.5)
           WHEN 'p90' THEN quantile_cont(Number, 0.9)
           WHEN 'p95' THEN quantile_cont(Number, 0.95)
           WHEN 'p99' THEN quantile_cont(Number, 0.99)
           ELSE avg(Number)
       END
FROM point
GROUP BY ALL
ORDER BY Bucket
