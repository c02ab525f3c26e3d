-- (session, metric, type, model, start, end, increase) of each point of the given metrics and sessions.
WITH wanted AS (
    SELECT SeriesId,
           SessionId,
           MetricName,
           {is cumulative} AS IsCumulative,
           {is delta} AS IsDelta,
           coalesce(Attributes ->> '$.type', Attributes ->> '$."gen_ai.token.type"', '') AS Type,
           coalesce(Attributes ->> '$.model', Attributes ->> '$."gen_ai.request.model"', '') AS Model
    FROM metric_series
    WHERE SessionId IN (SELECT unnest($sessions::VARCHAR[]))
      AND MetricName IN (SELECT unnest($metrics::VARCHAR[]))
),
bounds AS (
    SELECT coalesce(min(First), 0) AS First, coalesce(max(Last), 0) AS Last
    FROM session_index
    WHERE Signal = 'metrics' AND SessionId IN (SELECT unnest($sessions::VARCHAR[]))
),
once AS (
    SELECT wanted.*, stored.StartTimestamp, stored.Timestamp, max(coalesce(stored.Sum, stored.Value)) AS Number
    FROM otel_metrics AS stored
    JOIN wanted USING (SeriesId)
    WHERE stored.Timestamp >= (SELECT First FROM bounds) AND stored.Timestamp <= (SELECT Last FROM bounds)
      AND IsCumulative AND isfinite(coalesce(stored.Sum, stored.Value))
    GROUP BY ALL
),
stepped AS (
    SELECT once.*, lag(Number) OVER (PARTITION BY SeriesId, StartTimestamp ORDER BY Timestamp) AS Before
    FROM once
)
SELECT SessionId, MetricName, Type, Model, StartTimestamp, Timestamp, {increase}
FROM stepped
UNION ALL
SELECT wanted.SessionId, wanted.MetricName, Type, Model, stored.StartTimestamp, stored.Timestamp,
       coalesce(stored.Sum, stored.Value)
FROM otel_metrics AS stored
JOIN wanted USING (SeriesId)
WHERE stored.Timestamp >= (SELECT First FROM bounds) AND stored.Timestamp <= (SELECT Last FROM bounds)
  AND IsDelta AND isfinite(coalesce(stored.Sum, stored.Value))
