-- The series of points that have none.
INSERT INTO metric_series
SELECT SeriesId, any_value(MetricName), any_value(ServiceName), any_value(MetricType),
       any_value(AggregationTemporality), any_value(IsMonotonic), any_value(SessionId), any_value(Attributes)
FROM otel_metrics
WHERE SeriesId NOT IN (SELECT SeriesId FROM metric_series)
GROUP BY SeriesId
