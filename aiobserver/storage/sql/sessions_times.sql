-- When each session began and ended, and its services; over all of its records.
CREATE OR REPLACE TEMP TABLE session AS
WITH records AS (
    SELECT SessionId, ServiceName, min(Timestamp) AS First, max(Timestamp) AS Last
    FROM otel_logs SEMI JOIN touched USING (SessionId) GROUP BY ALL
    UNION ALL
    SELECT SessionId, ServiceName, min(Timestamp), max(Timestamp)
    FROM otel_metrics SEMI JOIN touched USING (SessionId) GROUP BY ALL
    UNION ALL
    SELECT SessionId, ServiceName, min(Timestamp), max(Timestamp + Duration)
    FROM otel_traces SEMI JOIN touched USING (SessionId) GROUP BY ALL
)
SELECT SessionId, ServiceName, min(First) AS First, max(Last) AS Last
FROM records
GROUP BY ALL
