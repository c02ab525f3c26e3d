-- (session, metric, type, model, increase) of the given metrics and sessions; their points lie between two times.
WITH wanted AS (
    SELECT SeriesId,
           SessionId,
           MetricName,
           AggregationTemporality,
           coalesce(Attributes ->> '$.type', Attributes ->> '$."gen_ai.token.type"', '') AS Type,
           coalesce(Attributes ->> '$.model', Attributes ->> '$."gen_ai.request.model"', '') AS Model
    FROM metric_series
    WHERE list_contains($sessions::VARCHAR[], SessionId)
      AND list_contains($metrics::VARCHAR[], MetricName)
),
once AS (
    SELECT wanted.*, stored.StartTimestamp, stored.Timestamp, max(coalesce(stored.Sum, stored.Value)) AS Number
    FROM otel_metrics AS stored
    JOIN wanted USING (SeriesId)
    WHERE stored.Timestamp >= $first_ns AND stored.Timestamp <= $last_ns
      AND wanted.AggregationTemporality = 2 AND isfinite(coalesce(stored.Sum, stored.Value))
    GROUP BY ALL
),
stepped AS (
    SELECT once.*, lag(Number) OVER (PARTITION BY SeriesId, StartTimestamp ORDER BY Timestamp) AS Before
    FROM once
),
increases AS (
    SELECT SessionId, MetricName, Type, Model,
           CASE WHEN Before IS NULL OR Number < Before THEN greatest(Number, 0) ELSE Number - Before END AS Increase
    FROM stepped
    UNION ALL
    SELECT wanted.SessionId, wanted.MetricName, Type, Model, coalesce(stored.Sum, stored.Value)
    FROM otel_metrics AS stored
    JOIN wanted USING (SeriesId)
    WHERE stored.Timestamp >= $first_ns AND stored.Timestamp <= $last_ns
      AND wanted.AggregationTemporality = 1 AND isfinite(coalesce(stored.Sum, stored.Value))
)
SELECT SessionId, MetricName, Type, Model, sum(Increase)
FROM increases
GROUP BY ALL
ORDER BY ALL
