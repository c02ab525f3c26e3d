-- A numeric attribute of an event: (service, breakdown value, bucket start in ns, statistic). Numbers may come as text.
WITH numbers AS (
    SELECT ServiceName,
           coalesce(LogAttributes ->> $breakdown_path, '') AS Part,
           {bucket} AS Bucket,
           TRY_CAST(LogAttributes ->> $value_path AS DOUBLE) AS Number
    FROM otel_logs
    WHERE Timestamp >= $from_ns AND Timestamp < $to_ns
      AND ($service IS NULL OR ServiceName = $service)
      AND (EventName = $event OR Extras ->> '$.eventNameField' = $event)
      AND ($uncounted OR coalesce(Extras ->> '$.uncounted', '') <> 'true')
      AND ($attribute_path IS NULL OR lower(LogAttributes ->> $attribute_path) = lower($equals))
)
SELECT ServiceName,
       Part,
       Bucket,
       CASE $stat
           WHEN 'count' THEN count(*)
           WHEN 'sum' THEN sum(Number)
           WHEN 'avg' THEN avg(Number)
           WHEN 'min' THEN min(Number)
           WHEN 'max' THEN max(Number)
           WHEN 'p50' THEN quantile_cont(Number, 0.5)
           WHEN 'p90' THEN quantile_cont(Number, 0.9)
           WHEN 'p95' THEN quantile_cont(Number, 0.95)
           WHEN 'p99' THEN quantile_cont(Number, 0.99)
       END AS Value
FROM numbers
WHERE $value_path IS NULL OR isfinite(Number)
GROUP BY ALL
ORDER BY ALL
