-- The services that have metrics at all; a small table knows.
SELECT DISTINCT ServiceName FROM metric_series
