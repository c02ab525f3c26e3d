-- (session, series, metric, type of the metric, temporality, monotonic?, type, model, start, time, value) of all points of
-- the given metrics and sessions.
WITH wanted AS (
    SELECT SessionId, SeriesId, MetricName, MetricType, AggregationTemporality, IsMonotonic,
           coalesce(Attributes ->> '$.type', Attributes ->> '$."gen_ai.token.type"', '') AS Type,
           coalesce(Attributes ->> '$.model', Attributes ->> '$."gen_ai.request.model"', '') AS Model
    FROM metric_series
    WHERE SessionId IN (SELECT unnest($sessions::VARCHAR[]))
      AND MetricName IN (SELECT unnest($metrics::VARCHAR[]))
)
SELECT wanted.*, stored.StartTimestamp, stored.Timestamp, coalesce(stored.Sum, stored.Value)
FROM otel_metrics AS stored
JOIN wanted ON wanted.SeriesId = stored.SeriesId
WHERE stored.Timestamp >= $first_ns AND stored.Timestamp <= $last_ns
