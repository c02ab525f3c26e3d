-- The series of a metric that have one of these attribute values; the lists belong together by position.
SELECT SeriesId
FROM metric_series
JOIN (
    SELECT unnest($services::VARCHAR[]) AS ServiceName,
           unnest($paths::VARCHAR[]) AS Path,
           unnest($values::VARCHAR[]) AS Value
) AS part USING (ServiceName)
WHERE MetricName = $name AND Attributes ->> part.Path = part.Value
