-- Fills the empty index of sessions from all records, as the writer would have noted them.
INSERT INTO session_index
SELECT SessionId, ServiceName, 'logs',
       CASE WHEN Extras ->> '$.uncounted' = 'true' THEN '' ELSE EventName END,
       count(*), min(Timestamp), max(Timestamp)
FROM otel_logs WHERE SessionId IS NOT NULL GROUP BY ALL
UNION ALL
SELECT SessionId, ServiceName, 'metrics', '', count(*), min(Timestamp), max(Timestamp)
FROM otel_metrics WHERE SessionId IS NOT NULL GROUP BY ALL
UNION ALL
SELECT SessionId, ServiceName, 'traces', '', count(*), min(Timestamp), max(Timestamp + Duration)
FROM otel_traces WHERE SessionId IS NOT NULL GROUP BY ALL
