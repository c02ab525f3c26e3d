-- (session, metric, type, model, increase) of the given metrics and sessions; their points lie between two times.
WITH wanted AS (
    SELECT SeriesId,
           SessionId,
           MetricName,
           {is cumulative} AS IsCumulative,
           {is delta} AS IsDelta,
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
      AND IsCumulative AND isfinite(coalesce(stored.Sum, stored.Value))
    GROUP BY ALL
),
stepped AS (
    SELECT once.*, lag(Number) OVER (PARTITION BY SeriesId, StartTimestamp ORDER BY Timestamp) AS Before
    FROM once
),
increases AS (
    SELECT SessionId, MetricName, Type, Model,
           {increase} AS Increase
    FROM stepped
    UNION ALL
    SELECT wanted.SessionId, wanted.MetricName, Type, Model, coalesce(stored.Sum, stored.Value)
    FROM otel_metrics AS stored
    JOIN wanted USING (SeriesId)
    WHERE stored.Timestamp >= $first_ns AND stored.Timestamp <= $last_ns
      AND IsDelta AND isfinite(coalesce(stored.Sum, stored.Value))
)
SELECT SessionId, MetricName, Type, Model, sum(Increase)
FROM increases
GROUP BY ALL
ORDER BY ALL
