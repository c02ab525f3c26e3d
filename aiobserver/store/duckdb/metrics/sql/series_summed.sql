-- (service, type, breakdown value, bucket start in ns, value): what is in buckets, summed by labels.
WITH label AS (
    SELECT SeriesId,
           ServiceName,
           coalesce(Attributes ->> '$.type', Attributes ->> '$."gen_ai.token.type"', '') AS Type,
           coalesce(Attributes ->> $breakdown_path, '') AS Part
    FROM metric_series
    WHERE MetricName = $name AND SeriesId IN (SELECT SeriesId FROM bucketed)
    AND NOT list_contains($left_out::UBIGINT[], SeriesId)
)
SELECT ServiceName, Type, Part, Bucket, sum(Number)
FROM bucketed
JOIN label USING (SeriesId)
GROUP BY ALL
ORDER BY Bucket
